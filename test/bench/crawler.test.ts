import { describe, expect, test } from 'vitest';
import { measureCrawler } from '../../bench/crawler/bench-crawler.js';
import { benchPlatform, selectors } from '../../bench/crawler/bench-platform.js';
import { hashOfRows } from '../../bench/crawler/contestant.js';
import { inventedPosting } from '../../bench/crawler/invented-posting.js';
import { detailPath, listPath, sitePages } from '../../bench/crawler/site-pages.js';
import { readDetailPage, readListPage } from '../../crawler/extract/read-page.js';
import { findChromium } from '../../crawler/fetch/chromium.js';
import { parsePlatformFile } from '../../crawler/read-platform-file.js';
import { integerOf, pickOf, sampleOf, seededRandom } from '../../fixtures/seeded-random.js';

const hasBrowser = (await findChromium(process.env)) !== undefined;
if (!hasBrowser) process.stderr.write('Chromium is not installed: the browser part of the bench is not tested.\n');

describe('npm run bench -- crawler', () => {
  test.skipIf(!hasBrowser)(
    'finds that both crawlers extract every posting, and gives each figure that scripts read',
    async () => {
      const told: string[] = [];
      const extent = { http: { details: 31, rounds: 1 }, browser: { details: 2, rounds: 1 } };
      const figures = await measureCrawler(extent, (line) => told.push(line));
      expect(Object.keys(figures)).toEqual(['http', 'browser']);
      for (const part of Object.values(figures)) {
        expect(Object.keys(part)).toEqual(['pagesPerSecond', 'crawleePerSecond', 'ratioToCrawlee']);
        for (const [key, value] of Object.entries(part)) expect(value, key).toBeGreaterThan(0);
      }
      expect(told).toHaveLength(2);
    },
    300_000,
  );
});

describe('the site of the bench', () => {
  const site = sitePages({ details: 70, kind: 'static', firstPosting: 5 });
  const platform = parsePlatformFile(
    benchPlatform({ id: 'bench', origin: 'http://bench.test', by: 'http', pages: 100, gapMilliseconds: 1 }),
    'bench.yaml',
  );
  const pageAt = (path: string) => ({ url: `http://bench.test${path}`, text: site(path) ?? '' });

  test('links every posting once on its list pages, which lead from the first to the last', () => {
    const linked: (string | null)[] = [];
    let lists = 0;
    for (let url: string | null = `http://bench.test${listPath(1)}`; url !== null; lists++) {
      const { items, next } = readListPage(platform, pageAt(new URL(url).pathname));
      linked.push(...items.map((item) => item.url));
      url = next;
    }
    expect(lists).toBe(3);
    expect(linked).toEqual(Array.from({ length: 70 }, (_, index) => `http://bench.test${detailPath(index + 1)}`));
  });

  test('shows each posting as it was invented, on a page of some 25 kB', () => {
    for (const number of [1, 35, 70]) {
      const page = pageAt(detailPath(number));
      const { title, company, salary, lines } = inventedPosting(number + 4);
      expect(readDetailPage(platform, page)).toMatchObject({ title, company, salary, text: lines.join('\n') });
      expect(Math.abs(Buffer.byteLength(page.text) - 25_000)).toBeLessThan(5000);
    }
  });

  test('has no other pages', () => {
    for (const path of ['/', '/jobs/', listPath(4), detailPath(71), '/jobs/detail/0.html', '/jobs/detail/01.html'])
      expect(site(path), path).toBeUndefined();
  });

  test('holds nothing of a posting outside a script where pages are built by one', () => {
    const page = sitePages({ details: 70, kind: 'script', firstPosting: 1 })(detailPath(1)) ?? '';
    const { title } = inventedPosting(1);
    expect(page).toContain(title);
    expect(page.replace(/<script>.*?<\/script>/gs, '')).not.toContain(title);
    expect(page).not.toContain(`class="${selectors.title.split('.')[1]}"`);
  });
});

describe('invented postings', () => {
  test('are the same whenever they are made, and differ from each other', () => {
    const texts = Array.from({ length: 500 }, (_, index) => inventedPosting(index + 1).lines.join('\n'));
    expect(texts).toEqual(Array.from({ length: 500 }, (_, index) => inventedPosting(index + 1).lines.join('\n')));
    expect(new Set(texts).size).toBe(500);
  });

  test('rent a credential out in about one of ten', () => {
    const rentals = Array.from({ length: 2000 }, (_, index) => inventedPosting(index + 1)).filter(({ salary }) =>
      salary.endsWith('万/年'),
    );
    expect(Math.abs(rentals.length / 2000 - 0.1)).toBeLessThan(0.03);
  });
});

describe('the hash of what was extracted', () => {
  const row = { url: 'u', title: 't', company: 'c', salary: 's', text: 'x' };

  test('does not depend on the order of rows, and does on every field', () => {
    const other = { ...row, url: 'v' };
    expect(hashOfRows([row, other])).toBe(hashOfRows([other, row]));
    for (const field of Object.keys(row))
      expect(hashOfRows([{ ...row, [field]: 'changed' }])).not.toBe(hashOfRows([row]));
  });
});

describe('numbers by chance', () => {
  test('are the same for the same seed and keep to their bounds', () => {
    const numbers = (seed: number) => {
      const random = seededRandom(seed);
      return Array.from({ length: 1000 }, () => integerOf(random, 3, 7));
    };
    expect(numbers(1)).toEqual(numbers(1));
    expect(numbers(1)).not.toEqual(numbers(2));
    expect([...new Set(numbers(1))].sort()).toEqual([3, 4, 5, 6, 7]);
  });

  test('pick from lists without picking twice', () => {
    const random = seededRandom(3);
    expect(sampleOf(random, [1, 2, 3], 5).sort()).toEqual([1, 2, 3]);
    expect(new Set(sampleOf(random, [1, 2, 3, 4], 3)).size).toBe(3);
    expect(() => pickOf(random, [])).toThrow(RangeError);
  });
});
