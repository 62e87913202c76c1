import { DeadError, DelayedError, type GuazhengError, RetriedError } from '../../contracts/errors.js';
import { retryAfter } from './retry-after.js';

export interface Answer {
  url: string;
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
}

/** A host that is overloaded and names no time is asked again after a minute. */
const overloadedMilliseconds = 60_000;

/**
 * What a final status means for the page's future; undefined for 2xx. One table for both fetchers.
 *
 * | status | error | code |
 * |---|---|---|
 * | 429, 503 with Retry-After | DelayedError until then | `asked_to_wait` |
 * | 429, 503 without | DelayedError for a minute | `overloaded` |
 * | 404, 410 | DeadError | `gone` |
 * | 408, 425 | RetriedError | `try_later` |
 * | other 4xx | DeadError | `client_error` |
 * | other 5xx | RetriedError | `server_error` |
 * | anything else | DeadError | `unexpected_status` |
 */
export function failureOfStatus({ url, status, headers }: Answer, now: Date): GuazhengError | undefined {
  if (status >= 200 && status < 300) return undefined;
  const sentence = `${url} answered ${status}`;
  if (status === 429 || status === 503) {
    const notBefore = retryAfter(headers['retry-after'], now);
    if (notBefore) {
      const asked = `${sentence} and asks to wait until ${notBefore.toISOString()}`;
      return new DelayedError('asked_to_wait', asked, notBefore);
    }
    const later = new Date(now.getTime() + overloadedMilliseconds);
    return new DelayedError('overloaded', `${sentence}: it has too much to do; asked again in a minute`, later);
  }
  if (status === 404 || status === 410) return new DeadError('gone', `${sentence}: the page is gone`);
  if (status === 408 || status === 425) return new RetriedError('try_later', `${sentence}: try later`);
  if (status >= 400 && status < 500) {
    return new DeadError('client_error', `${sentence}: the platform does not give this page to us`);
  }
  if (status >= 500) return new RetriedError('server_error', `${sentence}: the platform has a fault`);
  return new DeadError('unexpected_status', `${sentence}, which is neither a page nor a redirect that can be followed`);
}
