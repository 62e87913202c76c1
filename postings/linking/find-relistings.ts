import type { NearDuplicate } from './near-duplicates.js';

/** What decides whether one posting repeats another. */
export interface PostingFacts {
  readonly id: string;
  readonly platformId: string;
  readonly agencyId: string | null;
  readonly band: string | null;
  readonly state: 'live' | 'removed';
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly relistedFromId: string | null;
  readonly campaignId: string | null;
}

export interface Relisting {
  readonly posting: PostingFacts;
  /** The removed posting that it repeats. */
  readonly from: PostingFacts;
  readonly similarity: number;
}

/**
 * Postings that repeat a removed one: near-duplicates that came after the removed one was last seen. Two that were up side by side
 * are copies. Of several removed ones the likest counts, then one of the same platform, then the one that went last.
 */
export function findRelistings(pairs: readonly NearDuplicate[], facts: ReadonlyMap<string, PostingFacts>): Relisting[] {
  const best = new Map<string, Relisting>();
  const consider = (posting: PostingFacts | undefined, from: PostingFacts | undefined, similarity: number): void => {
    if (posting === undefined || from === undefined || !repeats(posting, from)) return;
    const found = { posting, from, similarity };
    const known = best.get(posting.id);
    if (known === undefined || isBetter(found, known)) best.set(posting.id, found);
  };
  for (const { postingId, otherId, similarity } of pairs) {
    const [a, b] = [facts.get(postingId), facts.get(otherId)];
    consider(a, b, similarity);
    consider(b, a, similarity);
  }
  return [...best.values()].sort((a, b) => (a.posting.id < b.posting.id ? -1 : 1));
}

function repeats(posting: PostingFacts, from: PostingFacts): boolean {
  return posting.relistedFromId === null && from.state === 'removed' && from.lastSeenAt < posting.firstSeenAt;
}

function isBetter(a: Relisting, b: Relisting): boolean {
  if (a.similarity !== b.similarity) return a.similarity > b.similarity;
  const [aHere, bHere] = [a, b].map(({ posting, from }) => posting.platformId === from.platformId);
  if (aHere !== bHere) return aHere === true;
  const [aLast, bLast] = [a.from.lastSeenAt.getTime(), b.from.lastSeenAt.getTime()];
  return aLast === bLast ? a.from.id < b.from.id : aLast > bLast;
}
