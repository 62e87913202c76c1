import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../prisma/open-database.js';
import { orderFullCapture } from '../../queue/order-full-capture.js';
import { reconcile } from '../../queue/reconcile.js';
import { groupFailures } from '../../queue/runs/failures.js';
import { rerunFailures } from '../../queue/runs/rerun-failures.js';
import { storePosting } from '../casework/judged-posting.js';
import { createTestDatabase } from '../prisma/test-database.js';
import { idleEngine } from './crawl-world.js';

let database: Database;
let close: () => Promise<void>;
beforeEach(async () => {
  ({ db: database, close } = await createTestDatabase());
});
afterEach(() => close());

const now = new Date();
async function order(dueAt = now): Promise<void> {
  const { postingId, versionId: postingVersionId } = await storePosting(database);
  const ordered = {
    postingId,
    postingVersionId,
    reason: 'rectification',
    by: null,
    clueNumber: '',
    witness: null,
  } as const;
  await database.$transaction((transaction) => orderFullCapture(transaction, ordered, now, dueAt));
}

test('a capture for the end of a deadline weeks away waits for it, however often the queue is reconciled', async () => {
  const deadline = new Date(now.getTime() + 30 * 86_400_000);
  await order(deadline);
  const engine = idleEngine();
  await reconcile(database, engine, now);
  expect((await database.dueWork.findFirstOrThrow()).dueAt).toEqual(deadline);
  expect(engine.added).toMatchObject([{ notBefore: deadline }]);
});

test('a capture that came to nothing is among its platform’s failures, with the posting’s address, and runs again', async () => {
  await order();
  await database.dueWork.updateMany({
    data: {
      state: 'dead',
      errorCode: 'timed_out',
      errorClass: 'retried',
      errorMessage: 'it took too long',
      finishedAt: now,
    },
  });
  const filter = { class: 'retried' };
  expect(await database.$transaction((transaction) => groupFailures(transaction, filter))).toMatchObject([
    { platformId: 'jing', errorCode: 'timed_out', ended: 1, url: 'https://jing.example/1.html' },
  ]);
  const { jobs } = await database.$transaction((transaction) => rerunFailures(transaction, { filter }, now));
  expect(jobs).toMatchObject([{ payload: { step: 'capture_full' } }]);
  expect(await database.dueWork.findFirstOrThrow()).toMatchObject({ state: 'due', errorCode: null });
});
