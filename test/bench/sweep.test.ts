import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventHeap } from '../../bench/sweep/event-heap.js';
import { nextInWindow } from '../../bench/sweep/next-in-window.js';
import { type PlannedPlatform, parseProvinceFile } from '../../bench/sweep/province-file.js';
import { detailsOf } from '../../bench/sweep/run-small-sweep.js';
import { simulateSweep, type Workforce } from '../../bench/sweep/simulate-sweep.js';
import { workersNeeded } from '../../bench/sweep/workers-needed.js';
import { InputError } from '../../contracts/errors.js';
import { seededRandom } from '../../fixtures/seeded-random.js';

const platform = (more: Partial<PlannedPlatform> = {}): PlannedPlatform => ({
  platform: 'one',
  pages: 100,
  gapMilliseconds: 1000,
  responseSeconds: 0.1,
  browserShare: 0,
  browserRequests: 1,
  ...more,
});
const workforce = (more: Partial<Workforce> = {}): Workforce => ({
  workers: 1,
  places: { http: 16, browser: 2 },
  secondsOfAPage: 0.001,
  secondsInBrowser: 1,
  ...more,
});
const simulate = (platforms: readonly PlannedPlatform[], more: Partial<Workforce> = {}, begin = 0) =>
  simulateSweep(platforms, workforce(more), seededRandom(1), begin);
const hour = 3600;

describe('a simulated sweep', () => {
  test('takes as long as the pace of its slowest platform where nothing else is short', () => {
    const { seconds, pages, endOfPlatform } = simulate([
      platform({ gapMilliseconds: 2000 }),
      platform({ platform: 'two' }),
    ]);
    // Gap and tolerance (3 %, at most 50 ms) for each page.
    expect(seconds / (100 * 2.05)).toBeCloseTo(1, 1);
    expect((endOfPlatform[1] ?? 0) / (100 * 1.03)).toBeCloseTo(1, 1);
    expect(pages).toBe(200);
  });

  test('asks a platform that answers slowly no faster than it answers', () => {
    const { seconds } = simulate([platform({ gapMilliseconds: 100, responseSeconds: 2 })]);
    expect(seconds / 200).toBeCloseTo(1, 1);
  });

  test('is held up by places when there are fewer than pages under way', () => {
    const many = Array.from({ length: 20 }, (_, index) => platform({ platform: `p${index}`, responseSeconds: 1 }));
    const { seconds, busiest } = simulate(many, { places: { http: 2, browser: 1 } });
    expect(busiest).toEqual({ http: 2, browser: 0 });
    expect(seconds / (2000 / 2)).toBeCloseTo(1, 1);
  });

  test('is held up by workers when recording a page takes longer than the platforms give time', () => {
    const { seconds } = simulate([platform()], { secondsOfAPage: 3 });
    expect(seconds / 300).toBeCloseTo(1, 1);
  });

  test('gives a page in the browser a turn of the pace for each of its requests', () => {
    const { seconds, busiest } = simulate([platform({ browserShare: 1, browserRequests: 3 })]);
    expect(seconds / (100 * 3 * 1.03)).toBeCloseTo(1, 1);
    expect(busiest.http).toBe(0);
  });

  test('starts pages in the window alone, over midnight and over several nights', () => {
    // 27,961 pages a night: the last 4,078 take more than an hour of the third.
    const night = platform({ pages: 60_000, window: { from: 22 * 60, to: 6 * 60 } });
    const { seconds } = simulate([night], {}, 20 * hour);
    expect(seconds).toBeGreaterThan((2 + 24 + 24 + 1) * hour);
    expect(seconds).toBeLessThan((2 + 24 + 24 + 1.3) * hour);
  });

  test('is the same again with the same seed, and another with another', () => {
    const run = (seed: number) => simulateSweep([platform()], workforce(), seededRandom(seed)).seconds;
    expect(run(7)).toBe(run(7));
    expect(run(7)).not.toBe(run(8));
  });

  test('needs so many workers that more would hardly help', () => {
    const many = Array.from({ length: 40 }, (_, index) => platform({ platform: `p${index}`, responseSeconds: 1 }));
    const enough = { places: { http: 8, browser: 1 }, secondsOfAPage: 0.001, secondsInBrowser: 1 };
    const { workers, forecast } = workersNeeded(many, enough, { seed: 1, begin: 0 });
    // 40 pages are under way at once, 8 of them on each worker.
    expect(workers).toBeGreaterThanOrEqual(5);
    expect(workers).toBeLessThanOrEqual(8);
    expect(simulate(many, { ...enough, workers: workers - 1 }).seconds).toBeGreaterThan(forecast.seconds * 1.01);
  });
});

