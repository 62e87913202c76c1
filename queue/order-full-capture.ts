import { type NewCaptureOrder, orderCaptures } from '../casework/captures/order-captures.js';
import { appendLedgerEntries } from '../evidence/ledger/append-entries.js';
import type { Transaction } from '../prisma/open-database.js';
import { addDueWork } from './due-work.js';
import type { QueuedJob } from './engine.js';

/** Somebody waits for it. */
const priority = 99;

/**
 * Orders a posting's full capture and makes it due, in one transaction with the ledger.
 * @param dueAt such as the end of a rectification period; at once where absent
 */
export async function orderFullCapture(
  transaction: Transaction,
  order: NewCaptureOrder,
  now: Date,
  dueAt: Date = now,
): Promise<{ orderId: string; jobs: readonly QueuedJob[] }> {
  const { ids, ledger } = await orderCaptures(transaction, [order], now);
  const [orderId] = ids;
  if (orderId === undefined) throw new RangeError(`The posting ${order.postingId} is ordered already.`);
  const work = { step: 'capture_full', subjectId: orderId, crawlRunId: null, priority, dueAt } as const;
  const jobs = await addDueWork(transaction, [work], now);
  await appendLedgerEntries(transaction, ledger, now);
  return { orderId, jobs };
}
