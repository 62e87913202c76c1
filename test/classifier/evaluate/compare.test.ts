import { describe, expect, it } from 'vitest';
import { compareFlags, compareOutcomes } from '../../../classifier/evaluate/compare.js';
import type { Outcome } from '../../../classifier/evaluate/figures.js';
import { measure } from '../../../classifier/evaluate/metrics.js';

/** `flags` of one slice, as 1 and 0: one release's word on rows whose probabilities follow them. */
const outcomes = (rental: boolean, slice: string, flags: string): Outcome[] =>
  Array.from(flags, (flag) => ({ rental, slice, flagged: flag === '1', probability: flag === '1' ? 0.9 : 0.2 }));

const genuine = outcomes(false, 'news', '0'.repeat(60));
const weak = [...outcomes(true, 'plain', '1'.repeat(10) + '0'.repeat(30)), ...genuine];
const strong = [...outcomes(true, 'plain', '1'.repeat(30) + '0'.repeat(10)), ...genuine];

describe('compareOutcomes', () => {
  it('gives both values, their difference and an interval around it', () => {
    const { overall, slices } = compareOutcomes(weak, strong);
    expect(overall.recall).toMatchObject({ first: 0.25, second: 0.75, difference: 0.5, finding: 'better' });
    expect(overall.recall.low).toBeGreaterThan(0.3);
    expect(overall.recall.low).toBeLessThan(0.5);
    expect(overall.recall.high).toBeGreaterThan(0.5);
    expect(overall.recall.high).toBeLessThan(0.7);
    expect(slices.find(({ name }) => name === 'plain')).toMatchObject({ n: 40, label: 'rental', finding: 'better' });
    expect(slices.find(({ name }) => name === 'news')).toMatchObject({
      label: 'genuine',
      difference: 0,
      finding: 'open',
    });
  });

  it('has the values that measure gives', () => {
    const { overall } = compareOutcomes(weak, strong);
    const { n: _n, positives: _positives, slices: _slices, ...figures } = measure(strong);
    expect(Object.fromEntries(Object.entries(overall).map(([name, { second }]) => [name, second]))).toEqual(figures);
  });

  it('agrees with the standard error of a paired difference where that is known', () => {
    // 20 of 40 change from 0 to 1: variance of the mean change is 0.25 / 40, so 1.96 standard errors are 0.155.
    const { overall } = compareOutcomes(weak, strong);
    expect(overall.recall.difference - overall.recall.low).toBeCloseTo(0.155, 1);
    expect(overall.recall.high - overall.recall.difference).toBeCloseTo(0.155, 1);
  });

  it('finds no difference between a release and itself', () => {
    const { overall, slices } = compareOutcomes(strong, strong);
    for (const difference of [...Object.values(overall), ...slices])
      expect(difference).toMatchObject({ difference: 0, low: 0, high: 0, finding: 'open' });
  });

  it('turns round when the releases change places', () => {
    const there = compareOutcomes(weak, strong).overall.recall;
    const back = compareOutcomes(strong, weak).overall.recall;
    expect(back).toMatchObject({ first: 0.75, second: 0.25, difference: -0.5, finding: 'worse' });
    expect(back.low).toBeCloseTo(-there.high, 12);
    expect(back.high).toBeCloseTo(-there.low, 12);
  });

  it('calls more false flags and a larger calibration error worse', () => {
    const careless = [...strong.slice(0, 40), ...outcomes(false, 'news', '1'.repeat(30) + '0'.repeat(30))];
    const { overall, slices } = compareOutcomes(strong, careless);
    expect(overall.falsePositiveRate).toMatchObject({ first: 0, second: 0.5, finding: 'worse' });
    expect(overall.calibrationError.finding).toBe('worse');
    expect(slices.find(({ name }) => name === 'news')?.finding).toBe('worse');
  });

  it('does not call a change in one row of many real', () => {
    const almost = [...outcomes(true, 'plain', `${'1'.repeat(29)}${'0'.repeat(11)}`), ...genuine];
    expect(compareOutcomes(strong, almost).overall.recall).toMatchObject({ finding: 'open', high: 0 });
  });

  it('gives the same intervals for the same seed, and near ones for another', () => {
    const first = compareOutcomes(weak, strong, { seed: 7 });
    expect(compareOutcomes(weak, strong, { seed: 7 })).toEqual(first);
    const other = compareOutcomes(weak, strong, { seed: 8 });
    expect(other.overall.calibrationError).not.toEqual(first.overall.calibrationError);
    expect(other.overall.recall.low).toBeCloseTo(first.overall.recall.low, 1);
  });

  it('gives a slice the same interval whatever other slices are there', () => {
    const alone = compareOutcomes(weak.slice(0, 40), strong.slice(0, 40)).slices[0];
    const among = compareOutcomes(weak, strong).slices.find(({ name }) => name === 'plain');
    expect(among).toEqual(alone);
  });

  it('keeps the number of rental postings in every resample, however few they are', () => {
    const found = [...outcomes(true, 'rare', '11'), ...genuine];
    const unfound = [...outcomes(true, 'rare', '00'), ...genuine];
    expect(compareOutcomes(unfound, found).overall.recall).toMatchObject({ low: 1, high: 1, finding: 'better' });
  });

  it('has finite figures where there is nothing, or one label alone', () => {
    for (const list of [[], genuine, weak.slice(0, 40)]) {
      for (const difference of Object.values(compareOutcomes(list, list).overall))
        expect([difference.low, difference.high, difference.difference].every(Number.isFinite)).toBe(true);
    }
  });
});

describe('compareFlags', () => {
  const lost = (n: number) =>
    compareFlags(outcomes(true, 's', '1'.repeat(n)), outcomes(true, 's', '0'.repeat(n)), {
      rental: true,
      rows: [...Array(n).keys()],
    });

  it('calls the loss of a whole slice real, but not of one or two rows', () => {
    expect(lost(3)).toMatchObject({ difference: -1, finding: 'worse' });
    expect(lost(2)).toMatchObject({ difference: -1, finding: 'open' });
    expect(lost(1)).toMatchObject({ difference: -1, finding: 'open' });
  });

  it('looks at the named rows alone', () => {
    const difference = compareFlags(weak, strong, { rental: false, rows: [40, 41, 42] });
    expect(difference).toMatchObject({ difference: 0, finding: 'open' });
  });
});
