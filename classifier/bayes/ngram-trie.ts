import { InputError } from '../../contracts/errors.js';
import { unitsOf } from './ngrams.js';

/** Bits for the class of a character; the rest of a 32-bit key names the n-gram before it. */
const classBits = 13;

/**
 * The n-grams of a model by their last character: each is the child of the n-gram without it, so that one look-up goes on from the last
 * (a trie whose edges stand in one hash table, Morrison 1968; open addressing with linear probing). Needs every prefix in the model, which
 * counting gives: what holds an n-gram holds its beginning.
 */
export class NgramTrie {
  /** Class of each code unit, 0 for those in no n-gram. */
  readonly #classOf = new Uint16Array(65_536);
  /** Index of each unigram by its class. */
  readonly #unigrams: Int32Array;
  /** Key and index + 1 of an edge beside each other; 0 marks a free slot. */
  readonly #slots: Uint32Array;
  readonly #mask: number;

  /** @param ngrams ascending, as a model's columns hold them @throws InputError for an n-gram whose beginning is not there */
  constructor(ngrams: readonly number[]) {
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(16, ngrams.length * 2)));
    this.#slots = new Uint32Array(capacity * 2);
    this.#mask = capacity - 1;
    const unigrams = [-1];
    let classes = 1;
    for (const ngram of ngrams) {
      for (const unit of unitsOf(ngram)) {
        if (unit === 0 || this.#classOf[unit] !== 0) continue;
        this.#classOf[unit] = classes++;
        unigrams.push(-1);
      }
    }
    if (classes > 1 << classBits || ngrams.length >= 2 ** (32 - classBits)) {
      throw new InputError(
        'model_too_large',
        `The n-gram model has ${ngrams.length} n-grams of ${classes - 1} characters; at most ${2 ** (32 - classBits) - 1} of ${(1 << classBits) - 1} can be looked up: train it on less.`,
      );
    }
    this.#unigrams = Int32Array.from(unigrams);
    // Ascending order puts every n-gram behind its beginning.
    for (const [index, ngram] of ngrams.entries()) {
      const [first, second, third] = unitsOf(ngram);
      const last = this.#classOf[third] ?? 0;
      if (second === 0) this.#unigrams[last] = index;
      else this.#add(this.#prefixOf(first, second), last, index);
    }
  }

  #prefixOf(first: number, second: number): number {
    const prefix =
      first === 0
        ? this.unigram(this.classOf(second))
        : this.child(this.unigram(this.classOf(first)), this.classOf(second));
    if (prefix < 0)
      throw new InputError('release_invalid', 'The n-gram model holds an n-gram without its beginning; train it anew.');
    return prefix;
  }

  #add(prefix: number, last: number, index: number): void {
    const key = ((prefix << classBits) | last) >>> 0;
    let slot = slotOf(key, this.#mask);
    while (this.#slots[slot * 2 + 1] !== 0) slot = (slot + 1) & this.#mask;
    this.#slots[slot * 2] = key;
    this.#slots[slot * 2 + 1] = index + 1;
  }

  /** Class of a code unit; 0 where no n-gram holds it. */
  classOf(unit: number): number {
    return this.#classOf[unit] ?? 0;
  }

  /** Index of the n-gram of one character, −1 where the model does not know it. */
  unigram(unitClass: number): number {
    return this.#unigrams[unitClass] ?? -1;
  }

  /** Index of the n-gram at `prefix` with one character more, −1 where either is not known. */
  child(prefix: number, unitClass: number): number {
    if (prefix < 0 || unitClass === 0) return -1;
    const key = ((prefix << classBits) | unitClass) >>> 0;
    let slot = slotOf(key, this.#mask);
    for (;;) {
      const index = this.#slots[slot * 2 + 1] ?? 0;
      if (index === 0) return -1;
      if (this.#slots[slot * 2] === key) return index - 1;
      slot = (slot + 1) & this.#mask;
    }
  }
}

function slotOf(key: number, mask: number): number {
  const mixed = Math.imul(key, 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) & mask;
}
