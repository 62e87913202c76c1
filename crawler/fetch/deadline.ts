import { RetriedError } from '../../contracts/errors.js';
import type { VisitTime } from './visit-time.js';

/** The end of one fetch's time, its caller's wish to stop and a fault found on the way, as one signal. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Ends the fetch now; the first reason counts. */
  abort(reason: unknown): void;
  /** Stops the clock and lets go of the caller's signal. */
  clear(): void;
}

/**
 * Aborts after `seconds` with a RetriedError `timed_out`, or with the caller's own reason.
 * (AbortSignal.any over AbortSignal.timeout may be collected before it fires on Node 20, hence the timer of our own.)
 *
 * @param after how time is counted; by the clock on the wall when left out
 */
export function startDeadline(
  seconds: number,
  url: string,
  caller: AbortSignal | undefined,
  after: VisitTime['after'] = byTheWall,
): Deadline {
  const controller = new AbortController();
  const abort = (reason: unknown) => controller.abort(reason);
  const cancel = after(seconds * 1000, () => abort(timedOut(url, seconds)));
  const stop = () => abort(caller?.reason);
  if (caller?.aborted) stop();
  caller?.addEventListener('abort', stop, { once: true });
  return {
    signal: controller.signal,
    abort,
    clear() {
      cancel();
      caller?.removeEventListener('abort', stop);
    },
  };
}

function byTheWall(milliseconds: number, done: () => void): () => void {
  const timer = setTimeout(done, milliseconds);
  return () => clearTimeout(timer);
}

export function timedOut(url: string, seconds: number): RetriedError {
  return new RetriedError('timed_out', `${url} did not answer in full within ${seconds} s`);
}
