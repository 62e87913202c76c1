import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { controlLimits } from '../../../casework/figures/control-limits.js';

const week = (count: number, of = 100) => ({ count, of });

describe("limits of Laney's p′-chart", () => {
  it('are those of a p-chart where the weeks vary as chance has them', () => {
    // p = 0.5, σ = √(0.25 ÷ 100) = 0.05: 0.35 to 0.65.
    const limits = controlLimits(
      [50, 50, 50, 50, 50].map((count) => week(count)),
      [week(36), week(34), week(66)],
    );
    expect(limits).toMatchObject({ centre: 0.5, spread: 1 });
    expect(limits?.recent.map(({ outside }) => outside)).toEqual([false, true, true]);
    expect(limits?.recent[0]?.low).toBeCloseTo(0.35, 10);
    expect(limits?.recent[0]?.high).toBeCloseTo(0.65, 10);
  });

  it('are wider by the mean moving range of the scores ÷ 1.128 where the weeks vary more', () => {
    // Of 10,000 a week at 0.5 σ is 0.005: scores 4, −4, 4, −4, 0; ranges 8, 8, 8, 4, mean 7; 7 ÷ 1.128 = 6.206.
    const earlier = [5_200, 4_800, 5_200, 4_800, 5_000].map((count) => week(count, 10_000));
    const limits = controlLimits(earlier, [week(5_300, 10_000), week(6_000, 10_000)]);
    expect(limits?.spread).toBeCloseTo(6.206, 3);
    expect(limits?.recent[0]?.high).toBeCloseTo(0.5 + 3 * 6.206 * 0.005, 4);
    expect(limits?.recent.map(({ outside }) => outside)).toEqual([false, true]);
  });

  it('are not drawn from fewer than five weeks, nor without a recent one; weeks without anything do not count', () => {
    const four = [50, 50, 50, 50].map((count) => week(count));
    expect(controlLimits([...four, week(0, 0)], [week(50)])).toBeUndefined();
    expect(controlLimits([...four, week(50)], [week(0, 0)])).toBeUndefined();
  });

  it('notice any departure from weeks in which nothing ever was', () => {
    const none = Array.from({ length: 6 }, () => week(0));
    expect(controlLimits(none, [week(0), week(1)])?.recent.map(({ outside }) => outside)).toEqual([false, true]);
  });

  it('always hold the centre, and are shares', () => {
    const any = fc.tuple(fc.nat(200), fc.nat(200)).map(([count, more]) => week(count, count + more));
    fc.assert(
      fc.property(fc.array(any, { minLength: 5, maxLength: 12 }), any, (earlier, recent) => {
        const limits = controlLimits(earlier, [recent]);
        for (const { low, high } of limits?.recent ?? []) {
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
          expect(low).toBeLessThanOrEqual((limits?.centre ?? 0) + 1e-12);
          expect(high).toBeGreaterThanOrEqual((limits?.centre ?? 0) - 1e-12);
        }
      }),
    );
  });
});
