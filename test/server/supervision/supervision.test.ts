import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { agreement, figures, quality, reviewerList } from '../../../contracts/api/supervision.js';
import { type LoggedIn, type ServedDatabase, serveDatabase } from '../served-database.js';
import { createReviewWorld, type ReviewWorld } from './review-world.js';

let served: ServedDatabase;
let world: ReviewWorld;
let supervisor: LoggedIn;
let above: LoggedIn;
let beside: LoggedIn;
let li: LoggedIn;
let wang: LoggedIn;

const second = 1_000;
const day = 24 * 3_600 * second;
/** By how much the server's clock is ahead: around midnight in Shanghai so much that no day, week or month ends while the tests run. */
const ahead = (Date.now() + 8 * 3_600 * second + 300 * second) % day < 600 * second ? 600 * second : 0;
const clock = (): Date => new Date(Date.now() + ahead);
const now = clock();
const ago = (milliseconds: number): Date => new Date(now.getTime() - milliseconds);
/** Noon of the Monday that many weeks before the present week's, in Shanghai. */
function weeksAgo(weeks: number): Date {
  const shanghai = new Date(now.getTime() + 8 * 3_600 * second);
  const weekday = (shanghai.getUTCDay() + 6) % 7;
  const monday = Date.parse(`${shanghai.toISOString().slice(0, 10)}T12:00:00+08:00`) - weekday * day;
  return new Date(monday - weeks * 7 * day);
}
const dayOf = (at: Date): string => new Date(at.getTime() + 8 * 3_600 * second).toISOString().slice(0, 10);

async function read<T extends z.ZodType>(schema: T, person: LoggedIn, path: string): Promise<z.infer<T>> {
  const response = await person.get(`/api/supervision/${path}`);
  expect(response.status).toBe(200);
  return schema.parse(await response.json());
}

async function readCsv(person: LoggedIn, path: string): Promise<{ text: string; rows: string[][] }> {
  const response = await person.get(`/api/supervision/tables/${path}`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="[a-z-]+\.csv"$/);
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = bytes.toString('utf8');
  return { text, rows: parse(text, { bom: true }) };
}

beforeAll(async () => {
  served = await serveDatabase(undefined, { now: clock });
  world = await createReviewWorld(served.db);
  [above, supervisor, beside] = [
    await served.logIn('auditor', 'province'),
    await served.logIn('supervisor', 'city'),
    await served.logIn('supervisor', 'beside'),
  ];
  [li, wang] = [await served.logIn('reviewer', 'city'), await served.logIn('reviewer', 'city')];
});
afterAll(async () => {
  await served?.close();
});

describe('before anything was done', () => {
  it('every figure is there, and nothing is estimated', async () => {
    const { today, waiting } = await read(figures, supervisor, 'figures');
    expect(today).toMatchObject({ pages: 0, judged: 0, decisions: [], confirmed: 0 });
    expect(waiting).toEqual({ first: 0, second: 0, ruling: 0, postponed: 0, oldest: null });
    expect((await read(reviewerList, supervisor, 'reviewers')).reviewers).toEqual([]);
    expect(await read(agreement, supervisor, 'agreement')).toMatchObject({
      independent: null,
      second: { of: 0, share: null },
    });
    const { spans, drift } = await read(quality, supervisor, 'quality');
    expect(spans).toHaveLength(16);
    expect(spans.every(({ recall, missed }) => recall === null && missed === null)).toBe(true);
    expect(drift).toMatchObject({ flaggedShare: null, flaggedPrecision: null, borderlinePrecision: null });
  });
});

