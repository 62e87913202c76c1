import { describe, expect, it } from 'vitest';
import { duration, shareInWords } from '../../web/src/supervision/share-text.js';

describe('figures in words', () => {
  it('give a share with its interval and what it was counted from, and a dash of nothing', () => {
    expect(shareInWords({ count: 8, of: 10, share: 0.8, low: 0.4902, high: 0.9433 })).toBe(
      '80.0%（49.0%–94.3%，8/10）',
    );
    expect(shareInWords({ count: 0, of: 0, share: null, low: null, high: null })).toBe('—');
  });

  it.each([
    [12.4, '12 秒'],
    [300, '5 分钟'],
    [7_200, '2 小时'],
    [4 * 86_400, '4 天'],
  ])('give %d seconds as %s', (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });
});
