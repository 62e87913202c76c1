import { describe, expect, it } from 'vitest';
import { cronInWords } from '../../web/src/operation/cron-in-words.js';
import { failureReason } from '../../web/src/operation/failure-reasons.js';
import { bytesInWords, secondsInWords } from '../../web/src/operation/terms.js';

describe('a cron expression in words', () => {
  it.each([
    ['30 22 * * *', '每天 22:30'],
    ['30 22 * * 1-5', '每周一至周五 22:30'],
    ['0 2 * * sun', '每周日 02:00'],
    ['0 2,14 * * *', '每天 02:00、14:00'],
    ['15 3 1 * *', '每月1日 03:15'],
    ['0 4 1 1,7 *', '每年1月、7月1日 04:00'],
    ['*/10 * * * *', '每 10 分钟'],
    ['0 */6 * * *', '每 6 小时（第 0 分）'],
    ['5 * * * *', '每小时的第 5 分'],
  ])('%s is %s', (cron, words) => expect(cronInWords(cron)).toBe(words));

  it.each(['0 0 1 * 1', '0 0', 'x y z a b', '0 1-5 * * *'])(
    'is left to its next starts where it is not plain: %s',
    (cron) => expect(cronInWords(cron)).toBeUndefined(),
  );
});

it('figures are told in units that are read at a glance', () => {
  expect([0, 999, 1_500, 123_400_000].map(bytesInWords)).toEqual(['0 B', '999 B', '1.5 kB', '123 MB']);
  expect([5.4, 200, 7_500].map(secondsInWords)).toEqual(['5 秒', '3 分 20 秒', '2 小时 5 分']);
});

it('a reason that is not known yet names its code', () => {
  expect(failureReason('brand_new').reason).toContain('brand_new');
  expect(failureReason('robots_disallowed').advice).toContain('主管');
});
