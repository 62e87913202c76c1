import type { ReasonCode } from './words.js';

/** What is wrong, thrown where a check cannot go on; the check that catches it makes it a line of the report. */
export class Fault extends Error {
  readonly code: ReasonCode;
  readonly values: Readonly<Record<string, string>>;

  constructor(code: ReasonCode, values: Readonly<Record<string, string>> = {}) {
    super(code);
    this.code = code;
    this.values = values;
  }
}
