import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiSquareQuantile } from '../../../casework/figures/chi-square-quantile.js';
import { estimateRecall } from '../../../casework/figures/estimated-recall.js';

describe('the chi-square quantile', () => {
  // Abramowitz & Stegun, Handbook of Mathematical Functions (1964), table 26.8.
  it.each([
    [0.95, 1, 3.84146],
    [0.975, 2, 7.37776],
    [0.025, 10, 3.24697],
    [0.975, 10, 20.4832],
    [0.5, 5, 4.35146],
    [0.975, 100, 129.561],
    [0.025, 100, 74.2219],
  ])('%d with %i degrees of freedom is the printed one', (p, degrees, value) => {
    expect(chiSquareQuantile(p, degrees)).toBeCloseTo(value, 3);
  });

  it('with two degrees of freedom is −2 ln(1 − p), and rises with p', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-4, max: 0.9999, noNaN: true }),
        fc.double({ min: 0.2, max: 400, noNaN: true }),
        (p, degrees) => {
          expect(chiSquareQuantile(p, 2)).toBeCloseTo(-2 * Math.log1p(-p), 8);
          expect(chiSquareQuantile(Math.min(p + 5e-5, 0.99999), degrees)).toBeGreaterThan(
            chiSquareQuantile(p, degrees),
          );
        },
      ),
    );
  });
});

describe('estimated recall', () => {
  // F. Garwood, Fiducial limits for the Poisson distribution, Biometrika 28 (1936), 437–442: with strata of one weight the limits are these.
  it.each([
    [0, 0, 3.689],
    [1, 0.0253, 5.572],
    [2, 0.242, 7.225],
    [10, 4.795, 18.39],
  ])('has, with %i positives in strata of weight 10, ten times the exact Poisson limits', (positives, low, high) => {
    const strata = [
      { population: 1_000, decided: 100, positives },
      { population: 500, decided: 50, positives: 0 },
    ];
    const { missed } = estimateRecall(50, strata);
    expect(missed?.estimate).toBeCloseTo(positives * 10, 10);
    expect(missed?.low).toBeCloseTo(low * 10, 1);
    expect(missed?.high).toBeCloseTo(high * 10, 1);
  });

  it('is found ÷ (found + missed), with strata weighed by their populations', () => {
    // 100/10 × 1 + 300/20 × 2 = 40 missed.
    const { missed, recall } = estimateRecall(160, [
      { population: 100, decided: 10, positives: 1 },
      { population: 300, decided: 20, positives: 2 },
    ]);
    expect(missed?.estimate).toBeCloseTo(40, 10);
    expect(recall?.estimate).toBeCloseTo(0.8, 10);
    expect(recall?.low).toBeCloseTo(160 / (160 + (missed?.high ?? 0)), 10);
    expect(recall?.high).toBeCloseTo(160 / (160 + (missed?.low ?? 0)), 10);
  });

  it('with no positive at all is 1, with a lower limit below 1 that rises with the sample', () => {
    const of = (decided: number) => estimateRecall(100, [{ population: 1_000, decided, positives: 0 }]).recall;
    expect(of(30)).toMatchObject({ estimate: 1, high: 1 });
    // 1,000 ÷ 30 × 3.689 = 123 could have been missed.
    expect(of(30)?.low).toBeCloseTo(100 / 223, 2);
    expect(of(300)?.low).toBeGreaterThan(of(30)?.low ?? 1);
  });

  it('takes days of which nothing is decided yet to be as the others', () => {
    const decided = { population: 200, decided: 20, positives: 1 };
    const { missed } = estimateRecall(10, [decided, { population: 300, decided: 0, positives: 0 }]);
    expect(missed?.estimate).toBeCloseTo(25, 10);
  });

  it('is not estimated before anything of a sample is decided, nor where there is nothing to find', () => {
    expect(estimateRecall(10, [{ population: 50, decided: 0, positives: 0 }])).toEqual({ missed: null, recall: null });
    expect(estimateRecall(0, [{ population: 50, decided: 5, positives: 0 }]).recall).toBeNull();
  });

  it('lies within its limits, and these within 0 and 1', () => {
    const stratum = fc.tuple(fc.nat(30), fc.nat(30), fc.nat(5_000)).map(([positives, negatives, more]) => ({
      ...{ positives, decided: positives + negatives },
      population: positives + negatives + more,
    }));
    fc.assert(
      fc.property(fc.nat(500), fc.array(stratum, { maxLength: 20 }), (found, strata) => {
        const { missed, recall } = estimateRecall(found, strata);
        for (const { low, estimate, high } of [missed, recall].flatMap((one) => one ?? [])) {
          expect(low).toBeGreaterThanOrEqual(0);
          expect(low).toBeLessThanOrEqual(estimate + 1e-9);
          expect(high).toBeGreaterThanOrEqual(estimate - 1e-9);
        }
        expect(recall?.high ?? 0).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('covers the truth in at least 95 of 100 repetitions with few positives', () => {
    let state = 7;
    const random = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    const populations = [400, 900, 1_500, 2_000];
    const chance = 0.01;
    const truth = populations.reduce((sum, population) => sum + population * chance, 0);
    let covered = 0;
    for (let repetition = 0; repetition < 1_000; repetition++) {
      const strata = populations.map((population) => {
        const positives = Array.from({ length: 30 }, random).filter((drawn) => drawn < chance).length;
        return { population, decided: 30, positives };
      });
      const { missed } = estimateRecall(100, strata);
      if (missed !== null && missed.low <= truth && truth <= missed.high) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(950);
  });
});
