import { expect, test } from 'vitest';
import { crawlRate } from '../../cli/crawl-rate.js';

test('the rate is that of the last half minute', () => {
  const rate = crawlRate();
  expect(rate.update(0, 0)).toBeUndefined();
  expect(rate.update(10, 500)).toBeUndefined();
  expect(rate.update(20, 2_000)).toBe(10);
  expect(rate.update(50, 10_000)).toBe(5);
  // Then it waits.
  expect(rate.update(50, 40_000)).toBeLessThan(1);
  expect(rate.update(50, 60_000)).toBe(0);
});
