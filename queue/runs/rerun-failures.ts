import { InputError } from '../../contracts/errors.js';
import type { Step } from '../../contracts/jobs.js';
import { canonicalJson } from '../../evidence/canonical-json.js';
import { appendLedgerEntries } from '../../evidence/ledger.js';
import { sha256 } from '../../postings/hash-content.js';
import { type CrawlTaskState, Prisma, type Transaction } from '../../prisma/open-database.js';
import type { QueuedJob } from '../engine.js';
import { type FailureFilter, failedWork } from './failures.js';

/**
 * Makes what ended in a failure due again, and nothing else: as if never tried, and its run goes on. A page that was captured and could
 * not be read is read again, not fetched. Only of each platform's newest run: an older one would run beside it.
 * It appends to the ledger: call it last in its transaction.
 *
 * @returns the jobs to put on the queue
 * @throws InputError when all runs are asked for
 */
export async function rerunFailures(
  transaction: Transaction,
  { filter }: { filter: FailureFilter },
  now: Date,
): Promise<QueuedJob[]> {
  if (filter.allRuns === true) {
    throw new InputError(
      'rerun_of_old_runs',
      'Only failures of the newest run of a platform can be run again; leave --all out. Older runs are superseded: a new crawl visits their pages.',
    );
  }
  const rows = await transaction.$queryRaw<
    { id: string; step: Step; subjectId: string; crawlRunId: string; priority: number }[]
  >`
    UPDATE "DueWork" SET "state" = 'due', "dueAt" = ${now}, "attempts" = 0, "delays" = 0, "finishedAt" = NULL,
           "leaseHolder" = NULL, "leaseUntil" = NULL, "errorCode" = NULL, "errorMessage" = NULL, "errorClass" = NULL
     WHERE "id" IN (SELECT f."id" FROM (${failedWork(filter)}) f) AND "state" IN ('dead', 'refused')
    RETURNING "id", "step", "subjectId", "crawlRunId", "priority"`;
  if (rows.length === 0) return [];
  await reopenPages(transaction, rows);
  const runs = new Map<string, string[]>();
  for (const { id, crawlRunId } of rows) runs.set(crawlRunId, [...(runs.get(crawlRunId) ?? []), id]);
  await transaction.crawlRun.updateMany({
    where: { id: { in: [...runs.keys()] } },
    data: { state: 'running', finishedAt: null, statistics: Prisma.DbNull },
  });
  const entries = [...runs].map(([crawlRunId, ids]) => ({
    kind: 'failures.rerun',
    subjectId: crawlRunId,
    subjectSha256: sha256(canonicalJson({ crawlRunId, dueWork: ids.sort() })),
  }));
  await appendLedgerEntries(transaction, entries, now);
  return rows.map(({ id, step, priority }) => ({ payload: { dueWorkId: id, step }, notBefore: now, priority }));
}

/** The pages that the work is about: fetched ones are to be fetched again, captured ones to be read again. */
async function reopenPages(
  transaction: Transaction,
  rows: readonly { step: Step; subjectId: string }[],
): Promise<void> {
  const subjects = (...steps: Step[]) => rows.filter(({ step }) => steps.includes(step)).map((row) => row.subjectId);
  // A page that was read stays so: what failed was the comparison of two ways to fetch it.
  const state = { in: ['dead', 'refused'] as CrawlTaskState[] };
  const noError = { errorCode: null, errorMessage: null, errorClass: null };
  await transaction.crawlTask.updateMany({
    where: { id: { in: subjects('fetch_page', 'render_page') }, state },
    data: { state: 'due', ...noError },
  });
  await transaction.crawlTask.updateMany({
    where: { captures: { some: { id: { in: subjects('read_capture') } } }, state },
    data: { state: 'fetched', ...noError },
  });
}
