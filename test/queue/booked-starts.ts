import { PutOffError } from '../../contracts/errors.js';
import type { Booking, BookingRequest, PaceKeeper } from '../../crawler/politeness/pace-keeper.js';

/** A booking, and between which moments of `performance.now()` its time lies: whoever has to wait for a processor hears of it late. */
export interface Told {
  readonly booking: Booking;
  readonly earliest: number;
  readonly latest: number;
}

/** How far ahead the start is. */
export function waitOf(booking: Booking): number {
  if (booking.kind === 'later')
    throw new Error(`no start is booked: come again in ${booking.askAgainInMilliseconds} ms`);
  return booking.inMilliseconds;
}

/** Asks for a start, or for when to ask again. A Redis that hung for a moment counts as one that is away, and is asked again as a worker would. */
export async function ask(keeper: PaceKeeper, request: BookingRequest): Promise<Told> {
  for (;;) {
    const asked = performance.now();
    const booking = await keeper.book(request).catch((error: unknown) => {
      if (error instanceof PutOffError && error.code === 'pace_unknown') return undefined;
      throw error;
    });
    const told = performance.now();
    if (booking === undefined) continue;
    const wait = booking.kind === 'later' ? booking.askAgainInMilliseconds : booking.inMilliseconds;
    return { booking, earliest: asked + wait, latest: told + wait };
  }
}

/** The most that can lie between two starts. A gap is kept where it is no less: two looks at one moment tell this exactly. */
export const mostBetween = (first: Told, second: Told): number => second.latest - first.earliest;

/** The least that can lie between two starts. */
export const leastBetween = (first: Told, second: Told): number => second.earliest - first.latest;
