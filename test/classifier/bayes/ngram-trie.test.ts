import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NgramTrie } from '../../../classifier/bayes/ngram-trie.js';
import { unitOf, unitsOf, visitNgrams } from '../../../classifier/bayes/ngrams.js';
import { InputError } from '../../../contracts/errors.js';

function ngramsOf(text: string): number[] {
  const ngrams = new Set<number>();
  visitNgrams(text, 0, text.length, (ngram) => ngrams.add(ngram));
  return [...ngrams];
}

const anyUnit = fc.oneof(fc.integer({ min: 1, max: 0xffff }), fc.constantFrom(1, 0x30, 0x7fff, 0x8000, 0xffff));
/** As it stands in an n-gram: digits are one, and none of those that break. */
const unit = anyUnit.map(unitOf).filter((each) => each !== 0);
/** An n-gram of one to three units as a number. */
const ngram = fc
  .array(unit, { minLength: 1, maxLength: 3 })
  .map((units) => units.reduce((number, each) => number * 65_536 + each, 0));

/** An n-gram with all its beginnings. */
function beginnings(number: number): number[] {
  const all: number[] = [];
  for (let rest = number; rest > 0; rest = Math.floor(rest / 65_536)) all.push(rest);
  return all;
}

/** The n-grams with their beginnings, ascending, as a model holds them. */
function closed(numbers: readonly number[]): number[] {
  return [...new Set(numbers.flatMap(beginnings))].sort((a, b) => a - b);
}

/** Place of an n-gram, found as a text is read: character after character; 0 for none. */
function find(trie: NgramTrie, number: number): number {
  const units = unitsOf(number).filter((each) => each !== 0);
  let row = trie.root;
  let place = 0;
  for (const each of units) {
    place = trie.child(row, trie.classOf(each));
    row = trie.rowBehind(place);
  }
  return place;
}

describe('the units of an n-gram', () => {
  it('are those of its text, with none in front of a shorter one', () => {
    expect(ngramsOf('挂证').map(unitsOf)).toEqual([
      [0, 0, 0x6302],
      [0, 0, 0x8bc1],
      [0, 0x6302, 0x8bc1],
    ]);
    expect(unitsOf(65_535)).toEqual([0, 0, 65_535]);
    expect(unitsOf(65_536)).toEqual([0, 1, 0]);
    expect(unitsOf(2 ** 48 - 1)).toEqual([65_535, 65_535, 65_535]);
  });

  it('make the n-gram again', () => {
    fc.assert(
      fc.property(ngram, (number) => {
        const [first, second, third] = unitsOf(number);
        expect((first * 65_536 + second) * 65_536 + third).toBe(number);
      }),
    );
  });
});

describe('a trie of n-grams', () => {
  it('finds exactly those that it holds, each at a place of its own, however full its slots are', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(ngram, { maxLength: 8 }).map(closed),
        fc.array(ngram, { maxLength: 20 }),
        (held, others) => {
          const trie = new NgramTrie(held);
          for (const [index, each] of held.entries()) expect(find(trie, each)).toBe(trie.places[index]);
          for (const other of others) expect(find(trie, other)).toBe(trie.places[held.indexOf(other)] ?? 0);
          expect(new Set(trie.places).size).toBe(held.length);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('finds each of a hundred thousand, and none of a hundred thousand others', () => {
    const some: number[] = [];
    const others: number[] = [];
    for (let i = 0; i < 50_000; i++) {
      const number = ((0x4e00 + (i % 97)) * 65_536 + 0x4e00 + (i % 1009)) * 65_536 + 0x4e00 + (i % 2003);
      (i % 2 === 0 ? some : others).push(number);
    }
    const held = closed(some);
    const trie = new NgramTrie(held);
    const known = new Set(held);
    expect(held.filter((each, index) => find(trie, each) !== trie.places[index])).toEqual([]);
    expect(others.filter((each) => !known.has(each) && find(trie, each) !== 0)).toEqual([]);
  });

  it('goes on from nothing to nothing', () => {
    const trie = new NgramTrie(closed([unitsNumber('挂靠')]));
    expect(trie.child(0, trie.classOf(0x6302))).toBe(0);
    expect(trie.child(0, 0)).toBe(0);
    expect(trie.child(trie.root, 0)).toBe(0);
    expect(trie.rowBehind(0)).toBe(0);
    expect(new NgramTrie([]).child(0, 1)).toBe(0);
  });

  it('reads every digit as one, and nothing of what breaks n-grams', () => {
    const trie = new NgramTrie(closed([unitsNumber('证0')]));
    const row = trie.rowBehind(trie.child(trie.root, trie.classOf(0x8bc1)));
    for (const digit of '0123456789') expect(trie.child(row, trie.classOf(digit.charCodeAt(0)))).toBe(trie.places[1]);
    expect([trie.classOf(0x0a), trie.classOf(0x20)]).toEqual([0, 0]);
  });

  it('refuses an n-gram without its beginning', () => {
    expect(() => new NgramTrie([unitsNumber('挂靠')])).toThrow(InputError);
    expect(() => new NgramTrie([unitsNumber('挂'), unitsNumber('挂靠'), unitsNumber('证靠书')])).toThrow(
      'without its beginning',
    );
  });

  it('refuses more characters than it can tell apart', () => {
    const many = Array.from({ length: 8191 }, (_, index) => index + 0x100);
    expect(() => new NgramTrie(many)).toThrow('at most');
    const trie = new NgramTrie(many.slice(0, 8190));
    expect(find(trie, 0x100 + 8189)).toBe(trie.places[8189]);
  });
});

function unitsNumber(text: string): number {
  return Array.from(text).reduce((number, character) => number * 65_536 + character.charCodeAt(0), 0);
}
