import { describe, expect, test } from 'vitest';
import { interleavedRounds, median, medianRatio, timesWithin } from '../../bench/interleaved-rounds.js';

/** A clock that work moves on. */
function clock(): { now: () => number; pass: (milliseconds: number) => void } {
  let at = 0;
  return {
    now: () => at,
    pass(milliseconds) {
      at += milliseconds;
    },
  };
}

describe('interleaved rounds', () => {
  test('let the contestants work by turns, once to warm up, and give pieces per second of each round', async () => {
    const { now, pass } = clock();
    const turns: string[] = [];
    const contestant = <Name extends string>(name: Name, milliseconds: readonly number[]) => ({
      name,
      async run(round: number) {
        turns.push(`${name}${round}`);
        // The first turn is slow, as a first turn is.
        pass(turns.length <= 2 ? 10_000 : (milliseconds[round] ?? 0));
        return 100;
      },
    });
    const rates = await interleavedRounds([contestant('a', [100, 200]), contestant('b', [50, 500])], 2, now);
    expect(turns).toEqual(['a0', 'b0', 'a0', 'b0', 'a1', 'b1']);
    expect(rates).toEqual({ a: [1000, 500], b: [2000, 200] });
  });

  test('are compared round by round', () => {
    expect(medianRatio([10, 20, 30], [1, 10, 10])).toBe(3);
  });

  test.each([
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
    [[7], 7],
  ])('have the middle of %j as their median', (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  test('hold as many passes as fit, and at least one', () => {
    const { now, pass } = clock();
    expect(timesWithin(500, () => pass(10), now)).toBe(50);
    expect(timesWithin(500, () => pass(10_000), now)).toBe(1);
  });
});
