import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFigureReader } from '../../../classifier/evaluate/figures.js';
import { measureRanking } from '../../../scripts/bayes-comparison/ranking-figures.js';

describe('measureRanking', () => {
  it('gives full marks where every rental ad stands before every genuine posting', () => {
    expect(measureRanking([3, 2, 1, 0], [true, true, false, false])).toEqual({ prAuc: 1, recallAt1: 1, recallAt2: 1 });
  });

  it('counts what is found while at most 1 or 2 of 100 genuine postings are flagged', () => {
    // 100 genuine postings of falling score; rental ads before the first, the second, the third and behind them all.
    const genuine = Array.from({ length: 100 }, (_, n) => 100 - n);
    const scores = [...genuine, 100.5, 99.5, 98.5, 0];
    const rental = [...genuine.map(() => false), true, true, true, true];
    expect(measureRanking(scores, rental)).toMatchObject({ recallAt1: 2 / 4, recallAt2: 3 / 4 });
  });

  it('puts equal scores on one side of a threshold, in whatever order they come', () => {
    const figures = { prAuc: 0.5, recallAt1: 0, recallAt2: 0 };
    expect(measureRanking([1, 1], [true, false])).toEqual(figures);
    expect(measureRanking([1, 1], [false, true])).toEqual(figures);
  });

  it('has the average precision that evaluation reports', () => {
    const outcome = fc.record({ rental: fc.boolean(), probability: fc.constantFrom(0, 0.2, 0.4, 0.6, 0.8, 1) });
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 12 }), (further) => {
        const outcomes = [{ rental: true, probability: 0.5 }, { rental: false, probability: 0.5 }, ...further].map(
          (given) => ({
            ...given,
            flagged: false,
            slice: '',
          }),
        );
        const { prAuc } = createFigureReader(outcomes)(new Uint8Array(outcomes.length).fill(1));
        const { prAuc: own } = measureRanking(
          outcomes.map(({ probability }) => probability),
          outcomes.map(({ rental }) => rental),
        );
        expect(own).toBeCloseTo(prAuc, 12);
      }),
    );
  });

  it('is 0 where a class is missing', () => {
    const nothing = { prAuc: 0, recallAt1: 0, recallAt2: 0 };
    expect([measureRanking([], []), measureRanking([1], [true]), measureRanking([1], [false])]).toEqual([
      nothing,
      nothing,
      nothing,
    ]);
  });
});
