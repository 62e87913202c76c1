import type { Band } from '../../contracts/verdict.js';

const day = 24 * 60 * 60_000;

/** Milliseconds from one visit of a posting's page to the next, by the band of its newest verdict. */
const intervals: Readonly<Record<Band | 'unjudged', number>> = {
  // A fine under 人力资源市场暂行条例 art. 43 needs the day on which an ad was still there, and the two years of
  // 行政处罚法 art. 36 run from the day it went: both are known as exactly as it is looked at.
  flagged: day,
  // May become flagged by an edit, and its life counts then; a third of the pages for evidence that few of them need.
  borderline: 3 * day,
  // Nearly all postings: a fortnight keeps their visits below those of what is new, and still sees an ad that was put up
  // harmlessly and edited into an offer later.
  clear: 14 * day,
  // Nothing is known of it yet, so it is taken for the worst until it is judged.
  unjudged: day,
};

/** After a visit or a list did not find it: the second look settles whether it is removed. */
export const absentInterval = day;

/** When a posting is to be visited again that was visited at `visitedAt`. */
export function nextVisit(band: Band | null, visitedAt: Date): Date {
  return new Date(visitedAt.getTime() + intervals[band ?? 'unjudged']);
}
