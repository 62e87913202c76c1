import { expect, test } from 'vitest';
import { displayWidth, table } from '../../cli/table.js';

test.each([
  ['abc', 3],
  ['楚才网', 6],
  ['（全角）', 8],
  ['ｶﾅ', 2],
  ['e\u0301', 1],
  ['\u200b', 0],
  ['𠮷', 2],
  ['', 0],
])('%j takes %i columns', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test('columns stand under each other whatever their characters, numbers to the right', () => {
  const text = table(
    ['NAME', 'PAGES', 'STATE'],
    [
      ['楚才网', 7, 'ok'],
      ['jobs', 1200, 'ok'],
    ],
  );
  expect(text).toBe('NAME    PAGES  STATE\n楚才网      7  ok\njobs     1200  ok\n');
});
