import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { figuresOf } from '../../bench/api/bench-api.js';
import { type Kind, listKinds, listRequests, openKinds } from '../../bench/api/list-requests.js';
import { demandOneHolder, demandRecorded, workAtOnce } from '../../bench/api/many-reviewers.js';
import { growPostings, seedGround } from '../../bench/api/seed-record.js';
import { type ServedRecord, serveRecord } from '../../bench/api/serve-record.js';
import { percentile, timeRequests } from '../../bench/api/time-requests.js';
import { createTestDatabase } from '../prisma/test-database.js';

const postings = 2000;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let folder: string;
let served: ServedRecord;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'guazheng-bench-api-'));
  await seedGround(database.url);
  await growPostings(database.url, 1, 1500);
  await growPostings(database.url, 1501, postings);
  served = await serveRecord(database.db, folder);
}, 60_000);
afterAll(async () => {
  await served?.close();
  await database?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

describe('the postings of the bench', () => {
  test('are those of a department: platforms in three organisations, bands, versions, tasks and their indexes', async () => {
    const { db } = database;
    expect(await db.posting.count()).toBe(postings);
    expect(
      await db.platform.groupBy({ by: ['organisationId'], _count: true, orderBy: { organisationId: 'asc' } }),
    ).toEqual([
      { organisationId: 'bench-capital', _count: 15 },
      { organisationId: 'bench-city', _count: 5 },
      { organisationId: 'bench-province', _count: 20 },
    ]);
    const suspicious = await db.posting.count({ where: { band: { in: ['flagged', 'borderline'] } } });
    expect(suspicious / postings).toBeCloseTo(0.1, 1);
    expect(await db.reviewTask.count()).toBe(suspicious);
    expect(await db.postingVersion.count()).toBe(await db.verdict.count());
    const missing = await db.$queryRaw`
      SELECT 1 FROM (VALUES ('Posting_band_probability_id_idx'), ('Posting_lshBands_idx'), ('ReviewTask_stage_rank_id_idx')) AS known(name)
       WHERE NOT EXISTS (SELECT 1 FROM pg_indexes WHERE indexname = name)`;
    expect(missing).toEqual([]);
  });

  test('are read by every request that is timed, and the look-up answers no more than its row', async () => {
    const requests = await listRequests(database.db, served, 4);
    const times = await timeRequests(requests, { from: 0, to: 2 });
    expect([...times.keys()].sort()).toEqual(['look-up', ...listKinds, ...openKinds].sort());
    expect([...times.values()].every((values) => values.length === 2)).toBe(true);
    const lookup = requests.find(({ kind }) => kind === 'look-up');
    const answer = await fetch(lookup?.url(0) ?? '', { headers: lookup?.headers ?? {} });
    expect(Object.keys((await answer.json()) as object)).toEqual(['id', 'url']);
    expect((await fetch(lookup?.url(0) ?? '')).status).toBe(401);
  });
});

describe('the check of reviewers at once', () => {
  test('holds while they decide, and finds a decision that is not in the record', async () => {
    await workAtOnce(database.db, served, { reviewers: 8, decisions: 3 });
    const reviews = await database.db.review.findMany({
      where: { requestId: { not: null } },
      include: { postingVersion: { select: { reviewTask: { select: { id: true } } } } },
    });
    expect(reviews).toHaveLength(24);
    const taken = reviews.map(({ id, postingVersion }) => ({
      ...{ reviewId: id, taskId: postingVersion.reviewTask?.id ?? '' },
    }));
    await demandRecorded(database.db, taken);
    const [first, second] = taken;
    if (first === undefined || second === undefined) throw new RangeError('Nothing was decided.');
    await expect(demandRecorded(database.db, [{ ...first, reviewId: 'gone' }])).rejects.toThrow('is lost');
    await expect(demandRecorded(database.db, [{ ...first, taskId: second.taskId }])).rejects.toThrow('on another one');
    await expect(demandRecorded(database.db, [first, first])).rejects.toThrow('one review');
  });

  test('fails where leases do not hold', async () => {
    const { db } = database;
    await db.$executeRaw`
      CREATE FUNCTION "forgetLease"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW."leaseUntil" := now() - interval ''1 hour''; RETURN NEW; END'`;
    await db.$executeRaw`CREATE TRIGGER "forgetLease" BEFORE UPDATE ON "ReviewTask" FOR EACH ROW EXECUTE FUNCTION "forgetLease"()`;
    try {
      await expect(workAtOnce(db, served, { reviewers: 4, decisions: 2 })).rejects.toMatchObject({
        code: 'bench_wrong',
      });
    } finally {
      await db.$executeRaw`DROP TRIGGER "forgetLease" ON "ReviewTask"`;
    }
  });

  test('fails for a task that came up with two reviewers', () => {
    const one = { taskId: 'a', reviewer: 1, from: 0, to: 3 };
    expect(() => demandOneHolder([one, { taskId: 'b', reviewer: 2, from: 1, to: 2 }])).not.toThrow();
    expect(() => demandOneHolder([{ taskId: 'a', reviewer: 2, from: 1, to: 2 }, one])).toThrow('reviewers 1 and 2');
  });
});

describe('the figures of the API', () => {
  test('are those of the worst kind', () => {
    const times = (slow: number): ReadonlyMap<Kind, number[]> =>
      new Map<Kind, number[]>([
        ['look-up', [2, 2]],
        ...listKinds.map((kind): [Kind, number[]] => [kind, [3, kind === 'queue, deep' ? slow : 3]]),
        ['open a posting', [4, 4]],
        ['open a review task', [8, 8]],
      ]);
    expect(figuresOf(times(3), times(6), () => undefined)).toEqual({
      ...{ lookupP95Milliseconds: 2, listP95Milliseconds: 6, openP95Milliseconds: 8 },
      ...{ listRatioToLookup: 3, openRatioToLookup: 4, growth: 2 },
    });
  });

  test('take the value that 95 in 100 do not exceed', () => {
    expect(
      percentile(
        Array.from({ length: 100 }, (_, index) => 100 - index),
        0.95,
      ),
    ).toBe(95);
    expect(percentile([7], 0.95)).toBe(7);
  });
});
