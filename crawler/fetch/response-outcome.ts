import { DeadError, DelayedError, type GuazhengError, RetriedError } from '../../contracts/errors.js';
import { retryAfter } from './retry-after.js';

export interface Answer {
  url: string;
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
}

/**
 * What a final status means for the page's future; undefined for 2xx. One table for both fetchers.
 * 429 and 503 with Retry-After: `asked_to_wait`; 404 and 410: `gone`; 408, 425, 429: `try_later`; other 4xx: `client_error`;
 * other 5xx: `server_error`; anything else: `unexpected_status`.
 */
export function failureOfStatus({ url, status, headers }: Answer, now: Date): GuazhengError | undefined {
  if (status >= 200 && status < 300) return undefined;
  const sentence = `${url} answered ${status}`;
  if (status === 429 || status === 503) {
    const notBefore = retryAfter(headers['retry-after'], now);
    if (notBefore) {
      return new DelayedError(
        'asked_to_wait',
        `${sentence} and asks to wait until ${notBefore.toISOString()}`,
        notBefore,
      );
    }
  }
  if (status === 404 || status === 410) return new DeadError('gone', `${sentence}: the page is gone`);
  if (status === 408 || status === 425 || status === 429)
    return new RetriedError('try_later', `${sentence}: try later`);
  if (status >= 400 && status < 500) {
    return new DeadError('client_error', `${sentence}: the platform does not give this page to us`);
  }
  if (status >= 500) return new RetriedError('server_error', `${sentence}: the platform has a fault`);
  return new DeadError('unexpected_status', `${sentence}, which is neither a page nor a redirect that can be followed`);
}
