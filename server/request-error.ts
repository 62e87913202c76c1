import { GuazhengError } from '../contracts/errors.js';

/** This request cannot be answered: the browser gets `status` and the sentence, which a reviewer reads (Chinese). */
export class RequestError extends GuazhengError {
  readonly status: number;

  constructor(
    status: 400 | 401 | 403 | 404 | 405 | 409 | 410 | 413 | 415 | 421 | 422 | 429 | 500 | 503,
    code: string,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(code, message, options);
    this.status = status;
  }
}
