import { DeadError, GuazhengError, messageOf, RetriedError } from '../../contracts/errors.js';
import { timedOut } from './deadline.js';

/**
 * What a failure of the browser means, from the words of Playwright and the net error names of Chromium
 * (net/base/net_error_list.h). Errors of ours pass as they are.
 */
export function visitFailure(thrown: unknown, url: string, seconds: number): unknown {
  if (thrown instanceof GuazhengError || !(thrown instanceof Error)) return thrown;
  const options = { cause: thrown };
  const netError = /net::(ERR_\w+)/.exec(thrown.message)?.[1];
  if (thrown.name === 'TimeoutError' || netError?.includes('TIMED_OUT')) return timedOut(url, seconds);
  if (netError === 'ERR_ABORTED' || /Download is starting/.test(thrown.message)) {
    return new DeadError('not_a_page', `${url} is a download or empty, and no page`, options);
  }
  if (netError?.startsWith('ERR_CONTENT_DECODING')) {
    const sentence = `${url} comes compressed although it was asked for uncompressed; crawl this platform with "fetch: http"`;
    return new DeadError('unknown_encoding', sentence, options);
  }
  if (netError?.startsWith('ERR_CERT_')) {
    return new DeadError(
      'certificate_invalid',
      `${url} shows a certificate that cannot be trusted (${netError})`,
      options,
    );
  }
  if (netError) return new RetriedError('connection_failed', `The connection to ${url} failed (${netError})`, options);
  return new RetriedError('browser_failed', `The browser failed at ${url}: ${firstLine(messageOf(thrown))}`, options);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
