import { DeadError, DelayedError, GuazhengError, InputError, messageOf, RefusedError } from '../contracts/errors.js';

/** What an operator counts failures by. `defect` is an error of this program. */
export type ErrorClass = 'retried' | 'delayed' | 'dead' | 'refused' | 'defect';

interface Reason {
  readonly code: string;
  readonly message: string;
  readonly errorClass: ErrorClass;
}

/** What becomes of work whose step threw. */
export type Consequence =
  | (Reason & { readonly state: 'due'; readonly again: Date; readonly attempts: number; readonly delays: number })
  | (Reason & { readonly state: 'dead' | 'refused' });

/** Tries before work is given up: with the delays below, a fault of a minute is outlived. */
const mostAttempts = 4;
/** How often a platform may ask one page to wait before it is given up: a platform that always answers 429 would keep a run open for ever. */
const mostDelays = 20;
/** First delay after a failed try, in milliseconds; each further one is four times as long. */
const firstDelay = 2_000;

/**
 * The table of consequences by class of error. `random` (0 to 1) spreads tries, so that the pages of a platform that was away
 * do not all come back in one instant.
 *
 * | class                 | attempts | then                                                           |
 * |-----------------------|----------|----------------------------------------------------------------|
 * | RetriedError          | +1       | again after 2 s, 8 s, 32 s; then dead                          |
 * | DelayedError          | –        | again at its time; after 20 times dead                         |
 * | RefusedError          | –        | refused                                                        |
 * | DeadError, InputError | –        | dead                                                           |
 * | anything else         | +1       | as RetriedError: a defect of ours must not keep a run open for ever |
 *
 * A FatalError or a PutOffError is never brought here: the work is not to blame, and stays due as it was.
 */
export function consequenceOf(
  error: unknown,
  work: { attempts: number; delays: number },
  now: Date,
  random: number,
): Consequence {
  const reason = reasonOf(error);
  if (error instanceof RefusedError) return { state: 'refused', ...reason };
  if (error instanceof DeadError || error instanceof InputError) return { state: 'dead', ...reason };
  if (error instanceof DelayedError) {
    if (work.delays + 1 > mostDelays) return { state: 'dead', ...reason };
    const again = new Date(Math.max(error.notBefore.getTime(), now.getTime()));
    return { state: 'due', again, attempts: work.attempts, delays: work.delays + 1, ...reason };
  }
  if (work.attempts + 1 >= mostAttempts) return { state: 'dead', ...reason };
  const delay = firstDelay * 4 ** work.attempts * (0.8 + 0.4 * random);
  return {
    state: 'due',
    again: new Date(now.getTime() + delay),
    attempts: work.attempts + 1,
    delays: work.delays,
    ...reason,
  };
}

function reasonOf(error: unknown): Reason {
  if (!(error instanceof GuazhengError)) {
    const message = `A defect of this program, which should be reported: ${traceOf(error)}`;
    return { code: 'defect', message, errorClass: 'defect' };
  }
  const { code, message } = error;
  return { code, message, errorClass: classOf(error) };
}

function classOf(error: GuazhengError): ErrorClass {
  if (error instanceof RefusedError) return 'refused';
  if (error instanceof DelayedError) return 'delayed';
  return error instanceof DeadError || error instanceof InputError ? 'dead' : 'retried';
}

/** Message and places: nobody else will see where it came from. */
function traceOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
}
