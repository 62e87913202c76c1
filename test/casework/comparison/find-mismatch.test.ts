import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findMismatch, type Running } from '../../../casework/comparison/find-mismatch.js';
import { findFrequentChanges, findMultiple } from '../../../casework/comparison/find-multiple.js';
import { noEnd } from '../../../casework/comparison/periods.js';

const relate = (one: number, other: number) => (one === other ? 'same' : 'different');
const running = (row: number, unit: number, from: number, to: number, isDoubtful = false): Running => ({
  ...{ row, unit, from, to, isDoubtful },
});

describe('months of registration and insurance', () => {
  it('disagree only while both run', () => {
    const [stretch, ...more] = findMismatch([running(0, 1, 10, 20)], [running(0, 2, 15, noEnd)], relate, 100);
    expect(more).toEqual([]);
    expect(stretch).toEqual({ from: 15, to: 20, finding: 'mismatch', registrations: [0], insurance: [0] });
  });

  it('agree in a month in which one of several insured units is a registered one', () => {
    const insured = [running(0, 2, 0, noEnd), running(1, 1, 12, 14)];
    expect(
      findMismatch([running(0, 1, 10, 20)], insured, relate, 100).map(({ from, to, finding }) => [from, to, finding]),
    ).toEqual([
      [10, 11, 'mismatch'],
      [12, 14, 'agrees'],
      [15, 20, 'mismatch'],
    ]);
  });

  it('are not looked at beyond the last one', () => {
    expect(findMismatch([running(0, 1, 10, 200)], [running(0, 2, 0, noEnd)], relate, 12).at(-1)?.to).toBe(12);
    expect(findMismatch([running(0, 1, 13, 200)], [running(0, 2, 0, noEnd)], relate, 12)).toEqual([]);
  });

  it('are unclear where every row of a side is doubtful', () => {
    const doubtful = running(0, 2, 0, noEnd, true);
    expect(findMismatch([running(0, 1, 1, 5)], [doubtful], relate, 9)[0]?.finding).toBe('unclear');
    expect(findMismatch([running(0, 1, 1, 5)], [doubtful, running(1, 3, 0, 9)], relate, 9)[0]?.finding).toBe(
      'mismatch',
    );
    expect(findMismatch([running(0, 1, 1, 5)], [running(0, 1, 0, 9, true)], relate, 9)[0]?.finding).toBe('agrees');
  });

  it('are found as by looking at each month alone', () => {
    const period = fc
      .tuple(fc.nat(3), fc.nat(12), fc.nat(6))
      .map(([unit, from, length]) => ({ unit, from, to: from + length }));
    const periods = fc.array(period, { maxLength: 4 });
    fc.assert(
      fc.property(periods, periods, fc.nat(15), (registered, insured, until) => {
        const rows = (list: typeof registered) => list.map((each, row) => ({ ...each, row, isDoubtful: false }));
        const expected = new Map<number, string>();
        for (let month = 0; month <= until; month++) {
          const units = (list: typeof registered) =>
            list.filter(({ from, to }) => from <= month && to >= month).map(({ unit }) => unit);
          const [one, other] = [units(registered), units(insured)];
          if (one.length > 0 && other.length > 0)
            expected.set(month, one.some((unit) => other.includes(unit)) ? 'agrees' : 'mismatch');
        }
        const found = new Map<number, string>();
        for (const { from, to, finding } of findMismatch(rows(registered), rows(insured), relate, until))
          for (let month = from; month <= to; month++) found.set(month, finding);
        expect([...found].sort((a, b) => a[0] - b[0])).toEqual([...expected]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('registrations with several units', () => {
  const days = (row: number, unit: number, from: number, to: number) => ({ row, unit, from, to, isDoubtful: false });

  it('are at once from the second common day on', () => {
    expect(findMultiple([days(0, 1, 0, 10), days(1, 2, 10, 20)], relate, 100)).toEqual([]);
    expect(findMultiple([days(0, 1, 0, 11), days(1, 2, 10, 20)], relate, 100)).toEqual([
      { rows: [0, 1], from: 10, to: 11 },
    ]);
    expect(findMultiple([days(0, 1, 0, 99), days(1, 1, 10, 20)], relate, 100)).toEqual([]);
    expect(findMultiple([days(0, 1, 0, 300), days(1, 2, 200, 300)], relate, 100)).toEqual([]);
  });

  it('are frequent changes when three began within two years', () => {
    const three = [days(0, 1, 0, 200), days(1, 2, 200, 500), days(2, 3, 500, 900)];
    expect(findFrequentChanges(three, relate, 1000).map(({ row }) => row)).toEqual([0, 1, 2]);
    expect(findFrequentChanges([...three.slice(0, 2), days(2, 3, 731, 900)], relate, 1000)).toEqual([]);
    expect(findFrequentChanges([...three.slice(0, 2), days(2, 1, 500, 900)], relate, 1000)).toEqual([]);
  });
});
