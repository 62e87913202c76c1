import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identifiersSince } from '../../../casework/figures/identifiers-since.js';
import { lastSpans, shanghaiDay, startOfMonth, startOfToday } from '../../../casework/figures/shanghai-calendar.js';

describe('the calendar of Asia/Shanghai', () => {
  it('begins a day at 16:00 UTC of the day before', () => {
    expect(shanghaiDay(new Date('2026-11-22T15:59:59.999Z'))).toBe('2026-11-22');
    expect(shanghaiDay(new Date('2026-11-22T16:00:00Z'))).toBe('2026-11-23');
    expect(startOfToday(new Date('2026-11-22T18:00:00Z')).toISOString()).toBe('2026-11-22T16:00:00.000Z');
    expect(startOfMonth(new Date('2026-10-31T16:30:00Z')).toISOString()).toBe('2026-10-31T16:00:00.000Z');
  });

  it('has weeks from Monday, the present one last', () => {
    // 23 November 2026 is a Monday; in UTC it is still Sunday.
    const spans = lastSpans('week', 3, new Date('2026-11-22T16:00:00Z'));
    expect(spans.map(({ start }) => start)).toEqual(['2026-11-09', '2026-11-16', '2026-11-23']);
    expect(spans.at(-1)?.to.toISOString()).toBe('2026-11-29T16:00:00.000Z');
  });

  it('has months over the turn of the year', () => {
    const spans = lastSpans('month', 4, new Date('2027-02-28T00:00:00Z'));
    expect(spans.map(({ start }) => start)).toEqual(['2026-11-01', '2026-12-01', '2027-01-01', '2027-02-01']);
    expect(spans.at(-1)?.to.toISOString()).toBe('2027-02-28T16:00:00.000Z');
  });

  it('leaves no moment out: each span ends where the next begins, and the last holds now', () => {
    const moment = fc.date({ min: new Date('2000-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.constantFrom('week' as const, 'month' as const), (now, step) => {
        const spans = lastSpans(step, 20, now);
        expect(spans).toHaveLength(20);
        for (const [index, { to }] of spans.slice(0, -1).entries()) expect(to).toEqual(spans[index + 1]?.from);
        const last = spans.at(-1);
        expect(last?.from.getTime()).toBeLessThanOrEqual(now.getTime());
        expect(last?.to.getTime()).toBeGreaterThan(now.getTime());
      }),
    );
  });
});

it('sorts before every identifier made since, and after those made an hour and more before', () => {
  const at = new Date('2026-11-23T00:00:00Z');
  // RFC 9562, appendix A.6: made on 22 February 2022, 19:22:22 UTC.
  const example = '017f22e2-79b0-7cc3-98c4-dc0c0c07398f';
  expect(identifiersSince(new Date('2022-02-22T19:22:22Z')) < example).toBe(true);
  expect(identifiersSince(new Date('2022-02-22T20:30:00Z')) > example).toBe(true);
  expect(identifiersSince(at) > example).toBe(true);
});
