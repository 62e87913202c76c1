/** Longest columns that are kept for the next text: a posting is shorter, and one of a megabyte shall not hold its memory for ever. */
const mostKept = 65_536;

/** A text on its way to normal form: code units, and for each which part of the original it stands for. One is used for text after text. */
export class Units {
  length = 0;
  codes = new Uint16Array(0);
  starts = new Int32Array(0);
  ends = new Int32Array(0);

  /** Begins a text of about so many units. */
  clear(expected: number): void {
    this.length = 0;
    if (this.codes.length < expected || this.codes.length > mostKept) this.#resize(Math.max(expected, 1024));
  }

  /** @param start @param end of the part of the original */
  push(code: number, start: number, end: number): void {
    if (this.length === this.codes.length) this.#resize(this.length * 2 + 16);
    this.codes[this.length] = code;
    this.starts[this.length] = start;
    this.ends[this.length] = end;
    this.length++;
  }

  /** Lone surrogates are kept, unlike by a TextDecoder. Columns are in the machine's order of bytes: that of all on which this runs. */
  toString(): string {
    return Buffer.from(this.codes.buffer, 0, this.length * Uint16Array.BYTES_PER_ELEMENT).toString('utf16le');
  }

  #resize(capacity: number): void {
    const { codes, starts, ends } = this;
    this.codes = new Uint16Array(capacity);
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
    this.codes.set(codes.subarray(0, this.length));
    this.starts.set(starts.subarray(0, this.length));
    this.ends.set(ends.subarray(0, this.length));
  }
}
