import { InputError } from '../../contracts/errors.js';
import { displaceRows } from '../../text/row-displacement.js';
import { unitOf } from './ngrams.js';

/** Bits for the row of an n-gram; the rest of a 32-bit word names the class of its last character. */
const rowBits = 19;
const rowMask = 2 ** rowBits - 1;
/** The class of places that no n-gram has, and of no character. */
const noClass = 2 ** (32 - rowBits) - 1;
/** Rows leave three places of ten empty; with so many n-grams they still lie within 2^19 places. */
const mostNgrams = 235_000;

/** Words of 32 bits that a place has: class with row, and one for whoever looks up. Eight places share a line of a processor's cache. */
export const wordsOfPlace = 2;

/**
 * The n-grams of a model by their last character: each is the child of the n-gram without it, so that one look-up goes on from the last
 * (a trie, Morrison 1968, whose nodes lie over one another in one array: see `displaceRows`). Needs every prefix in the model, which
 * counting gives: what holds an n-gram holds its beginning.
 *
 * An n-gram is known by its place in `words`, from 1 on, and what is known of it stands there: one access to memory brings both.
 */
export class NgramTrie {
  /** Word 0 of a place is the n-gram's last class above the row of those that go on from it (0 for none); word 1 belongs to whoever looks up. */
  readonly words: Int32Array;
  /** Place of each n-gram, in the order given. */
  readonly places: Int32Array;
  /** Row of the n-grams of one character, 0 where there are none. */
  readonly root: number;
  /** Class of each code unit, 0 for those in no n-gram. */
  readonly #classOf = new Uint16Array(65_536);

  /** @param ngrams ascending, as a model's columns hold them @throws InputError for an n-gram whose beginning is not there, or too many */
  constructor(ngrams: readonly number[]) {
    const classes = this.#classify(ngrams);
    if (classes > noClass || ngrams.length > mostNgrams) throw tooLarge(ngrams.length, classes - 1);
    const rows = this.#rowsOf(ngrams);
    const { offsets, columns, values } = displaceRows([...rows.values()], classes);
    if (columns.length > rowMask) throw tooLarge(ngrams.length, classes - 1);
    const rowBehind = new Map([...rows.keys()].map((ngram, index) => [ngram, offsets[index] ?? 0]));
    this.root = rowBehind.get(0) ?? 0;
    rowBehind.delete(0);
    this.words = new Int32Array(columns.length * wordsOfPlace);
    this.places = new Int32Array(ngrams.length);
    let goneOnFrom = 0;
    for (const [place, unitClass] of columns.entries()) {
      if (unitClass === -1) {
        this.words[place * wordsOfPlace] = noClass << rowBits;
        continue;
      }
      const index = values[place] ?? 0;
      const row = rowBehind.get(ngrams[index] ?? 0) ?? 0;
      if (row !== 0) goneOnFrom++;
      this.words[place * wordsOfPlace] = (unitClass << rowBits) | row;
      this.places[index] = place;
    }
    if (goneOnFrom < rowBehind.size)
      throw new InputError('release_invalid', 'The n-gram model holds an n-gram without its beginning; train it anew.');
  }

  /** Numbers the characters, those that end most n-grams first: what is looked up most lies close together. @returns how many classes there are */
  #classify(ngrams: readonly number[]): number {
    const endsOf = new Map<number, number>();
    for (const ngram of ngrams) {
      const unit = ngram % 65_536;
      endsOf.set(unit, (endsOf.get(unit) ?? 0) + 1);
    }
    const units = [...endsOf].sort(([, a], [, b]) => b - a).map(([unit]) => unit);
    for (const [index, unit] of units.entries()) this.#classOf[unit] = index + 1;
    // By code unit as it stands in a text: all digits are one, and what breaks n-grams is in none.
    for (let code = 0; code < 0x80; code++) this.#classOf[code] = this.#classOf[unitOf(code)] ?? 0;
    return units.length + 1;
  }

  /** The n-grams that go on from each, by class of their last character as indices; those of one character go on from 0. */
  #rowsOf(ngrams: readonly number[]): Map<number, Map<number, number>> {
    const rows = new Map<number, Map<number, number>>();
    for (const [index, ngram] of ngrams.entries()) {
      const last = ngram % 65_536;
      const beginning = (ngram - last) / 65_536;
      let row = rows.get(beginning);
      if (row === undefined) {
        row = new Map();
        rows.set(beginning, row);
      }
      row.set(this.classOf(last), index);
    }
    return rows;
  }

  /** Class of a code unit of a text; 0 where no n-gram holds it. */
  classOf(code: number): number {
    return this.#classOf[code] ?? 0;
  }

  /** Place of the n-gram with one character more than that of a row, 0 where it is not known; of row 0 there is none. */
  child(row: number, unitClass: number): number {
    const place = row + unitClass;
    return (this.words[place * wordsOfPlace] ?? 0) >>> rowBits === unitClass ? place : 0;
  }

  /** Row of the n-grams that go on from the one at a place, 0 for none; of place 0 there are none. */
  rowBehind(place: number): number {
    return (this.words[place * wordsOfPlace] ?? 0) & rowMask;
  }
}

function tooLarge(ngrams: number, characters: number): InputError {
  return new InputError(
    'model_too_large',
    `The n-gram model has ${ngrams} n-grams of ${characters} characters; at most ${mostNgrams} of ${noClass - 1} can be looked up: train it on less.`,
  );
}
