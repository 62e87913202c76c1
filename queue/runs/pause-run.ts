import type { Step } from '../../contracts/jobs.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Transaction } from '../../prisma/open-database.js';
import { pageSteps } from '../due-work.js';
import type { QueuedJob } from '../engine.js';

/**
 * Has a run wait: from the next claim on no page of it is taken. Pages under way end, and what was received is still read and judged.
 * It appends to the ledger: call it last in its transaction.
 *
 * @param by the person, where one did it in the browser
 * @returns false when the run does not go on, or waits already
 */
export async function pauseRun(transaction: Transaction, crawlRunId: string, now: Date, by?: string): Promise<boolean> {
  const { count } = await transaction.crawlRun.updateMany({
    where: { id: crawlRunId, state: 'running', pausedAt: null },
    data: { pausedAt: now },
  });
  if (count === 0) return false;
  await record(transaction, 'run.paused', crawlRunId, now, by);
  return true;
}

/**
 * Goes on with a run that waits. It appends to the ledger: call it last in its transaction.
 * @returns its pages, to be put on the queue; undefined when the run did not wait
 */
export async function resumeRun(
  transaction: Transaction,
  crawlRunId: string,
  now: Date,
  by?: string,
): Promise<readonly QueuedJob[] | undefined> {
  const { count } = await transaction.crawlRun.updateMany({
    where: { id: crawlRunId, state: 'running', pausedAt: { not: null } },
    data: { pausedAt: null },
  });
  if (count === 0) return undefined;
  const due = await transaction.dueWork.findMany({
    where: { crawlRunId, state: 'due', step: { in: [...pageSteps] } },
    select: { id: true, step: true, dueAt: true, priority: true },
  });
  await record(transaction, 'run.resumed', crawlRunId, now, by);
  return due.map(({ id, step, dueAt, priority }) => ({
    payload: { dueWorkId: id, step: step as Step },
    notBefore: dueAt,
    priority,
  }));
}

async function record(
  transaction: Transaction,
  kind: 'run.paused' | 'run.resumed',
  subjectId: string,
  now: Date,
  by: string | undefined,
): Promise<void> {
  const subjectSha256 = sha256(canonicalJson({ crawlRunId: subjectId, ...(by === undefined ? {} : { by }) }));
  await appendLedgerEntries(transaction, [{ kind, subjectId, subjectSha256 }], now);
}
