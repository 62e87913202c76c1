import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proportion } from '../../../casework/figures/proportion.js';

describe("a share with Wilson's interval", () => {
  // R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), 857–872, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i of %i is what Newcombe (1998) prints', (count, of, low, high) => {
    const interval = proportion(count, of);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('holds the share, is a share, and is turned round with it', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(5_000), (count, more) => {
        fc.pre(count + more > 0);
        const { share, low, high } = proportion(count, count + more);
        const other = proportion(more, count + more);
        expect(low).toBeLessThanOrEqual(share ?? -1);
        expect(high).toBeGreaterThanOrEqual(share ?? 2);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeCloseTo(1 - (other.high ?? 2), 10);
      }),
    );
  });

  it('has none of nothing, and refuses what is no share', () => {
    expect(proportion(0, 0)).toEqual({ count: 0, of: 0, share: null, low: null, high: null });
    expect(() => proportion(3, 2)).toThrow(RangeError);
    expect(() => proportion(0.5, 2)).toThrow(RangeError);
  });
});
