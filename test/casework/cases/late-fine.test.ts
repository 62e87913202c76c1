import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addedFine } from '../../../casework/cases/late-fine.js';
import { addDays } from '../../../casework/cases/working-days.js';

describe('what is added to a fine that is paid late', () => {
  test.each([
    // fine, last day, counted until, days, added
    [20_000, '2026-03-17', '2026-03-18', 1, 600],
    [20_000, '2026-03-17', '2026-04-17', 31, 18_600],
    [20_000, '2026-03-17', '2026-04-19', 33, 19_800],
    [20_000, '2026-03-17', '2026-04-20', 34, 20_000],
    [20_000, '2026-03-17', '2028-03-17', 731, 20_000],
    [10_001, '2026-12-31', '2027-01-03', 3, 900.09],
    [33, '2026-02-28', '2026-03-01', 1, 0.99],
  ])('is 3 %% of it a day and at most the fine: %i yuan due on %s, until %s', (fine, dueOn, until, days, added) => {
    expect(addedFine(fine, dueOn, until)).toMatchObject({ days, addedYuan: added, isCapped: added === fine });
  });

  test('leaves out the days that do not count', () => {
    expect(addedFine(20_000, '2026-03-17', '2026-04-17', 30)).toMatchObject({
      days: 1,
      suspendedDays: 30,
      addedYuan: 600,
    });
    expect(addedFine(20_000, '2026-03-17', '2026-04-17', 31)).toBeNull();
  });

  test('is nothing on the last day or before', () => {
    expect(addedFine(20_000, '2026-03-17', '2026-03-17')).toBeNull();
    expect(addedFine(20_000, '2026-03-17', '2026-03-01')).toBeNull();
  });

  test('never exceeds the fine, never falls from day to day, and reaches the fine on the 34th', () => {
    const fine = fc.integer({ min: 1, max: 100_000_000_000 });
    const start = fc.integer({ min: 0, max: 20_000 }).map((count) => addDays('2000-01-01', count));
    fc.assert(
      fc.property(fine, start, fc.integer({ min: 1, max: 1_000 }), (fineYuan, dueOn, late) => {
        const on = addedFine(fineYuan, dueOn, addDays(dueOn, late));
        const before = addedFine(fineYuan, dueOn, addDays(dueOn, late - 1))?.addedYuan ?? 0;
        if (on === null) throw new Error('it is late and nothing is added');
        expect(on.days).toBe(late);
        expect(on.addedYuan).toBeLessThanOrEqual(fineYuan);
        expect(on.addedYuan).toBeGreaterThanOrEqual(before);
        expect(on.isCapped).toBe(late >= 34);
        // Whole fen, and to the fen what the article says.
        const fen = on.isCapped ? BigInt(fineYuan) * 100n : BigInt(fineYuan) * 3n * BigInt(late);
        expect(BigInt(Math.round(on.addedYuan * 100))).toBe(fen);
      }),
    );
  });
});
