import type { DecideRequest, ReviewTask } from '../../../contracts/api/reviews.js';
import type { Decision, Dismissal } from '../../../contracts/review.js';
import type { Category } from '../../../contracts/verdict.js';

/** What the reviewer has chosen for the advertisement that is open, before deciding. */
export interface Draft {
  readonly categories: readonly Category[];
  readonly articles: readonly string[];
  readonly note: string;
  /** Tasks of near-duplicates that were shown and are decided on along with it. */
  readonly alike: readonly string[];
}

export const newDraft = ({ proposed }: Pick<ReviewTask, 'proposed'>): Draft => ({ ...proposed, note: '', alike: [] });

/** `list` without `item` where it holds it, otherwise with it at its end. */
export const toggled = <T>(list: readonly T[], item: T): T[] =>
  list.includes(item) ? list.filter((each) => each !== item) : [...list, item];

/** A confirmation cites; a dismissal has a reason. */
export function requestFor(
  draft: Draft,
  decision: Decision,
  dismissal: Dismissal | null,
  requestId: string,
): DecideRequest {
  const cites = decision === 'confirmed';
  return {
    decision,
    categories: cites ? [...draft.categories] : [],
    articles: cites ? [...draft.articles] : [],
    dismissal,
    note: draft.note.trim(),
    alike: [...draft.alike],
    requestId,
  };
}
