import { expect, it } from 'vitest';
import { shanghaiMinute, shanghaiTime } from '../../web/src/shanghai-time.js';

it('gives Beijing time, eight hours ahead, across midnight and the year’s end', () => {
  expect(shanghaiTime('2026-11-21T17:05:09.123Z')).toBe('2026-11-22 01:05:09');
  expect(shanghaiTime('2026-12-31T16:00:00Z')).toBe('2027-01-01 00:00:00');
  expect(shanghaiMinute('2026-06-01T03:59:59+08:00')).toBe('2026-06-01 03:59');
});
