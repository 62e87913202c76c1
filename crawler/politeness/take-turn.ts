import { setImmediate as nextLoop, setTimeout as sleep } from 'node:timers/promises';
import { PutOffError } from '../../contracts/errors.js';
import { confirmationMilliseconds, type PaceKeeper } from './pace-keeper.js';

export interface Turn {
  readonly host: string;
  readonly bookingId: string;
  readonly gapMilliseconds: number;
  /** Part of a page that has begun (see BookingRequest). */
  readonly underWay?: boolean;
  /** Who would wait longer for his start gives his place on the worker back. */
  readonly longestWaitMilliseconds: number;
  readonly signal: AbortSignal;
}

/** Work that was put off comes back this long before its start: a queue is late itself, and its row has to be claimed and read again. */
const comeBackMilliseconds = 150;

/** A start is missed when the worker, or the keeper's reply, is late by more than the tolerance. After so many in a row others may try. */
const mostMissedStarts = 20;
/** Work that came too late for a start waits where it is: sent away, a worker that has too much to do would be late again. */
const lateWaitMilliseconds = 2_000;
const restAfterMissedStarts = 1_000;

/**
 * Resolves at the moment when the request to `host` may start; it starts at once or asks again.
 * Works through a pace keeper's reply that was slow and an event loop that was busy: both count as being late.
 *
 * @throws PutOffError `not_its_turn` with the time to come again, when the start is too far ahead or starts are missed one after
 * another; `pace_unknown` when the keeper cannot be asked; the signal's reason when aborted
 */
export async function takeTurn(pace: PaceKeeper, turn: Turn): Promise<void> {
  const { host, bookingId, gapMilliseconds, longestWaitMilliseconds, signal, underWay = false } = turn;
  // Half a page cannot be given back: what is under way goes on trying.
  for (let missed = 0; underWay || missed < mostMissedStarts; ) {
    signal.throwIfAborted();
    const asked = performance.now();
    const booking = await pace.book({ host, bookingId, gapMilliseconds, underWay, missed: missed > 0 });
    const told = performance.now();

    if (booking.kind === 'later') {
      const wait = booking.askAgainInMilliseconds;
      if (wait > longestWaitMilliseconds) throw notItsTurn(host, 'all starts that are given out are taken', wait);
      await sleepUntil(told + wait, signal);
      continue;
    }
    const wait = booking.inMilliseconds;
    if (wait > (booking.isLate ? Math.max(longestWaitMilliseconds, lateWaitMilliseconds) : longestWaitMilliseconds))
      throw notItsTurn(host, 'its start is booked', Math.max(1, wait - comeBackMilliseconds));
    if (wait > confirmationMilliseconds) {
      // To be asked again then: the host may have asked for a pause meanwhile.
      await sleepUntil(told + wait - confirmationMilliseconds, signal);
      continue;
    }
    // The keeper reckoned at some moment between the two: not too early by the one, not too late by the other.
    await sleepUntil(told + wait, signal);
    if (performance.now() <= asked + wait + booking.toleranceMilliseconds) return;
    missed += 1;
  }
  const why = `its worker was late for ${mostMissedStarts} starts, being busy or far from the pace keeper`;
  throw notItsTurn(host, why, restAfterMissedStarts);
}

function notItsTurn(host: string, why: string, waitMilliseconds: number): PutOffError {
  const at = new Date(Date.now() + waitMilliseconds);
  return new PutOffError(
    'not_its_turn',
    `A request to ${host} waits for its turn: ${why}; it comes again at ${at.toISOString()}.`,
    at,
  );
}

/** To a fraction of a millisecond: timers count whole ones and may fire early, so the last one is passed in turns of the event loop. */
async function sleepUntil(time: number, signal: AbortSignal): Promise<void> {
  for (let left = time - performance.now(); left > 0; left = time - performance.now()) {
    if (left < 1) await nextLoop();
    else {
      await sleep(Math.floor(left), undefined, { signal }).catch((error: unknown) => {
        signal.throwIfAborted();
        throw error;
      });
    }
  }
  signal.throwIfAborted();
}
