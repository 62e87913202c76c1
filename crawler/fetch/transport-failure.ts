import { DeadError, GuazhengError, RetriedError, systemCodeOf } from '../../contracts/errors.js';

const timeOuts = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/** OpenSSL's verification results as Node names them (nodejs.org/api/tls.html, "X509 certificate error codes"). */
const certificateFault = /CERT|UNABLE_TO_(?:GET|VERIFY|DECRYPT|DECODE)|HOSTNAME_MISMATCH|INVALID_(?:CA|PURPOSE)/;

/**
 * What a failure below HTTP means. Errors of ours pass as they are; what carries no code is a fault of the program and passes too.
 * @returns RetriedError `timed_out`, `body_damaged` or `connection_failed`; DeadError `certificate_invalid`
 */
export function transportFailure(thrown: unknown, url: string): unknown {
  if (thrown instanceof GuazhengError) return thrown;
  const code = systemCodeOf(thrown);
  if (code === undefined) return thrown;
  const options = { cause: thrown };
  if (timeOuts.has(code)) return new RetriedError('timed_out', `${url} did not answer in time (${code})`, options);
  if (certificateFault.test(code)) {
    return new DeadError('certificate_invalid', `${url} shows a certificate that cannot be trusted (${code})`, options);
  }
  if (/^(?:Z_|ERR_(?:_ERROR|BROTLI|ZLIB))/.test(code)) {
    return new RetriedError('body_damaged', `The compressed body of ${url} is damaged or cut off (${code})`, options);
  }
  return new RetriedError('connection_failed', `The connection to ${url} failed (${code})`, options);
}
