import type { Band } from '../../contracts/verdict.js';
import { absentInterval, nextVisit } from './revisit-interval.js';

/** What a Posting row says of its life. */
export interface PostingLife {
  readonly state: 'live' | 'removed';
  readonly band: Band | null;
  /** Visits in a row that did not find it. */
  readonly absences: number;
  readonly lastSeenAt: Date;
  readonly removedAt: Date | null;
  /** Null while it is removed, and where it has no page of its own. */
  readonly nextVisitAt: Date | null;
}

/** Why a posting was not found: its page answered 404 or 410, or it was not where it should be. */
export type AbsenceReason = 'gone' | 'absent';

/** A single absence may be a page that moved while a list was read, or a fault of an hour; two in a row, at different times, are taken for a removal. */
const absencesOfRemoval = 2;

/** What was seen before the newest sighting says nothing about how the posting is now: a late worker brings it. */
export function isLate(life: PostingLife, at: Date): boolean {
  return at < life.lastSeenAt;
}

/**
 * The life after a sighting. One from before the removal leaves it removed.
 *
 * @param visit whether it has a page of its own that is to be visited again, and the band that says when
 */
export function afterSighting(life: PostingLife, at: Date, visit: { again: boolean; band: Band | null }): PostingLife {
  if (isLate(life, at)) return life;
  if (life.removedAt !== null && at <= life.removedAt) return { ...life, lastSeenAt: at };
  const nextVisitAt = visit.again ? nextVisit(visit.band, at) : null;
  return { ...life, state: 'live', absences: 0, lastSeenAt: at, removedAt: null, nextVisitAt };
}

/**
 * The life after an absence: removed at once when it is gone, at the second absence otherwise. That one counts from the visit on that the
 * first one planned: two looks within one fault of the platform are one. What has no visit of its own is looked for once a run.
 */
export function afterAbsence(life: PostingLife, at: Date, reason: AbsenceReason): PostingLife {
  if (life.state === 'removed' || isLate(life, at)) return life;
  const isTooSoon = life.absences > 0 && life.nextVisitAt !== null && at < life.nextVisitAt;
  if (reason === 'absent' && isTooSoon) return life;
  const absences = life.absences + 1;
  if (reason === 'gone' || absences >= absencesOfRemoval)
    return { ...life, state: 'removed', absences, removedAt: at, nextVisitAt: null };
  return { ...life, absences, nextVisitAt: life.nextVisitAt === null ? null : soonAfterAbsence(life.nextVisitAt, at) };
}

/** A platform under maintenance may say of every posting that it is not there, and be back in an hour or two. In milliseconds. */
const leastBetweenAbsences = 6 * 3_600_000;

function soonAfterAbsence(planned: Date, at: Date): Date {
  const soon = new Date(at.getTime() + absentInterval);
  const earliest = new Date(at.getTime() + leastBetweenAbsences);
  if (planned < earliest) return planned > at ? earliest : soon;
  return planned < soon ? planned : soon;
}
