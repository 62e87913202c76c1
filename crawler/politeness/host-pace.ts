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
  /** The start that was given out last; none of an earlier one is unknown. */
  lastStart: number;
  /** Before this the last start's own gap and tolerance have not passed. */
  tail: number;
  /** Starts by booking, the earliest first: they are only ever given out in order. */
  bookings: ReadonlyMap<string, number>;
  /** Where the row would end if those stood in it who were told to ask again. */
  virtualTail: number;
  pausedUntil: number;
  /** 1 to 32: by how much the gap is stretched after answers 429 and 503. */
  slowness: number;
  /** Exponentially weighted mean of the time that good answers took; undefined before the first. */
  responseMilliseconds: number | undefined;
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

/**
 * The pace of a host of which nothing is known: somebody may have started a moment ago, or have been told a start that he will act on
 * without asking again.
 */
export function unknownHostPace(now: number): HostPace {
  return {
    lastStart: now + confirmationMilliseconds,
    tail: 0,
    bookings: new Map(),
    virtualTail: 0,
    pausedUntil: 0,
    slowness: 1,
    responseMilliseconds: undefined,
  };
}

/** Gives out the next free start (see PaceKeeper.book). `queue/bullmq/pace-scripts.ts` says the same to Redis. */
export function bookStart(pace: HostPace, request: Omit<BookingRequest, 'host'>, now: number): Booking {
  const { bookingId, gapMilliseconds, underWay = false } = request;
  const gap = Math.max(
    gapMilliseconds * pace.slowness,
    Math.min(pace.responseMilliseconds ?? 0, paceRules.mostResponseMilliseconds),
  );
  // Of the gap that is asked for, not of the stretched one: a booking that is told again must not have become more tolerant.
  const toleranceMilliseconds = toleranceOf(gapMilliseconds);
  const spacing = gap + toleranceMilliseconds;

  pace.bookings = new Map([...pace.bookings].filter(([, start]) => start > now && start >= pace.pausedUntil));
  const booked = pace.bookings.get(bookingId) ?? (underWay ? takeOver(pace, bookingId, now) : undefined);
  if (booked !== undefined) return { kind: 'booked', inMilliseconds: booked - now, toleranceMilliseconds };

  if (pace.tail <= now) pace.virtualTail = 0;
  const start = Math.max(now, pace.tail, pace.lastStart + spacing, pace.pausedUntil);
  if (start - now > horizonMilliseconds) {
    const place = Math.max(start, pace.virtualTail);
    pace.virtualTail = place + spacing;
    // He comes when his start is given out, not when it is due: a row that always has its next starts booked loses none of them.
    return { kind: 'later', askAgainInMilliseconds: place - now - horizonMilliseconds / 2 };
  }
  pace.lastStart = start;
  pace.tail = start + spacing;
  pace.bookings = new Map([...pace.bookings, [bookingId, start]]);
  return { kind: 'booked', inMilliseconds: start - now, toleranceMilliseconds };
}

/** The earliest start of a page that has not begun, and whose worker will ask again before it. */
function takeOver(pace: HostPace, bookingId: string, now: number): number | undefined {
  const other = [...pace.bookings].find(
    ([id, start]) => !id.includes('/') && start - now > 2 * confirmationMilliseconds,
  );
  if (other === undefined) return undefined;
  const [displaced, taken] = other;
  pace.bookings = new Map(
    [...pace.bookings].map(([id, start]) => (id === displaced ? [bookingId, start] : [id, start])),
  );
  return taken;
}

/** @param pauseMilliseconds how long from now the host wants to be left alone */
export function noteAnswer(pace: HostPace, answer: HostAnswer, pauseMilliseconds: number, now: number): void {
  if (answer.slowDown) {
    pace.slowness = Math.min(pace.slowness * 2, paceRules.mostSlowness);
    pace.pausedUntil = Math.max(pace.pausedUntil, now + pauseMilliseconds);
    return;
  }
  pace.slowness = Math.max(1, pace.slowness * paceRules.recovery);
  const before = pace.responseMilliseconds ?? answer.milliseconds;
  pace.responseMilliseconds = before + paceRules.responseWeight * (answer.milliseconds - before);
}
