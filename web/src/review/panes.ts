import type { PostingHistory, ReviewTask } from '../../../contracts/api/reviews.js';

export type PaneId = 'text' | 'capture' | 'agency' | 'campaign' | 'versions' | 'decisions' | 'alike';

/** A tab of the work screen. */
export interface Pane {
  readonly id: PaneId;
  readonly name: string;
  /** How many things it holds, where that is worth knowing before opening it. */
  readonly count?: number | undefined;
  readonly key?: string;
}

/** The tabs of this advertisement in the order of `p`; near-duplicates only where there are any. */
export function panesOf(task: Pick<ReviewTask, 'alike' | 'reviews'>, history: PostingHistory | undefined): Pane[] {
  return [
    { id: 'text', name: '原文' },
    { id: 'capture', name: '采集件', key: 'g' },
    { id: 'agency', name: '机构' },
    { id: 'campaign', name: '串联广告', count: history?.campaign?.size },
    { id: 'versions', name: '版本', count: history?.versions.length },
    { id: 'decisions', name: '复核记录', count: task.reviews.length },
    ...(task.alike > 0 ? [{ id: 'alike' as const, name: '近似', count: task.alike, key: 'b' }] : []),
  ];
}
