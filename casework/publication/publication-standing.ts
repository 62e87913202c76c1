import type { PublicationState } from '../../contracts/api/publications.js';

/** What decides whether a publication is out. Days are calendar days, `YYYY-MM-DD`. */
export interface PublicationFacts {
  readonly startsOn: string;
  readonly endsOn: string | null;
  readonly isApproved: boolean;
  readonly isTakenDown: boolean;
  /** Whether the outcome was withdrawn, or the case, on which it rests. */
  readonly isGroundGone: boolean;
}

/** Where a publication stands on a day: it is out from its first to its last day, and never without ground or approval. */
export function publicationState(facts: PublicationFacts, today: string): PublicationState {
  if (facts.isTakenDown) return 'taken_down';
  if (facts.isGroundGone) return 'set_aside';
  if (facts.endsOn !== null && facts.endsOn < today) return 'ended';
  if (!facts.isApproved) return 'prepared';
  return facts.startsOn <= today ? 'out' : 'approved';
}
