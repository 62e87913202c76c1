import { urlTrap } from './url-trap.js';

/** A list page that was read. */
export interface ListPageYield {
  url: string;
  /** Postings on it that no list page of this run had named before, whether or not they are fetched. */
  newPostings: number;
}

/** Advertisements that stand on every page, and a page whose postings have all moved up since, make one or two; a calendar makes all. */
const barrenPages = 3;

/**
 * Why a chain of list pages is not followed to `next`, as a sentence for the decision log; undefined when it is. Ends paging in a
 * circle, calendars, and "next" links without end. How long an honest chain may be is the platform file's `limits.listPages`.
 * @param chain the list pages that led here in order, the last one being that which names `next`; the last three suffice
 */
export function endOfListChain(chain: readonly ListPageYield[], next: string): string | undefined {
  const earlier = chain.find(({ url }) => url === next);
  if (earlier) return `${next} has been read in this chain: its pages lead in a circle`;
  const newest = chain.slice(-barrenPages);
  if (newest.length === barrenPages && newest.every(({ newPostings }) => newPostings === 0)) {
    return `${barrenPages} list pages one after another named no posting that was new in this run, the last being ${newest.at(-1)?.url}`;
  }
  const last = newest.at(-1);
  return last && urlTrap(next, last.url);
}
