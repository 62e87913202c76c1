import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reliabilityBins } from '../../../classifier/evaluate/calibration.js';
import { measure, measureBesideOthers } from '../../../classifier/evaluate/metrics.js';
import { precisionRecallCurve } from '../../../classifier/evaluate/precision-recall.js';
import { splitSlices } from '../../../classifier/evaluate/slices.js';
import { wilsonInterval } from '../../../classifier/evaluate/wilson-interval.js';

const outcome = (rental: boolean, probability: number, slice = 's') => ({
  rental,
  probability,
  flagged: probability >= 0.5,
  slice,
});
const outcomes = fc.array(
  fc.record({
    rental: fc.boolean(),
    flagged: fc.boolean(),
    probability: fc.integer({ min: 0, max: 20 }).map((value) => value / 20),
    slice: fc.constantFrom('a', 'b', '__proto__'),
  }),
);

describe('precisionRecallCurve', () => {
  it('has one point for each distinct probability', () => {
    expect(precisionRecallCurve([outcome(true, 0.9), outcome(false, 0.5), outcome(true, 0.5)])).toEqual([
      { threshold: 0.9, precision: 1, recall: 0.5 },
      { threshold: 0.5, precision: 2 / 3, recall: 1 },
    ]);
    expect(precisionRecallCurve([outcome(false, 0.5)])).toEqual([]);
  });

  it('has the PR-AUC as the area under its staircase', () => {
    fc.assert(
      fc.property(outcomes, (list) => {
        let area = 0;
        let before = 0;
        for (const { precision, recall } of precisionRecallCurve(list)) {
          area += (recall - before) * precision;
          before = recall;
        }
        expect(area).toBeCloseTo(measure(list).prAuc, 10);
      }),
    );
  });
});

describe('reliabilityBins', () => {
  it('gives the calibration error as the mean of its gaps', () => {
    fc.assert(
      fc.property(outcomes, (list) => {
        const bins = reliabilityBins(list);
        const gaps = bins.reduce((sum, bin) => sum + bin.n * Math.abs(bin.meanProbability - bin.rentalShare), 0);
        expect(list.length === 0 ? 0 : gaps / list.length).toBeCloseTo(measure(list).calibrationError, 10);
        for (const { from, to, meanProbability } of bins)
          expect(meanProbability >= from - 1e-9 && meanProbability <= to + 1e-9).toBe(true);
      }),
    );
  });
});

describe('slices', () => {
  it('keep every row once, whatever they are called', () => {
    fc.assert(
      fc.property(outcomes, (list) => {
        const rows = splitSlices(list).flatMap((slice) => slice.rows);
        expect([...rows].sort((a, b) => a - b)).toEqual([...list.keys()]);
        const named = Object.values(measure(list).slices).reduce((sum, { n }) => sum + n, 0);
        expect(named).toBe(list.length);
      }),
    );
  });

  it('are measured beside all postings of the other label', () => {
    const list = [
      outcome(true, 0.9, 'plain'),
      outcome(true, 0.1, 'mixed'),
      outcome(false, 0.8, 'news'),
      outcome(false, 0.2, 'news'),
    ];
    const [mixed, news, plain] = splitSlices(list).map((slice) => measureBesideOthers(list, slice));
    expect(plain).toMatchObject({ precision: 0.5, recall: 1, falsePositiveRate: 0.5, prAuc: 1 });
    expect(mixed).toMatchObject({ precision: 0, recall: 0, prAuc: 1 / 3 });
    expect(news).toMatchObject({ precision: 0.5, recall: 0.5, falsePositiveRate: 0.5 });
  });
});

describe('wilsonInterval', () => {
  it('agrees with worked examples', () => {
    // Newcombe 1998, table 1: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for (const [hits, n, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const) {
      const interval = wilsonInterval(hits, n);
      expect(interval.low).toBeCloseTo(low, 4);
      expect(interval.high).toBeCloseTo(high, 4);
    }
  });

  it('says nothing of nothing', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });
});
