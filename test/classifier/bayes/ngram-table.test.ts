import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NgramTable, unitsOf } from '../../../classifier/bayes/ngram-table.js';
import { visitNgrams } from '../../../classifier/bayes/ngrams.js';

function ngramsOf(text: string): number[] {
  const ngrams = new Set<number>();
  visitNgrams(text, 0, text.length, (ngram) => ngrams.add(ngram));
  return [...ngrams];
}

const unit = fc.oneof(fc.integer({ min: 1, max: 0xffff }), fc.constantFrom(1, 0x30, 0x7fff, 0x8000, 0xffff));
/** An n-gram of one to three units as a number. */
const ngram = fc
  .array(unit, { minLength: 1, maxLength: 3 })
  .map((units) => units.reduce((number, each) => number * 65_536 + each, 0));

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

describe('a table of n-grams', () => {
  it('finds exactly those that it holds, each at its place, however full its slots are', () => {
    fc.assert(
      fc.property(
        // Up to eight share sixteen slots: they collide, and their runs go round the end.
        fc.uniqueArray(ngram, { maxLength: 8 }),
        fc.array(ngram, { maxLength: 20 }),
        (held, others) => {
          const table = new NgramTable(held);
          for (const [index, each] of held.entries()) expect(table.find(...unitsOf(each))).toBe(index);
          for (const other of others) expect(table.find(...unitsOf(other))).toBe(held.indexOf(other));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('finds each of a hundred thousand, and none of a hundred thousand others', () => {
    const held: number[] = [];
    const others: number[] = [];
    for (let i = 0; i < 100_000; i++) {
      const number = ((0x4e00 + (i % 97)) * 65_536 + 0x4e00 + (i % 10_007)) * 65_536 + 0x4e00 + (i % 20_011);
      (i % 2 === 0 ? held : others).push(number, number + 2 ** 33);
    }
    const table = new NgramTable(held);
    expect(held.filter((each, index) => table.find(...unitsOf(each)) !== index)).toEqual([]);
    expect(others.filter((each) => table.find(...unitsOf(each)) !== -1)).toEqual([]);
  });

  it('tells apart n-grams of the same last character, and of the same first ones', () => {
    const texts = ['靠', '挂靠', '长挂靠', '不挂靠', '长挂证'];
    const numbers = texts.map((text) => Math.max(...ngramsOf(text)));
    for (const [left, held] of numbers.entries()) {
      const table = new NgramTable([held]);
      expect(numbers.map((number) => table.find(...unitsOf(number)))).toEqual(
        numbers.map((_, index) => (index === left ? 0 : -1)),
      );
    }
  });

  it('that holds nothing finds nothing', () => {
    const table = new NgramTable([]);
    expect(table.find(0, 0, 0x6302)).toBe(-1);
    expect(table.find(0xffff, 0xffff, 0xffff)).toBe(-1);
    expect(table.find(0, 0, 0)).toBe(-1);
  });
});