describe('figures of reviews', () => {
  beforeAll(async () => {
    // Today: three flagged, one of which li confirms and wang confirms too, one li dismisses, one waits; one of the neighbour.
    const [one, two, three, foreign] = await Promise.all([
      world.addPosting('city', 'flagged', ago(50 * second)),
      world.addPosting('city', 'flagged', ago(49 * second)),
      world.addPosting('city', 'borderline', ago(48 * second)),
      world.addPosting('beside', 'flagged', ago(47 * second)),
    ]);
    await world.addTask(one, { outcome: 'confirmed', closedAt: ago(10 * second) });
    await world.addTask(two, { outcome: 'dismissed', closedAt: ago(20 * second) });
    await world.addTask(three);
    await world.addTask(foreign);
    await world.addReview(one, li, 'confirmed', ago(40 * second));
    await world.addReview(two, li, 'confirmed', ago(36 * second), { withdrawn: true });
    await world.addReview(two, li, 'dismissed', ago(20 * second));
    await world.addReview(one, wang, 'confirmed', ago(10 * second), { stage: 'second' });
    await world.addPage('city', ago(30 * second));
    await world.addPage('city', ago(60 * day));
  });

  it('count what was captured, judged, decided and concluded today, and what was taken back not at all', async () => {
    const { today, month, waiting } = await read(figures, supervisor, 'figures');
    expect(today).toMatchObject({ pages: 1, postings: 3, judged: 3, flagged: 2, borderline: 1, clear: 0 });
    expect(today).toMatchObject({ confirmed: 1, dismissed: 1 });
    expect(today.decisions).toEqual([
      { stage: 'first', decision: 'confirmed', count: 1 },
      { stage: 'first', decision: 'dismissed', count: 1 },
      { stage: 'second', decision: 'confirmed', count: 1 },
    ]);
    expect(month).toMatchObject({ judged: 3, confirmed: 1 });
    expect(waiting).toMatchObject({ first: 1, second: 0, ruling: 0, postponed: 0 });
    expect(waiting.oldest?.since).toBe(ago(48 * second).toISOString());
  });

  it('are those of the jurisdiction: an organisation above sees both, one beside sees its own', async () => {
    expect((await read(figures, above, 'figures')).today.judged).toBe(3);
    const other = await read(figures, beside, 'figures');
    expect(other.today).toMatchObject({ judged: 1, decisions: [], confirmed: 0, pages: 0 });
    expect(other.waiting.first).toBe(1);
    expect((await read(reviewerList, beside, 'reviewers')).reviewers).toEqual([]);
  });

  it('say of each reviewer how many, how fast, how often confirmed and how often overturned', async () => {
    const third = await world.addPosting('city', 'flagged', ago(30 * second));
    await world.addReview(third, li, 'confirmed', ago(8 * second));
    await world.addReview(third, wang, 'dismissed', ago(4 * second), { stage: 'second' });
    const { reviewers } = await read(reviewerList, supervisor, 'reviewers?period=today');
    expect(reviewers.map(({ person }) => person?.id)).toEqual([li.userId, wang.userId]);
    // From 40 to 20 and from 20 to 8 seconds ago.
    expect(reviewers[0]).toMatchObject({
      ...{ decided: 3, medianSeconds: 16 },
      confirmed: { count: 2, of: 3 },
      overturned: { count: 1, of: 2, share: 0.5 },
    });
    expect(reviewers[1]).toMatchObject({ decided: 2, medianSeconds: 6, confirmed: { of: 0, share: null } });
    expect((await read(reviewerList, above, 'reviewers?period=today')).reviewers).toHaveLength(2);
  });

  it('take decisions on near-duplicates at once for one act, and leave pauses out of the pace', async () => {
    const zhao = await served.logIn('reviewer', 'city');
    const bulk = await Promise.all([1, 2, 3].map((_) => world.addPosting('city', 'flagged', ago(29 * second))));
    for (const posting of bulk)
      await world.addReview(posting, zhao, 'dismissed', ago(12 * second), { bulkId: 'bulk-1' });
    const before = await world.addPosting('city', 'flagged', ago(2 * 3_600 * second));
    const after = await world.addPosting('city', 'flagged', ago(29 * second));
    await world.addReview(before, zhao, 'dismissed', ago(3_600 * second));
    await world.addReview(after, zhao, 'dismissed', ago(5 * second));
    const { reviewers } = await read(reviewerList, supervisor, 'reviewers');
    const found = reviewers.find(({ person }) => person?.id === zhao.userId);
    expect(found?.medianSeconds).toBe(7);
  });

  it('do not name to a city who decided for the province', async () => {
    const officer = await served.logIn('supervisor', 'province');
    const posting = await world.addPosting('city', 'flagged', ago(28 * second));
    await world.addReview(posting, officer, 'dismissed', ago(3 * second), { stage: 'ruling' });
    const seenBelow = (await read(reviewerList, supervisor, 'reviewers')).reviewers;
    expect(seenBelow.filter(({ person }) => person === null)).toHaveLength(1);
    const seenAbove = (await read(reviewerList, above, 'reviewers')).reviewers;
    expect(seenAbove.map(({ person }) => person?.id)).toContain(officer.userId);
  });
});