describe('the heap of events', () => {
  test('gives them back in order of time, and of pushing where times are equal', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (times) => {
        const heap = new EventHeap<number>();
        for (const [index, time] of times.entries()) heap.push(time, index);
        const popped = times.map(() => heap.pop());
        const sorted = times.map((time, event) => ({ time, event })).sort((a, b) => a.time - b.time);
        expect(popped.map((each) => ({ time: each?.time, event: each?.event }))).toEqual(sorted);
        expect(heap.pop()).toBeUndefined();
      }),
    );
  });
});

describe('the next moment in a window', () => {
  test.each([
    [{ from: 60, to: 120 }, 0, 1 * hour],
    [{ from: 60, to: 120 }, 1 * hour, 1 * hour],
    [{ from: 60, to: 120 }, 2 * hour, 25 * hour],
    [{ from: 22 * 60, to: 6 * 60 }, 3 * hour, 3 * hour],
    [{ from: 22 * 60, to: 6 * 60 }, 6 * hour, 22 * hour],
    [{ from: 22 * 60, to: 6 * 60 }, 47 * hour, 47 * hour],
    [{ from: 0, to: 1440 }, 5, 5],
    [undefined, 5, 5],
  ])('of %j from second %i on is %i', (window, seconds, expected) => {
    expect(nextInWindow(seconds, window)).toBe(expected);
  });
});

describe('a province file', () => {
  const header = 'platform,pages,gapMilliseconds,responseSeconds,browserShare,browserRequests,window';

  test('gives its platforms, with and without a window', () => {
    const text = `# a note\n${header}\na, 10 ,1000,0.5,0.25,3,22:00-06:30\nb,1,1,1,0,1,\n`;
    expect(parseProvinceFile(text, 'p.csv')).toEqual([
      {
        platform: 'a',
        pages: 10,
        gapMilliseconds: 1000,
        responseSeconds: 0.5,
        browserShare: 0.25,
        browserRequests: 3,
        window: { from: 1320, to: 390 },
      },
      { platform: 'b', pages: 1, gapMilliseconds: 1, responseSeconds: 1, browserShare: 0, browserRequests: 1 },
    ]);
  });

  test.each([
    ['a,0,1000,1,0,1,', /line 2: pages/],
    ['a,10,0,1,0,1,', /line 2: gapMilliseconds/],
    ['a,10,1000,,0,1,', /line 2: responseSeconds is not right \(write a number\)/],
    ['a,10,1000,1,1.5,1,', /line 2: browserShare/],
    ['a,10,1000,1,0,1,22:00', /line 2: window is not right \("22:00" is no off-peak window/],
    ['a,1,1,1,0,1,\na,1,1,1,0,1,', /line 3: «a» comes twice/],
    ['a,1,1', /is not CSV that can be read/],
    ['', /holds no platform/],
  ])('with %j is refused in one sentence that says where', (lines, message) => {
    const read = () => parseProvinceFile(`${header}\n${lines}`, 'p.csv');
    expect(read).toThrow(InputError);
    expect(read).toThrow(message);
  });

  test('with a column that does not belong there is refused by its name', () => {
    expect(() => parseProvinceFile(`${header},cookie\na,1,1,1,0,1,,x`, 'p.csv')).toThrow(/line 2: cookie/);
  });

  test('comes with the project as a sample that can be read', () => {
    const sample = readFileSync(new URL('../../fixtures/provinces/sample.csv', import.meta.url), 'utf8');
    expect(parseProvinceFile(sample, 'sample.csv')).toHaveLength(200);
  });
});

test('a small site of so many pages has lists enough for its postings', () => {
  for (const pages of [2, 31, 32, 62, 63, 100]) {
    const details = detailsOf(pages);
    expect(details + Math.ceil(details / 30)).toBeLessThanOrEqual(pages);
    expect(details + 1 + Math.ceil((details + 1) / 30)).toBeGreaterThan(pages);
  }
});
