import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTextNeighbours } from '../../../scripts/fixture-report/text-neighbours.js';

describe('findTextNeighbours', () => {
  it('measures the shared character 3-grams as a part of all', () => {
    // abc bcd cde against bcd cde def: two of four.
    expect(findTextNeighbours(['abcde', 'bcdef', 'xyz'], 0.5)).toEqual({
      nearest: [{ index: 1, similarity: 0.5 }, { index: 0, similarity: 0.5 }, undefined],
      pairs: [{ first: 0, second: 1, similarity: 0.5 }],
    });
  });

  it('overlooks white space, and takes a text of two characters whole', () => {
    expect(findTextNeighbours(['a bc', 'abc', 'xy', 'x\ny', ''], 1).pairs).toEqual([
      { first: 0, second: 1, similarity: 1 },
      { first: 2, second: 3, similarity: 1 },
    ]);
  });

  it('names the most alike pairs first and keeps those out that are less alike than asked', () => {
    const { pairs } = findTextNeighbours(['abcdef', 'abcdxx', 'abcdef', 'abcyyyyyyy'], 0.3);
    expect(pairs.map(({ first, second }) => [first, second])).toEqual([
      [0, 2],
      [0, 1],
      [1, 2],
    ]);
  });

  it('agrees with comparing every text with every other', () => {
    const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '证'), minLength: 3, maxLength: 12 }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(texts, (all) => {
        const sets = all.map(
          (text) => new Set(Array.from({ length: text.length - 2 }, (_, i) => text.slice(i, i + 3))),
        );
        const expected = sets.map((own, i) =>
          Math.max(
            0,
            ...sets.map((other, j) => {
              const common = [...own].filter((trigram) => other.has(trigram)).length;
              return i === j ? 0 : common / (own.size + other.size - common);
            }),
          ),
        );
        expect(findTextNeighbours(all, 1).nearest.map((neighbour) => neighbour?.similarity ?? 0)).toEqual(expected);
      }),
    );
  });
});