describe('agreement', () => {
  it('is a share where a second person sees confirmations only', async () => {
    const { second: share, independent } = await read(agreement, supervisor, 'agreement');
    expect(share).toMatchObject({ count: 1, of: 2 });
    expect(independent).toBeNull();
  });

  it('is a kappa where two people decided on the same words in different postings, over both classes', async () => {
    const pairs = [
      ...Array.from({ length: 6 }, () => ['confirmed', 'confirmed'] as const),
      ...Array.from({ length: 2 }, () => ['confirmed', 'dismissed'] as const),
      ...Array.from({ length: 1 }, () => ['dismissed', 'confirmed'] as const),
      ...Array.from({ length: 5 }, () => ['dismissed', 'dismissed'] as const),
    ];
    for (const [index, [first, other]] of pairs.entries()) {
      const words = `the same words ${index}`;
      const [a, b, c] = [
        await world.addPosting('city', 'flagged', ago(2 * day), { words }),
        await world.addPosting('city', 'flagged', ago(2 * day), { words }),
        await world.addPosting('city', 'flagged', ago(2 * day), { words }),
      ];
      await world.addReview(a, li, first, ago(2 * day - 60 * second));
      // The same person again is no second opinion.
      await world.addReview(b, li, 'dismissed', ago(2 * day - 70 * second));
      await world.addReview(c, wang, other, ago(2 * day - 80 * second));
    }
    const { independent } = await read(agreement, supervisor, 'agreement');
    expect(independent?.table).toEqual([
      [6, 2],
      [1, 5],
    ]);
    // Observed 11/14; expected (8·7 + 6·7)/14² = 0.5; kappa (11/14 − 0.5)/0.5.
    expect(independent?.kappa.kappa).toBeCloseTo(0.5714, 4);
    expect(independent?.kappa.n).toBe(14);
    expect((await read(agreement, beside, 'agreement')).independent).toBeNull();
  });
});

