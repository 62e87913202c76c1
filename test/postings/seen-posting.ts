import { randomUUID } from 'node:crypto';
import { type SeenPosting, type StoredSighting, storePostings } from '../../postings/life/store-postings.js';
import type { Database } from '../../prisma/open-database.js';

/** A platform with one fetched page: what a posting needs before it can be stored. */
export async function createCapture(db: Database): Promise<{ platformId: string; captureId: string }> {
  const platformId = `platform-${randomUUID()}`;
  await db.platform.create({ data: { id: platformId, organisationId: 'default', name: '示例招聘网' } });
  const platformVersion = await db.platformVersion.create({
    data: { platformId, number: 1, yaml: 'id: example', sha256: '0'.repeat(64) },
  });
  const run = await db.crawlRun.create({ data: { platformVersionId: platformVersion.id, pageBudget: 10 } });
  const task = await db.crawlTask.create({
    data: { crawlRunId: run.id, url: 'https://jobs.example/1', urlSha256: '1'.repeat(64), kind: 'detail' },
  });
  const capture = await db.capture.create({
    data: {
      crawlTaskId: task.id,
      finalUrl: task.url,
      status: 200,
      method: 'http',
      remoteAddress: '192.0.2.1',
      bodySha256: '2'.repeat(64),
      bodyBytes: 1,
      record: {},
      capturedAt: new Date('2026-03-01T00:00:00Z'),
    },
  });
  return { platformId, captureId: capture.id };
}

/** Stores one posting in a transaction of its own, without the ledger. */
export async function storeOne(db: Database, seen: SeenPosting): Promise<StoredSighting> {
  const { stored } = await db.$transaction((transaction) => storePostings(transaction, [seen], seen.seenAt));
  const [only] = stored;
  if (only === undefined) throw new Error('storePostings gave no result for the posting.');
  return only;
}
