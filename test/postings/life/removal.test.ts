import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Absence, recordAbsences } from '../../../postings/life/record-absences.js';
import { sawUnchanged } from '../../../postings/life/saw-unchanged.js';
import type { SeenPosting } from '../../../postings/life/store-postings.js';
import type { Database } from '../../../prisma/open-database.js';
import { createTestDatabase } from '../../prisma/test-database.js';
import { createCapture, storeOne } from '../seen-posting.js';
import { gate, untilOneWaitsForALock } from '../two-workers.js';

let test: Awaited<ReturnType<typeof createTestDatabase>>;
let db: Database;
let where: { platformId: string; captureId: string };
beforeAll(async () => {
  test = await createTestDatabase();
  db = test.db;
  where = await createCapture(db);
});
afterAll(() => test.close());

const day = (number: number): Date => new Date(Date.UTC(2026, 2, number, 8));
let keys = 0;
async function newPosting(): Promise<SeenPosting & { postingId: string }> {
  const key = `key ${keys++}`;
  const seen = { ...where, key, url: `https://jobs.example/${key}`, row: { text: '长期收证' }, seenAt: day(1) };
  const { postingId } = await storeOne(db, seen);
  return { ...seen, postingId };
}

const record = (items: readonly Absence[]) => db.$transaction((transaction) => recordAbsences(transaction, items));
const absence = (postingId: string, at: Date, reason: Absence['reason'] = 'absent'): Absence => ({
  postingId,
  captureId: null,
  reason,
  at,
});
const posting = (id: string) => db.posting.findUniqueOrThrow({ where: { id } });
const kinds = async (postingId: string) =>
  (await db.postingEvent.findMany({ where: { postingId }, orderBy: { id: 'asc' } })).map(({ kind }) => kind);

describe('a posting that is not found', () => {
  it('is removed at once when its page is gone, with an event and its entry', async () => {
    const { postingId, captureId } = await newPosting();
    const ledger = await record([{ postingId, captureId, reason: 'gone', at: day(2) }]);
    expect(await posting(postingId)).toMatchObject({ state: 'removed', removedAt: day(2), nextVisitAt: null });
    const event = await db.postingEvent.findFirstOrThrow({ where: { postingId, kind: 'removed' } });
    expect(event).toMatchObject({ at: day(2), captureId, detail: { reason: 'gone' } });
    expect(ledger).toMatchObject([{ kind: 'posting.removed', subjectId: event.id }]);
  });

  it('is removed at the second absence in a row, and looked for again a day after the first', async () => {
    const { postingId } = await newPosting();
    expect(await record([absence(postingId, day(2))])).toEqual([]);
    expect(await posting(postingId)).toMatchObject({ state: 'live', absences: 1, nextVisitAt: day(3) });
    expect(await record([absence(postingId, day(3))])).toHaveLength(1);
    expect(await posting(postingId)).toMatchObject({ state: 'removed', removedAt: day(3) });
  });

  it('is not removed by a second look that comes before its time', async () => {
    const { postingId } = await newPosting();
    await record([absence(postingId, day(2))]);
    const soon = new Date(day(2).getTime() + 60_000);
    expect(await record([absence(postingId, soon)])).toEqual([]);
    expect(await posting(postingId)).toMatchObject({ state: 'live', absences: 1, nextVisitAt: day(3) });
    await record([absence(postingId, soon, 'gone')]);
    expect(await posting(postingId)).toMatchObject({ state: 'removed', removedAt: soon });
  });

  it('and has no page of its own is removed by the second list that does not hold it', async () => {
    const seen = { ...(await newPosting()), key: `key ${keys++}`, listOnly: true };
    const { postingId } = await storeOne(db, seen);
    await record([absence(postingId, day(2))]);
    expect(await posting(postingId)).toMatchObject({ state: 'live', absences: 1, nextVisitAt: null });
    await record([absence(postingId, day(3))]);
    expect(await posting(postingId)).toMatchObject({ state: 'removed', removedAt: day(3) });
  });

  it('is not removed by two absences with a sighting between', async () => {
    const seen = await newPosting();
    await record([absence(seen.postingId, day(2))]);
    await storeOne(db, { ...seen, seenAt: day(3) });
    await record([absence(seen.postingId, day(4))]);
    expect(await posting(seen.postingId)).toMatchObject({ state: 'live', absences: 1 });
  });

  it('is not removed by one look that is named twice', async () => {
    const { postingId } = await newPosting();
    await record([absence(postingId, day(2)), absence(postingId, day(2))]);
    expect(await posting(postingId)).toMatchObject({ state: 'live', absences: 1 });
  });

  it('stays as it is when it was seen after that look', async () => {
    const seen = await newPosting();
    await storeOne(db, { ...seen, seenAt: day(5) });
    expect(await record([absence(seen.postingId, day(4), 'gone')])).toEqual([]);
    expect(await posting(seen.postingId)).toMatchObject({ state: 'live', absences: 0, lastSeenAt: day(5) });
  });

  it('is removed once, however often it is gone', async () => {
    const { postingId } = await newPosting();
    await record([absence(postingId, day(2), 'gone')]);
    expect(await record([absence(postingId, day(3), 'gone'), absence(postingId, day(4))])).toEqual([]);
    expect(await posting(postingId)).toMatchObject({ removedAt: day(2), absences: 1 });
  });

  it('of many in one call is removed with them', async () => {
    const postings = await Promise.all(Array.from({ length: 20 }, newPosting));
    const ledger = await record(postings.map(({ postingId }) => absence(postingId, day(2), 'gone')));
    expect(new Set(ledger.map(({ subjectId }) => subjectId)).size).toBe(20);
  });
});

