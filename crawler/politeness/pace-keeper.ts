/** Sees to it that a host gets its pace, however many workers run (docs/decisions/0011-pace-by-booked-starts.md). */
export interface PaceKeeper {
  /**
   * Books the next free start of the host for this request; asked again before it, it tells the same one, or a later one where the row has
   * moved since: something started later than it was meant to, or the host asked for a pause. Who comes when his start has passed goes
   * as soon as the host is free: where workers are too busy to come in time, what they do bring goes, and the row waits, instead of their
   * being sent to its end again and again. An id can never start twice at one booking.
   *
   * @throws PutOffError `pace_unknown` when the keeper cannot be asked: then nothing may be fetched.
   */
  book(request: BookingRequest): Promise<Booking>;
  /** What the host's answer says about its load. Never rejects: what a keeper cannot note now, it notes before its next booking. */
  answered(host: string, answer: HostAnswer): Promise<void>;
  close(): Promise<void>;
}

export interface BookingRequest {
  /** As in a URL, without its port: however many servers a machine runs, it is asked at one pace. */
  readonly host: string;
  /** The same for the same work, so that work that was put off finds its start again. */
  readonly bookingId: string;
  /**
   * Part of a page that is under way (a redirect, a script's request, robots.txt), which cannot be given back: it does not stand in the row,
   * but goes as soon as the host is free.
   */
  readonly underWay?: boolean;
  /** Its start, of which it was told a moment ago, has passed without it: it goes as soon as the host is free. */
  readonly missed?: boolean;
  /** What the platform file or robots.txt asks for, whichever is greater; starts lie apart by this and its tolerance at least. */
  readonly gapMilliseconds: number;
}

/**
 * `booked`: the request may start in `inMilliseconds` (0: now), or later by at most the tolerance, if that was told no longer than
 * `confirmationMilliseconds` before; otherwise it asks again then.
 * `later`: every start that is given out is taken; nothing is booked.
 */
export type Booking =
  | {
      readonly kind: 'booked';
      readonly inMilliseconds: number;
      readonly toleranceMilliseconds: number;
      /** Whether it came too late for the start that it had. */
      readonly isLate: boolean;
    }
  | { readonly kind: 'later'; readonly askAgainInMilliseconds: number };

export interface HostAnswer {
  /** From the request to the end of the answer. */
  readonly milliseconds: number;
  /** Whether the host asked for fewer requests: status 429 or 503. */
  readonly slowDown: boolean;
  /** Its Retry-After: nothing starts before. */
  readonly notBefore?: Date;
}

/**
 * How long before its start a booking is asked for a last time: long beside a round trip to Redis (under a millisecond in one network),
 * short beside the pauses that it would miss.
 */
export const confirmationMilliseconds = 25;

/** How far ahead starts are given out. Beyond it the pace may have changed before they come. */
export const horizonMilliseconds = 30_000;

/** By how much a request may be late for its start: 3 % of the gap, since what is added to each gap is lost to the throughput. */
export function toleranceOf(gapMilliseconds: number): number {
  return Math.min(Math.max(2, 0.03 * gapMilliseconds), 50);
}