describe('precision, recall and drift', () => {
  beforeAll(async () => {
    // Per week 10 flagged: 8 confirmed, 2 dismissed; three weeks ago 2 confirmed, 8 dismissed.
    for (let week = 1; week <= 14; week++) {
      const at = weeksAgo(week);
      for (let index = 0; index < 10; index++) {
        const posting = await world.addPosting('city', 'flagged', at);
        await world.addTask(posting, { outcome: index < (week === 3 ? 2 : 8) ? 'confirmed' : 'dismissed' });
      }
    }
    // 100 judged clear in one week. Three samples of later weeks drew ten of them; the populations of these overlap.
    const at = weeksAgo(5);
    const samples = [
      await world.addSample('city', dayOf(weeksAgo(4)), 5_000, 4),
      await world.addSample('city', dayOf(weeksAgo(3)), 5_000, 3),
      await world.addSample('city', dayOf(weeksAgo(2)), 5_000, 3),
    ];
    for (let index = 0; index < 100; index++) {
      const posting = await world.addPosting('city', 'clear', at);
      const sampleId = samples[index % 3] ?? '';
      if (index === 0) await world.addTask(posting, { outcome: 'confirmed', sampleId });
      else if (index === 1) await world.addTask(posting, { stage: 'second', sampleId });
      else if (index < 10) await world.addTask(posting, { outcome: 'dismissed', sampleId });
    }
    // Closed without an outcome: edited before anybody decided.
    await world.addTask(await world.addPosting('city', 'flagged', at), { stage: 'closed' });
  });

  const span = async (person: LoggedIn, weeks: number) => {
    const { spans } = await read(quality, person, 'quality?by=week');
    return spans.find(({ start }) => start === dayOf(weeksAgo(weeks)));
  };

  it('count what a week judged by what became of it, samples apart', async () => {
    expect((await span(supervisor, 5))?.flagged).toMatchObject({
      precision: { count: 8, of: 10, share: 0.8 },
      waiting: 0,
    });
    expect((await span(supervisor, 3))?.flagged.precision).toMatchObject({ count: 2, of: 10 });
  });

  it('estimate the missed from the sample, those confirmed by one person included', async () => {
    const week = await span(supervisor, 5);
    expect(week?.sample).toEqual({ population: 100, drawn: 10, decided: 10, positives: 2 });
    expect(week?.missed?.estimate).toBeCloseTo(20, 10);
    expect(week?.recall?.estimate).toBeCloseTo(8 / 28, 10);
    expect(week?.recall?.low).toBeLessThan(8 / 28);
    expect((await span(supervisor, 4))?.recall).toBeNull();
  });

  it('see a week that falls outside what the weeks before lead to expect', async () => {
    const { drift } = await read(quality, supervisor, 'quality');
    expect(drift.flaggedPrecision?.centre).toBeCloseTo(0.8, 10);
    expect(drift.flaggedPrecision?.recent.map(({ outside }) => outside)).toEqual([false, true, false, false]);
  });

  it('sum weeks to months, and show nothing to an organisation beside', async () => {
    const { spans } = await read(quality, supervisor, 'quality?by=month');
    expect(spans).toHaveLength(12);
    expect(spans.reduce((sum, { flagged }) => sum + flagged.precision.of, 0)).toBeGreaterThanOrEqual(140);
    expect((await read(quality, beside, 'quality')).spans.every(({ flagged }) => flagged.precision.of === 0)).toBe(
      true,
    );
  });
});

describe('tables as CSV', () => {
  it.each(['figures', 'reviewers', 'agreement', 'precision', 'recall', 'flagged-share'])(
    '%s opens in a spreadsheet: UTF-8 with a mark, one header, rows of its length',
    async (table) => {
      const { text, rows } = await readCsv(supervisor, `${table}?by=month`);
      expect(text.startsWith('\uFEFF"')).toBe(true);
      expect(rows.length).toBeGreaterThan(1);
      expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    },
  );

  it('hold no formula, whatever a person is called, and leave negative numbers as they are', async () => {
    const names = ['=HYPERLINK("http://x","y")', '+1+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '＝1+1'];
    for (const name of names) {
      const person = await served.logIn('reviewer', 'city');
      await served.db.user.update({ where: { id: person.userId }, data: { name } });
      await world.addReview(
        await world.addPosting('city', 'flagged', ago(20 * second)),
        person,
        'dismissed',
        ago(second),
      );
    }
    const { rows } = await readCsv(supervisor, 'reviewers');
    const cells = rows.map(([cell]) => cell ?? '');
    for (const name of names) expect(cells).toContain(`'${name}`);
    expect(cells.filter((cell) => /^[=+\-@\t\r＝]/.test(cell))).toEqual([]);
  });
});

describe('what is refused', () => {
  it.each([
    ['reviewer', 403],
    ['operator', 403],
    ['administrator', 200],
  ] as const)('a %s gets %i', async (role, status) => {
    const person = await served.logIn(role, 'city');
    expect((await person.get('/api/supervision/figures')).status).toBe(status);
    expect((await person.get('/api/supervision/tables/figures')).status).toBe(status);
  });

  it.each(['quality?by=day', 'reviewers?period=ever', 'tables/users', 'figures?x=1'])('%s is 400', async (path) => {
    expect((await supervisor.get(`/api/supervision/${path}`)).status).toBe(400);
  });
});
