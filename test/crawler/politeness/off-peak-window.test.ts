import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '../../../contracts/errors.js';
import { formatOffPeakWindow, nextOpening, parseOffPeakWindow } from '../../../crawler/politeness/off-peak-window.js';

const opening = (text: string, timeZone: string, now: string): string | null =>
  nextOpening({ ...parseOffPeakWindow(text), timeZone }, new Date(now))?.toISOString() ?? null;

test.each([
  ['by day, before it opens', '02:00-06:30', '2026-03-01T01:59:59+08:00', '2026-03-01T02:00:00+08:00'],
  ['by day, after it closed', '02:00-06:30', '2026-03-01T06:30:00+08:00', '2026-03-02T02:00:00+08:00'],
  ['over midnight, in the afternoon', '22:00-06:30', '2026-03-01T15:10:20+08:00', '2026-03-01T22:00:00+08:00'],
  ['that ends at midnight', '22:00-24:00', '2026-03-01T00:00:00+08:00', '2026-03-01T22:00:00+08:00'],
])('a window %s opens at its first minute', (_, text, now, expected) => {
  expect(opening(text, 'Asia/Shanghai', now)).toBe(new Date(expected).toISOString());
});

test.each([
  ['at its first moment', '22:00-06:30', '2026-03-01T22:00:00+08:00'],
  ['after midnight', '22:00-06:30', '2026-03-02T06:29:59.999+08:00'],
  ['by day', '02:00-06:30', '2026-03-01T02:00:00+08:00'],
  ['to midnight', '22:00-24:00', '2026-03-01T23:59:59+08:00'],
])('a window is open %s', (_, text, now) => {
  expect(opening(text, 'Asia/Shanghai', now)).toBeNull();
});

test.each([
  ['summer time begins before the opening', '04:00-06:00', '2026-03-28T20:00:00+01:00', '2026-03-29T04:00:00+02:00'],
  ['summer time ends before the opening', '04:00-06:00', '2026-10-24T20:00:00+02:00', '2026-10-25T04:00:00+01:00'],
  ['the opening does not exist', '02:30-06:00', '2026-03-28T20:00:00+01:00', '2026-03-29T03:00:00+02:00'],
  ['no minute of the window exists', '02:10-02:50', '2026-03-28T20:00:00+01:00', '2026-03-30T02:10:00+02:00'],
  ['the opening comes twice', '02:30-06:00', '2026-10-24T20:00:00+02:00', '2026-10-25T02:30:00+02:00'],
])('the window keeps to local time when %s', (_, text, now, expected) => {
  expect(opening(text, 'Europe/Berlin', now)).toBe(new Date(expected).toISOString());
});

test('whatever the zone and the time, the window opens at the end of a closed minute', () => {
  const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Chatham'];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.nat(1_439),
      fc.integer({ min: 1, max: 1_439 }),
      fc.date({ min: new Date('2024-01-01'), max: new Date('2028-01-01'), noInvalidDate: true }),
      (timeZone, from, length, now) => {
        const window = { from, to: (from + length) % 1_440, timeZone };
        const opens = nextOpening(window, now);
        if (opens === null) return;
        expect(opens.getTime()).toBeGreaterThan(now.getTime());
        expect(nextOpening(window, opens)).toBeNull();
        expect(nextOpening(window, new Date(opens.getTime() - 1))).toEqual(opens);
      },
    ),
  );
});

test('a window is written as it was read', () => {
  expect(parseOffPeakWindow(' 22:00-6:30 ')).toEqual({ from: 1_320, to: 390 });
  fc.assert(
    fc.property(fc.nat(1_439), fc.integer({ min: 1, max: 1_439 }), (from, length) => {
      const window = { from, to: (from + length) % 1_440 };
      expect(parseOffPeakWindow(formatOffPeakWindow(window))).toEqual(window);
    }),
  );
  expect(formatOffPeakWindow(parseOffPeakWindow('18:00-24:00'))).toBe('18:00-24:00');
});

test.each([
  '',
  'night',
  '22:00',
  '22:60-06:00',
  '25:00-06:00',
  '24:00-06:00',
  '24:01-06:00',
  '06:00-06:00',
  '00:00-24:00',
])('"%s" is refused with an example of how to write it', (text) => {
  expect(() => parseOffPeakWindow(text)).toThrow(InputError);
  expect(() => parseOffPeakWindow(text)).toThrow(`"${text}" is no off-peak window; write it like 22:00-06:30`);
});
