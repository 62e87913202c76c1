import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findDueRevisits } from '../../../postings/life/find-due-revisits.js';
import { scheduleRevisits } from '../../../postings/life/schedule-revisits.js';
import type { Database } from '../../../prisma/open-database.js';
import { createTestDatabase } from '../../prisma/test-database.js';
import { createCapture, storeOne } from '../seen-posting.js';

let test: Awaited<ReturnType<typeof createTestDatabase>>;
let db: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  db = test.db;
});
afterAll(() => test.close());

const day = (number: number): Date => new Date(Date.UTC(2026, 2, number, 8));

/** Postings of a platform of their own, by key, each seen on a day of March and of a band. */
async function newPostings(postings: Readonly<Record<string, { seen: number; band: string | null }>>) {
  const where = await createCapture(db);
  const ids: string[] = [];
  for (const [key, { seen, band }] of Object.entries(postings)) {
    const { postingId } = await storeOne(db, {
      ...where,
      key,
      url: `https://jobs.example/${key}`,
      row: { text: key },
      seenAt: day(seen),
    });
    await db.posting.update({ where: { id: postingId }, data: { band } });
    ids.push(postingId);
  }
  return { ...where, ids };
}
const schedule = (ids: readonly string[], now: Date) =>
  db.$transaction((transaction) => scheduleRevisits(transaction, ids, now));
const due = async (platformId: string, now: Date, limit = 10) =>
  (await db.$transaction((transaction) => findDueRevisits(transaction, platformId, now, limit))).map(({ key }) => key);

describe('when postings are visited again', () => {
  it('depends on their band: flagged ones most often', async () => {
    const { ids } = await newPostings({
      flagged: { seen: 1, band: 'flagged' },
      borderline: { seen: 1, band: 'borderline' },
      clear: { seen: 1, band: 'clear' },
      unjudged: { seen: 1, band: null },
    });
    await schedule(ids, day(1));
    const rows = await db.posting.findMany({ where: { id: { in: ids } } });
    expect(Object.fromEntries(rows.map(({ key, nextVisitAt }) => [key, nextVisitAt]))).toEqual({
      flagged: day(2),
      borderline: day(4),
      clear: day(15),
      unjudged: day(2),
    });
  });

  it('is now, not in the past, for one that was judged late', async () => {
    const { ids } = await newPostings({ late: { seen: 1, band: 'flagged' } });
    await schedule(ids, day(9));
    expect(await db.posting.findMany({ where: { id: { in: ids } } })).toMatchObject([{ nextVisitAt: day(9) }]);
  });

  it('is never for one that only lists show or that is removed', async () => {
    const { ids, platformId } = await newPostings({ a: { seen: 1, band: 'flagged' } });
    await db.posting.updateMany({ where: { id: { in: ids } }, data: { nextVisitAt: null } });
    await schedule(ids, day(9));
    expect(await due(platformId, day(30))).toEqual([]);
  });
});

describe('the postings that are due', () => {
  it('are those of the platform whose time has come, the most urgent first', async () => {
    const { ids, platformId } = await newPostings({
      clear: { seen: 1, band: 'clear' },
      borderline: { seen: 2, band: 'borderline' },
      unjudged: { seen: 3, band: null },
      flagged: { seen: 4, band: 'flagged' },
      'flagged, longer': { seen: 3, band: 'flagged' },
      'not yet': { seen: 20, band: 'flagged' },
    });
    await newPostings({ elsewhere: { seen: 1, band: 'flagged' } });
    await schedule(ids, day(1));
    const all = ['flagged, longer', 'flagged', 'unjudged', 'borderline', 'clear'];
    expect(await due(platformId, day(20))).toEqual(all);
    expect(await due(platformId, day(20), 2)).toEqual(all.slice(0, 2));
  });

  it('come with the capture of their newest version, for a conditional request', async () => {
    const { platformId } = await newPostings({ a: { seen: 1, band: null } });
    const { captureId } = await createCapture(db);
    const edited = {
      platformId,
      captureId,
      key: 'a',
      url: 'https://jobs.example/b',
      row: { text: '改过' },
      seenAt: day(2),
    };
    const { postingId } = await storeOne(db, edited);
    const found = await db.$transaction((transaction) => findDueRevisits(transaction, platformId, day(9), 1));
    expect(found).toEqual([{ postingId, url: 'https://jobs.example/b', key: 'a', band: null, captureId }]);
  });
});
