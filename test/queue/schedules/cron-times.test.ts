import { describe, expect, test } from 'vitest';
import { InputError } from '../../../contracts/errors.js';
import { readCronTimes } from '../../../queue/schedules/cron-times.js';
import { nextRun } from '../../../queue/schedules/next-run.js';

const now = new Date('2026-11-22T10:00:00Z');
const daily = readCronTimes('0 2 * * *', 'Asia/Shanghai', now);
const day = 86_400_000;
/** 02:00 in Shanghai, `days` after 23 November. */
const fire = (days: number) => new Date(Date.parse('2026-11-22T18:00:00Z') + days * day);

describe('a cron expression', () => {
  test('fires by the clocks of its time zone', () => {
    expect(daily.after(now)).toEqual(fire(0));
    expect(daily.nextAfter(now, 3)).toEqual([fire(0), fire(1), fire(2)]);
    expect(readCronTimes('0 2 * * *', 'UTC', now).after(now)).toEqual(new Date('2026-11-23T02:00:00Z'));
  });

  test('that fires at this very moment fires next at the following one, and was last this one', () => {
    expect(daily.after(fire(0))).toEqual(fire(1));
    expect(daily.upTo(fire(0))).toEqual(fire(0));
    expect(daily.upTo(new Date(fire(0).getTime() - 1))).toEqual(fire(-1));
    expect(daily.upTo(new Date(fire(0).getTime() + 1))).toEqual(fire(0));
  });

  test.each([
    ['0 0 30 2 *', 'cron_never_fires'],
    ['* * * * * *', 'cron_invalid'],
    ['0 2 * *', 'cron_invalid'],
    ['0 25 * * *', 'cron_invalid'],
    ['@daily', 'cron_invalid'],
    ['jeden Tag um 2', 'cron_invalid'],
    ['0 2 ? * *', 'cron_invalid'],
    ['', 'cron_invalid'],
  ])('«%s» is refused in one sentence', (cron, code) => {
    const read = () => readCronTimes(cron, 'Asia/Shanghai', now);
    expect(read).toThrow(InputError);
    expect(read).toThrow(expect.objectContaining({ code, message: expect.stringMatching(/^[^\n]+$/) }));
  });

  test.each(['Asia/Nowhere', '+08:00', ''])('the time zone «%s» is refused', (timeZone) => {
    expect(() => readCronTimes('0 2 * * *', timeZone, now)).toThrow(
      expect.objectContaining({ code: 'time_zone_unknown' }),
    );
  });
});

describe('the next run', () => {
  test('is the next fire', () => {
    expect(nextRun(daily, now, [])).toEqual(fire(0));
  });

  test('passes over fires that have been served, where the clock was put back', () => {
    const started = [0, 1, 2].map((days) => new Date(fire(days).getTime() + 60_000));
    expect(nextRun(daily, now, started)).toEqual(fire(3));
  });

  test('does not wait for a start that a clock far ahead had made', () => {
    expect(nextRun(daily, now, [new Date(fire(365).getTime() + 60_000)])).toEqual(fire(0));
  });
});