describe('a removed posting that is seen', () => {
  it('is back: live, to be visited, with an event', async () => {
    const seen = await newPosting();
    await record([absence(seen.postingId, day(2), 'gone')]);
    expect((await storeOne(db, { ...seen, seenAt: day(3) })).change).toBe('seen_again');
    expect(await posting(seen.postingId)).toMatchObject({
      state: 'live',
      removedAt: null,
      absences: 0,
      nextVisitAt: day(4),
    });
    expect(await kinds(seen.postingId)).toEqual(['first_seen', 'removed', 'seen_again']);
  });

  it('with other words is back and edited', async () => {
    const seen = await newPosting();
    await record([absence(seen.postingId, day(2), 'gone')]);
    expect((await storeOne(db, { ...seen, seenAt: day(3), row: { text: '改过' } })).change).toBe('edited');
    expect(await kinds(seen.postingId)).toEqual(['first_seen', 'removed', 'seen_again', 'edited']);
  });

  it('in a capture from before the removal stays removed', async () => {
    const seen = await newPosting();
    await record([absence(seen.postingId, day(4), 'gone')]);
    expect((await storeOne(db, { ...seen, seenAt: day(3) })).change).toBe('unchanged');
    expect(await posting(seen.postingId)).toMatchObject({ state: 'removed', lastSeenAt: day(3), removedAt: day(4) });
  });

  it('by a 304 is back too', async () => {
    const { postingId, captureId } = await newPosting();
    await record([absence(postingId, day(2), 'gone')]);
    const ledger = await db.$transaction((transaction) =>
      sawUnchanged(transaction, [{ postingId, captureId, seenAt: day(3) }]),
    );
    expect(ledger.map(({ kind }) => kind)).toEqual(['posting.seen_again']);
    expect(await posting(postingId)).toMatchObject({ state: 'live', lastSeenAt: day(3), nextVisitAt: day(4) });
  });
});

describe('a page that has not changed', () => {
  it('moves when the posting was last seen, forward only, and makes no event', async () => {
    const { postingId, captureId } = await newPosting();
    await record([absence(postingId, day(2))]);
    const items = [day(4), day(3)].map((seenAt) => ({ postingId, captureId, seenAt }));
    expect(await db.$transaction((transaction) => sawUnchanged(transaction, items))).toEqual([]);
    expect(await posting(postingId)).toMatchObject({ lastSeenAt: day(4), absences: 0, nextVisitAt: day(5) });
    expect(await db.postingVersion.count({ where: { postingId } })).toBe(1);
  });
});

describe('two workers', () => {
  it('that record absences of the same postings in opposite orders wait for each other', async () => {
    const postings = await Promise.all(Array.from({ length: 30 }, newPosting));
    const absences = postings.map(({ postingId }) => absence(postingId, day(2)));
    const again = postings.map(({ postingId }) => absence(postingId, day(3), 'gone'));
    const ledgers = await Promise.all([record(absences), record([...again].reverse())]);
    expect(ledgers.flat()).toHaveLength(30);
    expect(await kinds(postings[0]?.postingId ?? '')).toEqual(['first_seen', 'removed']);
  });

  it('of which one sees what the other misses go one after the other', async () => {
    const seen = await newPosting();
    const hasRecorded = gate();
    const mayCommit = gate();
    const first = db.$transaction(async (transaction) => {
      await recordAbsences(transaction, [absence(seen.postingId, day(2), 'gone')]);
      hasRecorded.open();
      await mayCommit.opened;
    });
    await hasRecorded.opened;
    const second = storeOne(db, { ...seen, seenAt: day(3) });
    await untilOneWaitsForALock(db);
    mayCommit.open();
    await first;
    expect((await second).change).toBe('seen_again');
  });
});
