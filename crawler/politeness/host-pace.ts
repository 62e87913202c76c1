import {
  type Booking,
  type BookingRequest,
  confirmationMilliseconds,
  type HostAnswer,
  horizonMilliseconds,
  toleranceOf,
} from './pace-keeper.js';

/** What is known of one host. Times are milliseconds of one monotonic clock. */
export interface HostPace {
  /** The start that somebody was told last who may act on it without asking again. */
  granted: GrantedStart;
  /** The one before, which counts again when that somebody says that he has missed his. */
  grantedBefore: GrantedStart;
  /**
   * Booked starts, less `rowShift`: the row moves as a whole where something starts later than it was meant to. The earliest first, since
   * they are only ever given out in order; those that have passed belong to requests that are late.
   */
  row: Map<string, number>;
  rowShift: number;
  /** The last booked start, and where its own gap and tolerance have passed; less `rowShift`. */
  rowLast: number;
  rowTail: number;
  /** Where the row would end if those stood in it who were told to ask again. */
  virtualTail: number;
  pausedUntil: number;
  /** 1 to 32: by how much the gap is stretched after answers 429 and 503. */
  slowness: number;
  /** Exponentially weighted mean of the time that good answers took; undefined before the first. */
  responseMilliseconds: number | undefined;
}

interface GrantedStart {
  readonly bookingId: string;
  readonly start: number;
  /** Where its own gap and tolerance have passed. */
  readonly tail: number;
}

export const paceRules = {
  mostSlowness: 32,
  /** What a good answer multiplies the slowness by. */
  recovery: 0.9,
  /** Weight of the newest answer in the mean. */
  responseWeight: 0.2,
  /** A host that takes longer than this to answer is asked once a minute all the same. */
  mostResponseMilliseconds: 60_000,
} as const;

/** How long after its start a request that has not come is late for it, and not forgotten. */
export const rememberedMilliseconds = 60_000;
/** Less than this after its start is not late, in milliseconds. */
export const lateMilliseconds = 1;

/**
 * The pace of a host of which nothing is known: somebody may have started a moment ago, or have been told a start that he will act on
 * without asking again.
 */
export function unknownHostPace(now: number): HostPace {
  const granted = { bookingId: '', start: now + confirmationMilliseconds, tail: 0 };
  return {
    ...{ granted, grantedBefore: granted },
    ...{ row: new Map(), rowShift: 0, rowLast: 0, rowTail: 0, virtualTail: 0 },
    ...{ pausedUntil: 0, slowness: 1, responseMilliseconds: undefined },
  };
}

/** Gives out the next free start (see PaceKeeper.book). `queue/bullmq/pace-scripts.ts` says the same to Redis. */
export function bookStart(pace: HostPace, request: Omit<BookingRequest, 'host'>, now: number): Booking {
  const { bookingId, gapMilliseconds, underWay = false, missed = false } = request;
  const gap = Math.max(
    gapMilliseconds * pace.slowness,
    Math.min(pace.responseMilliseconds ?? 0, paceRules.mostResponseMilliseconds),
  );
  // Of the gap that is asked for, not of the stretched one: a booking that is told again must not have become more tolerant.
  const toleranceMilliseconds = toleranceOf(gapMilliseconds);
  const spacing = gap + toleranceMilliseconds;
  const told = (start: number, isLate = false): Booking => {
    if (start - now <= confirmationMilliseconds) grant(pace, { bookingId, start, tail: start + spacing }, now);
    return { kind: 'booked', inMilliseconds: start - now, toleranceMilliseconds, isLate };
  };

  if (pace.granted.bookingId === bookingId) {
    if (missed) pace.granted = pace.grantedBefore;
    else if (pace.granted.start > now)
      return { kind: 'booked', inMilliseconds: pace.granted.start - now, toleranceMilliseconds, isLate: false };
  }
  for (const [id, start] of pace.row) {
    if (start + pace.rowShift >= now - rememberedMilliseconds) break;
    pace.row.delete(id);
  }
  const free = Math.max(now, pace.granted.tail, pace.granted.start + spacing, pace.pausedUntil);

  const booked = pace.row.get(bookingId);
  const own = booked === undefined ? undefined : booked + pace.rowShift;
  // Whose start has come, or has passed, goes as soon as the host is free, and the row behind him moves.
  if (own === undefined ? underWay || missed : own <= Math.max(free, now + confirmationMilliseconds)) {
    const start = Math.max(free, own ?? free);
    return told(start, start - (own ?? start) > lateMilliseconds);
  }
  if (own !== undefined) return told(own);

  if (pace.rowTail + pace.rowShift <= now) pace.virtualTail = 0;
  const start = Math.max(free, pace.rowTail + pace.rowShift, pace.rowLast + pace.rowShift + spacing);
  if (start - now > horizonMilliseconds) {
    const place = Math.max(start, pace.virtualTail);
    pace.virtualTail = place + spacing;
    // He comes when his start is given out, not when it is due: a row that always has its next starts booked loses none of them.
    return { kind: 'later', askAgainInMilliseconds: place - now - horizonMilliseconds / 2 };
  }
  pace.row.set(bookingId, start - pace.rowShift);
  pace.rowLast = start - pace.rowShift;
  pace.rowTail = start + spacing - pace.rowShift;
  return told(start);
}

function grant(pace: HostPace, granted: GrantedStart, now: number): void {
  pace.grantedBefore = pace.granted;
  pace.granted = granted;
  pace.row.delete(granted.bookingId);
  moveRow(pace, granted.tail, now);
}

/** Moves the row so that of what has not passed nothing starts before `earliest`; whoever is in it asks again before he starts. */
function moveRow(pace: HostPace, earliest: number, now: number): void {
  for (const start of pace.row.values()) {
    if (start + pace.rowShift <= now) continue;
    pace.rowShift += Math.max(0, earliest - (start + pace.rowShift));
    return;
  }
}

/** @param pauseMilliseconds how long from now the host wants to be left alone */
export function noteAnswer(pace: HostPace, answer: HostAnswer, pauseMilliseconds: number, now: number): void {
  if (answer.slowDown) {
    pace.slowness = Math.min(pace.slowness * 2, paceRules.mostSlowness);
    pace.pausedUntil = Math.max(pace.pausedUntil, now + pauseMilliseconds);
    moveRow(pace, pace.pausedUntil, now);
    return;
  }
  pace.slowness = Math.max(1, pace.slowness * paceRules.recovery);
  const before = pace.responseMilliseconds ?? answer.milliseconds;
  pace.responseMilliseconds = before + paceRules.responseWeight * (answer.milliseconds - before);
}
