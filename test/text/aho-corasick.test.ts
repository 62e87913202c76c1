import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AhoCorasick } from '../../text/aho-corasick.js';

interface Match {
  readonly pattern: number;
  readonly start: number;
  readonly end: number;
}

function matchesOf(patterns: readonly string[], text: string): Match[] {
  const matches: Match[] = [];
  new AhoCorasick(patterns).search(text, (pattern, start, end) => matches.push({ pattern, start, end }));
  return matches;
}

/** Every occurrence by comparing at every place: ends ascending, longest first at one end. */
function naiveMatches(patterns: readonly string[], text: string): Match[] {
  const matches: Match[] = [];
  for (let start = 0; start < text.length; start++) {
    for (const [pattern, words] of patterns.entries()) {
      if (text.startsWith(words, start)) matches.push({ pattern, start, end: start + words.length });
    }
  }
  return matches.sort((a, b) => a.end - b.end || a.start - b.start);
}

describe('AhoCorasick', () => {
  it('finds every occurrence that a naive search finds, in the same order', () => {
    // Two or three letters: overlaps, prefixes and suffixes of one another come by themselves.
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '挂'), minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { maxLength: 12 }),
        fc.string({ unit: fc.constantFrom('a', 'b', '挂', 'x'), maxLength: 60 }),
        (patterns, text) => {
          expect(matchesOf(patterns, text)).toEqual(naiveMatches(patterns, text));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('searches by UTF-16 code units, whatever the patterns and the text hold', () => {
    const anything = fc.string({ unit: 'binary', minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.uniqueArray(anything, { maxLength: 8 }), fc.array(anything), (patterns, pieces) => {
        const text = [...pieces, ...patterns, ...pieces].join('');
        expect(matchesOf(patterns, text)).toEqual(naiveMatches(patterns, text));
      }),
    );
    expect(matchesOf(['\ud83d'], '\ud83d\ude00')).toEqual([{ pattern: 0, start: 0, end: 1 }]);
  });

  it('finds patterns inside one another and overlapping themselves, the longest first at one end', () => {
    expect(matchesOf(['建造师', '一级建造师', '师'], '一级建造师')).toEqual([
      { pattern: 1, start: 0, end: 5 },
      { pattern: 0, start: 2, end: 5 },
      { pattern: 2, start: 4, end: 5 },
    ]);
    expect(matchesOf(['挂挂'], '挂挂挂挂').map(({ start }) => start)).toEqual([0, 1, 2]);
  });

  it('finds nothing without patterns, and nothing in an empty text', () => {
    expect(matchesOf([], '挂靠')).toEqual([]);
    expect(matchesOf(['挂靠'], '')).toEqual([]);
  });

  it('searches again from the beginning each time', () => {
    const automaton = new AhoCorasick(['挂靠']);
    automaton.search('挂', () => expect.unreachable());
    automaton.search('靠', () => expect.unreachable());
  });

  it('refuses a pattern that is there twice and one that is empty', () => {
    expect(() => new AhoCorasick(['挂靠', '挂证', '挂靠'])).toThrow(
      new RangeError('The pattern «挂靠» is there twice.'),
    );
    expect(() => new AhoCorasick(['挂靠', ''])).toThrow(RangeError);
  });
});
