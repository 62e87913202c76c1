import { InputError } from '../../contracts/errors.js';
import { unitsOf } from './ngrams.js';

/** Bits for the class of a character; the rest of a 32-bit key names the place of the n-gram before it. */
const classBits = 13;
const mostClasses = 1 << classBits;
/** Unigrams and slots together must stay below 2^19 places. */
const mostSlots = 2 ** 18;
/** Nine slots of ten: beyond that linear probing takes long. */
const mostNgrams = Math.floor(mostSlots * 0.9);

/** Words of 32 bits that a place has: its key, and three for whoever looks up. Four places share a line of a processor's cache. */
export const wordsOfPlace = 4;

/**
 * The n-grams of a model by their last character: each is the child of the n-gram without it, so that one look-up goes on from the last
 * (a trie whose edges stand in one hash table, Morrison 1968; open addressing with linear probing). Needs every prefix in the model, which
 * counting gives: what holds an n-gram holds its beginning.
 *
 * An n-gram is known by its place in `words`, and what is known of it stands there, so that one access to memory brings both.
 */
export class NgramTrie {
  /** Word 0 of a place is its key, 0 for none; the others belong to whoever looks up. */
  readonly words: Uint32Array;
  /** Place of each n-gram, in the order given. */
  readonly places: Int32Array;
  /** Class of each code unit, 0 for those in no n-gram. */
  readonly #classOf = new Uint16Array(65_536);
  /** Unigrams stand at their class, the others from here on. */
  readonly #hashed: number;
  readonly #mask: number;

  /** @param ngrams ascending, as a model's columns hold them @throws InputError for an n-gram whose beginning is not there, or too many */
  constructor(ngrams: readonly number[]) {
    this.#hashed = this.#classify(ngrams);
    if (this.#hashed > mostClasses || ngrams.length > mostNgrams) {
      throw new InputError(
        'model_too_large',
        `The n-gram model has ${ngrams.length} n-grams of ${this.#hashed - 1} characters; at most ${mostNgrams} of ${mostClasses - 1} can be looked up: train it on less.`,
      );
    }
    const slots = Math.min(mostSlots, 2 ** Math.ceil(Math.log2(Math.max(16, ngrams.length * 1.5))));
    this.words = new Uint32Array((this.#hashed + slots) * wordsOfPlace);
    this.#mask = slots - 1;
    // Ascending order puts every n-gram behind its beginning.
    this.places = Int32Array.from(ngrams, (ngram) => this.#add(...unitsOf(ngram)));
  }

  /** Numbers the characters. @returns how many classes there are */
  #classify(ngrams: readonly number[]): number {
    let classes = 1;
    for (const ngram of ngrams) {
      for (const unit of unitsOf(ngram)) {
        if (unit !== 0 && this.#classOf[unit] === 0) this.#classOf[unit] = classes++;
      }
    }
    return classes;
  }

  #add(first: number, second: number, third: number): number {
    const last = this.classOf(third);
    if (second === 0) {
      this.words[last * wordsOfPlace] = last;
      return last;
    }
    const start = this.unigram(this.classOf(first === 0 ? second : first));
    const prefix = first === 0 ? start : this.child(start, this.classOf(second));
    if (prefix < 0)
      throw new InputError('release_invalid', 'The n-gram model holds an n-gram without its beginning; train it anew.');
    const key = keyOf(prefix, last);
    let slot = slotOf(key, this.#mask);
    while (this.words[(this.#hashed + slot) * wordsOfPlace] !== 0) slot = (slot + 1) & this.#mask;
    this.words[(this.#hashed + slot) * wordsOfPlace] = key;
    return this.#hashed + slot;
  }

  /** Class of a code unit; 0 where no n-gram holds it. */
  classOf(unit: number): number {
    return this.#classOf[unit] ?? 0;
  }

  /** Place of the n-gram of one character, −1 where the model does not know it. */
  unigram(unitClass: number): number {
    return unitClass < this.#hashed && this.words[unitClass * wordsOfPlace] !== 0 ? unitClass : -1;
  }

  /** Place of the n-gram at `prefix` with one character more, −1 where either is not known. */
  child(prefix: number, unitClass: number): number {
    if (prefix < 0 || unitClass === 0) return -1;
    const { words } = this;
    const key = keyOf(prefix, unitClass);
    let slot = slotOf(key, this.#mask);
    for (;;) {
      const place = this.#hashed + slot;
      const held = words[place * wordsOfPlace];
      if (held === key) return place;
      if (held === 0) return -1;
      slot = (slot + 1) & this.#mask;
    }
  }
}

function keyOf(prefix: number, unitClass: number): number {
  return ((prefix << classBits) | unitClass) >>> 0;
}

function slotOf(key: number, mask: number): number {
  const mixed = Math.imul(key, 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) & mask;
}
