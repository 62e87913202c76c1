import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSharedRuns } from '../../../scripts/fixture-report/shared-runs.js';

describe('findSharedRuns', () => {
  it('gives what two texts share as long as it goes, and nothing shorter', () => {
    expect(findSharedRuns(['xxabcdefyy', 'zabcdefz', 'abc'], 4)).toEqual([{ run: 'abcdef', texts: [0, 1] }]);
    expect(findSharedRuns(['abc', 'abc'], 4)).toEqual([]);
  });

  it('gives a run once for all texts that share it, the one of most texts first', () => {
    expect(findSharedRuns(['abcd12345', 'abcd', '1abcd', '12345'], 4)).toEqual([
      { run: 'abcd', texts: [0, 1, 2] },
      { run: '12345', texts: [0, 3] },
    ]);
  });

  it('does not count white space', () => {
    expect(findSharedRuns(['ab\ncd', 'a b c d'], 4)).toEqual([{ run: 'abcd', texts: [0, 1] }]);
  });

  it('does not compare a text with itself', () => {
    expect(findSharedRuns(['abcdabcd'], 4)).toEqual([]);
  });

  it('does not join what stands apart in the other text', () => {
    expect(findSharedRuns(['abcde', 'abcd-bcde'], 4)).toEqual([
      { run: 'abcd', texts: [0, 1] },
      { run: 'bcde', texts: [0, 1] },
    ]);
  });

  it('finds, for any two texts, every window that both hold and no other', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 30 });
    fc.assert(
      fc.property(text, text, (one, other) => {
        const windows = (of: string) =>
          new Set(Array.from({ length: Math.max(0, of.length - 3) }, (_, i) => of.slice(i, i + 4)));
        const shared = [...windows(one)].filter((window) => windows(other).has(window));
        const runs = findSharedRuns([one, other], 4);
        for (const { run } of runs) expect([one.includes(run), other.includes(run)]).toEqual([true, true]);
        expect(new Set(runs.flatMap(({ run }) => [...windows(run)]))).toEqual(new Set(shared));
      }),
    );
  });
});
