import type { QueryClient } from '@tanstack/react-query';
import type { Decided, OwnReviews, Review } from '../../../contracts/api/reviews.js';
import { ownReviewsKey } from './review-queries.js';

/** A decision as it was taken: alone, or with near-duplicates (`count` more than 1). */
export interface OwnDecision {
  readonly review: Review;
  readonly count: number;
}

/** The newest decisions first, those that were taken at once as one; `reviews` are the newest first. */
export function asDecisions(reviews: readonly Review[]): OwnDecision[] {
  const byAct = new Map<string, OwnDecision>();
  for (const review of reviews) {
    const act = review.bulkId ?? review.id;
    const known = byAct.get(act);
    // The advertisement that was open is decided on first, the others follow.
    byAct.set(act, known === undefined ? { review, count: 1 } : { review, count: known.count + 1 });
  }
  return [...byAct.values()];
}

/** The decision that a person would undo: the newest that stands and may be taken back. */
export const lastUndoable = (decisions: readonly OwnDecision[]): OwnDecision | undefined =>
  decisions.find(({ review }) => review.withdrawnAt === null && review.canWithdraw);

/** Puts what was just saved among the person's own decisions without asking the server again. */
export function addOwnReviews(queries: QueryClient, { reviews }: Decided): void {
  queries.setQueryData<OwnReviews>(ownReviewsKey, (own) => {
    if (own === undefined) return own;
    const fresh = reviews.filter(({ id }) => own.reviews.every((known) => known.id !== id));
    return { reviews: [...fresh.toReversed(), ...own.reviews], today: own.today + fresh.length };
  });
}
