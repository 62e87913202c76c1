import { RetriedError } from '../../contracts/errors.js';

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
 */
export function startDeadline(seconds: number, url: string, caller: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const abort = (reason: unknown) => controller.abort(reason);
  const timer = setTimeout(() => abort(timedOut(url, seconds)), seconds * 1000);
  const stop = () => abort(caller?.reason);
  if (caller?.aborted) stop();
  caller?.addEventListener('abort', stop, { once: true });
  return {
    signal: controller.signal,
    abort,
    clear() {
      clearTimeout(timer);
      caller?.removeEventListener('abort', stop);
    },
  };
}

export function timedOut(url: string, seconds: number): RetriedError {
  return new RetriedError('timed_out', `${url} did not answer in full within ${seconds} s`);
}
