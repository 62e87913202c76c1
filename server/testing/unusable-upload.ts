/** An upload that was received and cannot be used; its code has a sentence in upload-refusals.ts. */
export class UnusableUpload extends Error {
  readonly code: string;
  /** How many rows it is about. */
  readonly count: number;

  constructor(code: string, count = 0) {
    super(`${code} (${count})`);
    this.name = 'UnusableUpload';
    this.code = code;
    this.count = count;
  }
}
