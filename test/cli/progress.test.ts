import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { showProgress } from '../../cli/progress.js';

const written = (stream: PassThrough): string => String(stream.read() ?? '');

describe('on a terminal', () => {
  test('a bar is drawn over itself, notes stay above it, and nothing of it is left', () => {
    const terminal = Object.assign(new PassThrough(), { isTTY: true });
    const progress = showProgress('scan', terminal);
    progress.update(0.25, '10 rows');
    const start = written(terminal);
    expect(start).toMatch(/scan █+░+ 25 % · 10 rows/);
    progress.note('a.csv, line 3: a quote is not closed');
    const note = written(terminal);
    expect(note.indexOf('a.csv, line 3')).toBeLessThan(note.indexOf('25 % · 10 rows'));
    progress.stop();
    // The whole line is cleared, and the cursor shown.
    expect(written(terminal)).toMatch(/\u001b\[\?25h.*\u001b\[2K$/s);
  });
});

describe('elsewhere', () => {
  test('plain lines come more and more rarely, without any control character', () => {
    const stream = new PassThrough();
    let now = 0;
    const progress = showProgress('crawl', stream, () => now);
    for (now = 0; now <= 60_000; now += 500) progress.update(now / 60_000, `${now} pages`);
    progress.note('note');
    progress.stop();
    const lines = written(stream).trimEnd().split('\n');
    expect(lines).toEqual([
      'crawl: 3 %, 2000 pages',
      'crawl: 10 %, 6000 pages',
      'crawl: 23 %, 14000 pages',
      'crawl: 50 %, 30000 pages',
      'crawl: 100 %, 60000 pages',
      'note',
    ]);
  });

  test('short work shows none', () => {
    const stream = new PassThrough();
    const progress = showProgress('scan', stream, () => 0);
    progress.update(1, '10 rows');
    progress.stop();
    expect(written(stream)).toBe('');
  });
});
