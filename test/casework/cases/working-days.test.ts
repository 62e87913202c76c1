import { describe, expect, test } from 'vitest';
import { endOf, readLimits } from '../../../casework/cases/read-limits.js';
import {
  calendarDaysAfter,
  isArranged,
  isWorkingDay,
  workingDaysAfter,
  workingDaysBetween,
} from '../../../casework/cases/working-days.js';

// Counted by hand on the calendars of the State Council's notices for 2025 (国办发明电〔2024〕12号) and 2026 (国办发明电〔2025〕7号).
describe('a limit in working days', () => {
  test('does not count the day on which it starts', () => {
    // Monday to the next Monday.
    expect(workingDaysAfter('2025-03-03', 5)).toBe('2025-03-10');
    expect(workingDaysAfter('2025-03-07', 1)).toBe('2025-03-10');
  });

  test('leaves out Spring Festival 2025 and counts the Sunday before and the Saturday after it, which make up for it', () => {
    // Friday 24 January: Sunday 26 (made up), Monday 27, then 28 January – 4 February off, 5, 6, 7.
    expect(workingDaysAfter('2025-01-24', 5)).toBe('2025-02-07');
    // Saturday 8 February is worked.
    expect(workingDaysAfter('2025-01-24', 6)).toBe('2025-02-08');
    expect(workingDaysAfter('2025-01-24', 7)).toBe('2025-02-10');
  });

  test('leaves out Spring Festival 2026 and counts the two Saturdays that make up for it', () => {
    // Friday 13 February: Saturday 14 (made up), 15–23 off, 24, 25, 26, 27.
    expect(workingDaysAfter('2026-02-13', 5)).toBe('2026-02-27');
    // Saturday 28 February is worked, Sunday 1 March is not.
    expect(workingDaysAfter('2026-02-13', 7)).toBe('2026-03-02');
  });

  test('leaves out National Day 2025 and counts the days that make up for it', () => {
    // Friday 26 September: Sunday 28 (made up), 29, 30, 1–8 October off, 9, 10.
    expect(workingDaysAfter('2025-09-26', 5)).toBe('2025-10-10');
    // Saturday 11 October is worked.
    expect(workingDaysAfter('2025-09-26', 7)).toBe('2025-10-13');
  });

  test('leaves out National Day 2026 and counts the days that make up for it', () => {
    // Friday 18 September: Sunday 20 (made up), 21, 22, 23, 24; Mid-Autumn 25–27.
    expect(workingDaysAfter('2026-09-18', 5)).toBe('2026-09-24');
    // Wednesday 30 September: 1–7 October off, 8, 9, Saturday 10 (made up), 12.
    expect(workingDaysAfter('2026-09-30', 3)).toBe('2026-10-10');
    expect(workingDaysAfter('2026-09-30', 4)).toBe('2026-10-12');
  });

  test('counts as many between two days as led from one to the other', () => {
    for (const count of [1, 5, 7, 60])
      expect(workingDaysBetween('2026-01-30', workingDaysAfter('2026-01-30', count))).toBe(count);
    expect(workingDaysBetween('2026-01-30', '2026-01-30')).toBe(0);
  });

  test('knows Saturdays and Sundays in every time zone of the machine', () => {
    const { TZ } = process.env;
    try {
      for (const zone of ['America/New_York', 'UTC', 'Pacific/Kiritimati']) {
        process.env.TZ = zone;
        expect(['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'].map(isWorkingDay), zone).toEqual([
          ...[true, false, false, true],
        ]);
        expect(isWorkingDay('2026-10-10'), zone).toBe(true);
        expect(isWorkingDay('2026-10-07'), zone).toBe(false);
      }
    } finally {
      if (TZ === undefined) delete process.env.TZ;
      else process.env.TZ = TZ;
    }
  });
});

describe('a limit in calendar days', () => {
  test('ends on its last day where people work then', () => {
    expect(calendarDaysAfter('2026-03-02', 15)).toBe('2026-03-17');
  });

  test('that ends in a holiday ends on the first working day after it', () => {
    // 15 days from 5 February 2026 is Friday 20 February, within Spring Festival.
    expect(calendarDaysAfter('2026-02-05', 15)).toBe('2026-02-24');
    // 90 days from 4 July 2025 is 2 October 2025.
    expect(calendarDaysAfter('2025-07-04', 90)).toBe('2025-10-09');
    // Saturday 10 October 2026 makes up for a holiday: people work.
    expect(calendarDaysAfter('2026-09-25', 15)).toBe('2026-10-10');
  });
});

describe('the arrangement of holidays', () => {
  test('is known of the years that were published, and not of the last days of the last of them', () => {
    expect(isArranged('2026-10-01')).toBe(true);
    expect(isArranged('2025-12-31')).toBe(true);
    expect(isArranged('2026-12-24')).toBe(true);
    expect(isArranged('2026-12-28')).toBe(false);
    expect(isArranged('2027-03-01')).toBe(false);
  });
});

describe('the limits of a case', () => {
  test('are those of the law, each with an article whose text is on record', () => {
    const limits = readLimits();
    const days = Object.fromEntries(
      Object.entries(limits).map(([kind, limit]) => [
        kind,
        limit.days === 'ordered' ? 'ordered' : `${limit.count} ${limit.days}`,
      ]),
    );
    expect(days).toEqual({
      filing: '5 working',
      investigation: '60 working',
      rectification: 'ordered',
      hearing_request: '5 working',
      hearing_notice: '7 working',
      decision: '90 calendar',
      service: '7 working',
      payment: '15 calendar',
      publication_change: '3 working',
    });
    expect(endOf('investigation', '2026-03-02', true)).toBe(workingDaysAfter('2026-03-02', 90));
  });
});
