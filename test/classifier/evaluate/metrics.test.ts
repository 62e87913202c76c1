import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../classifier/evaluate/figures.js';
import { type Metrics, measure } from '../../../classifier/evaluate/metrics.js';

const outcome = (rental: boolean, probability: number, slice = 's', flagged = probability >= 0.5): Outcome => ({
  rental,
  probability,
  flagged,
  slice,
});

function numbersOf({ slices, ...figures }: Metrics): number[] {
  return [
    ...Object.values(figures),
    ...Object.values(slices).flatMap((slice) => Object.values(slice).filter((value) => typeof value === 'number')),
  ];
}

describe('measure', () => {
  it('counts as by hand', () => {
    // Flagged: two rental, one genuine. Missed: one rental. Rightly left alone: four genuine.
    const metrics = measure([
      outcome(true, 0.9),
      outcome(true, 0.8),
      outcome(false, 0.7),
      outcome(true, 0.4),
      outcome(false, 0.3),
      outcome(false, 0.2),
      outcome(false, 0.1),
      outcome(false, 0.05),
    ]);
    expect(metrics.n).toBe(8);
    expect(metrics.positives).toBe(3);
    expect(metrics.precision).toBeCloseTo(2 / 3, 12);
    expect(metrics.recall).toBeCloseTo(2 / 3, 12);
    expect(metrics.f1).toBeCloseTo(2 / 3, 12);
    expect(metrics.falsePositiveRate).toBeCloseTo(1 / 5, 12);
    // Precisions at the three rental postings: 1/1, 2/2, 3/4.
    expect(metrics.prAuc).toBeCloseTo((1 + 1 + 3 / 4) / 3, 12);
    // One posting a bin: the mean of |probability − truth|.
    const gaps = 0.1 + 0.2 + 0.7 + 0.6 + 0.3 + 0.2 + 0.1 + 0.05;
    expect(metrics.calibrationError).toBeCloseTo(gaps / 8, 12);
  });

  it('believes the flag, not the probability', () => {
    const metrics = measure([outcome(true, 0.9, 's', false), outcome(false, 0.1, 's', true)]);
    expect(metrics).toMatchObject({ precision: 0, recall: 0, f1: 0, falsePositiveRate: 1, prAuc: 1 });
  });

  it('takes equal probabilities as one step, so that their order says nothing', () => {
    const tied = [outcome(true, 0.5), outcome(false, 0.5), outcome(false, 0.5), outcome(true, 0.5)];
    expect(measure(tied).prAuc).toBeCloseTo(0.5, 12);
    expect(measure([...tied].reverse()).prAuc).toBeCloseTo(0.5, 12);
    // 0.9 genuine, then two of three at 0.5: (2 × 2/4) / 2.
    expect(
      measure([outcome(false, 0.9), outcome(true, 0.5), outcome(false, 0.5), outcome(true, 0.5)]).prAuc,
    ).toBeCloseTo(0.5, 12);
  });

  it('sees a perfect and a hopeless order', () => {
    expect(measure([outcome(true, 0.9), outcome(true, 0.8), outcome(false, 0.1)]).prAuc).toBe(1);
    expect(measure([outcome(false, 0.9), outcome(false, 0.8), outcome(true, 0.1)]).prAuc).toBeCloseTo(1 / 3, 12);
  });

  it('finds the calibration error by bins of a tenth', () => {
    // One bin with a mean of 0.85 and half of it rental; the bin of 1 is the last one.
    expect(measure([outcome(true, 0.8), outcome(false, 0.89)]).calibrationError).toBeCloseTo(
      Math.abs(0.8 + 0.89 - 1) / 2,
      12,
    );
    expect(measure([outcome(true, 1), outcome(false, 0)]).calibrationError).toBe(0);
    expect(measure([outcome(true, 1), outcome(false, 0.9)]).calibrationError).toBeCloseTo(0.45, 12);
  });

  it('gives a slice its recall or its share of false flags, and splits one that is mixed', () => {
    const { slices } = measure([
      outcome(true, 0.9, 'plain'),
      outcome(true, 0.1, 'plain'),
      outcome(false, 0.9, 'news'),
      outcome(false, 0.1, 'news'),
      outcome(false, 0.1, 'news'),
      outcome(true, 0.9, 'both'),
      outcome(false, 0.1, 'both'),
    ]);
    expect(slices).toEqual({
      'both (genuine)': { n: 1, label: 'genuine', falsePositiveRate: 0 },
      'both (rental)': { n: 1, label: 'rental', recall: 1 },
      news: { n: 3, label: 'genuine', falsePositiveRate: 1 / 3 },
      plain: { n: 2, label: 'rental', recall: 0.5 },
    });
    expect(Object.keys(slices)).toEqual(['both (rental)', 'both (genuine)', 'news', 'plain']);
  });

  it.each<[string, Outcome[]]>([
    ['nothing', []],
    ['only rental ads', [outcome(true, 0.2)]],
    ['only genuine postings', [outcome(false, 0.2)]],
    ['nothing flagged', [outcome(true, 0.2), outcome(false, 0.1)]],
  ])('gives finite figures for %s', (_what, outcomes) => {
    const metrics = measure(outcomes);
    expect(numbersOf(metrics).every(Number.isFinite)).toBe(true);
    expect(metrics).toMatchObject({ n: outcomes.length, precision: 0, recall: 0, f1: 0, falsePositiveRate: 0 });
  });

  it('gives shares between 0 and 1 whose parts add up, in any order of the outcomes', () => {
    const outcomes = fc.array(
      fc.record({
        rental: fc.boolean(),
        flagged: fc.boolean(),
        probability: fc.double({ min: 0, max: 1, noNaN: true }),
        slice: fc.constantFrom('a', 'b', 'c'),
      }),
    );
    fc.assert(
      fc.property(outcomes, (list) => {
        const { n, positives, slices, ...shares } = measure(list);
        expect(n).toBe(list.length);
        expect(positives).toBe(list.filter(({ rental }) => rental).length);
        for (const value of Object.values(shares)) expect(value >= 0 && value <= 1).toBe(true);
        expect(Object.values(slices).reduce((sum, slice) => sum + slice.n, 0)).toBe(n);
        const again = measure([...list].reverse());
        expect(again.prAuc).toBeCloseTo(shares.prAuc, 10);
        expect(again.calibrationError).toBeCloseTo(shares.calibrationError, 10);
      }),
    );
  });
});
