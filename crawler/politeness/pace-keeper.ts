/** Sees to it that a host gets its pace, however many workers run (docs/decisions/0011-pace-by-booked-starts.md). */
export interface PaceKeeper {
  /**
   * Books the next free start of the host for this request; asked again before its start passes, it tells the same one. Once the
   * start has passed, or a pause has made it void, another one is booked: an id can never start twice at one booking.
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
   * Part of a page that is under way (a redirect, a script's request, robots.txt), which cannot be given back: where starts are booked,
   * it takes over the earliest of another page's, which then books anew. Its `bookingId` must hold a slash, others' must not.
   */
  readonly underWay?: boolean;
  /** What the platform file or robots.txt asks for, whichever is greater; starts lie apart by this and its tolerance at least. */
  readonly gapMilliseconds: number;
}

/**
 * `booked`: the request may start in `inMilliseconds` (0: now), or later by at most the tolerance. Who means to start acts on a booking
 * that he was told no longer than `confirmationMilliseconds` before; a pause may have come meanwhile.
 * `later`: every start that is given out is taken; nothing is booked.
 */
export type Booking =
  | { readonly kind: 'booked'; readonly inMilliseconds: number; readonly toleranceMilliseconds: number }
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
