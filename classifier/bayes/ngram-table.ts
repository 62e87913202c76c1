/** Units of an n-gram of up to three characters; absent ones in front are 0. */
export type NgramUnits = readonly [first: number, second: number, third: number];

export function unitsOf(ngram: number): NgramUnits {
  const third = ngram % 65_536;
  const rest = (ngram - third) / 65_536;
  const second = rest % 65_536;
  return [(rest - second) / 65_536, second, third];
}

/**
 * Where each n-gram of a model stands in its columns. Open addressing with linear probing over pairs of 32-bit numbers:
 * a look-up costs one multiplication a character and, mostly, one line of memory.
 */
export class NgramTable {
  /** First and second unit of the n-gram in a slot, its third unit, and its index in the columns. */
  readonly #high: Int32Array;
  readonly #low: Int32Array;
  readonly #index: Int32Array;
  readonly #mask: number;

  constructor(ngrams: readonly number[]) {
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(16, ngrams.length * 2)));
    this.#high = new Int32Array(capacity);
    this.#low = new Int32Array(capacity);
    this.#index = new Int32Array(capacity);
    this.#mask = capacity - 1;
    for (const [index, ngram] of ngrams.entries()) {
      const [first, second, third] = unitsOf(ngram);
      const high = (first << 16) | second;
      let slot = slotOf(high, third, this.#mask);
      while (this.#low[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#high[slot] = high;
      this.#low[slot] = third;
      this.#index[slot] = index;
    }
  }

  /** Index of the n-gram in the model's columns, or −1 where the model does not know it. */
  find(first: number, second: number, third: number): number {
    const high = (first << 16) | second;
    let slot = slotOf(high, third, this.#mask);
    for (;;) {
      const low = this.#low[slot];
      // The last unit of an n-gram is never 0: a free slot.
      if (low === 0) return -1;
      if (low === third && this.#high[slot] === high) return this.#index[slot] ?? -1;
      slot = (slot + 1) & this.#mask;
    }
  }
}

function slotOf(high: number, third: number, mask: number): number {
  const mixed = Math.imul(high, 0x9e3779b1) ^ Math.imul(third, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) & mask;
}
