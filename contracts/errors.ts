/**
 * The error tree. Each class is named after its *consequence*: whoever catches one knows what happens next
 * without reading the message. A message says what, where, and what to do.
 */
export abstract class GuazhengError extends Error {
  /** Stable word for scripts, rows and statistics, e.g. `address_refused`. */
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.name = new.target.name;
  }
}

/** The input or a setting is unusable. Nothing was changed; the command ends with exit code 2 and this one sentence. */
export class InputError extends GuazhengError {}

/** A rule forbids it (address guard, robots.txt, page budget). Recorded as refused with its reason, never tried again by itself. */
export class RefusedError extends GuazhengError {}

/** It may go better later (reset connection, 500, crashed browser). Costs an attempt; tried again after a growing delay. */
export class RetriedError extends GuazhengError {}

/** The platform asks us to wait (429, 503 with Retry-After). Costs no attempt; tried again at `notBefore`. */
export class DelayedError extends GuazhengError {
  readonly notBefore: Date;

  constructor(code: string, message: string, notBefore: Date, options?: { cause?: unknown }) {
    super(code, message, options);
    this.notBefore = notBefore;
  }
}

/**
 * Our own side puts it off (the host's pace, the off-peak window, a store that is away): the work goes back as it was, nothing is counted,
 * and it is tried again at `notBefore`. Unlike a DelayedError no platform asked us to wait, so it may happen without end.
 */
export class PutOffError extends GuazhengError {
  readonly notBefore: Date;

  constructor(code: string, message: string, notBefore: Date, options?: { cause?: unknown }) {
    super(code, message, options);
    this.notBefore = notBefore;
  }
}

/** It will never go better (404, redirect loop, body over the limit). Recorded as dead with its reason; a person may re-run it. */
export class DeadError extends GuazhengError {}

/** The machine cannot go on (disk full, database gone). The process stops; what was stored before stays intact. */
export class FatalError extends GuazhengError {}

/** The sentence that a person should read for any thrown value. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The code of an operating-system or library error (`ENOSPC`, `ECONNRESET`), or undefined. */
export function systemCodeOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}
