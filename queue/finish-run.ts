import { appendLedgerEntries } from '../evidence/ledger/append-entries.js';
import { suggestAgencyMatches } from '../postings/agencies/suggest-matches.js';
import type { Database, Transaction } from '../prisma/open-database.js';
import { addDueWork } from './due-work.js';
import type { QueuedJob } from './engine.js';
import { recordListAbsences } from './record-list-absences.js';
import { settleFinishedRun } from './runs/finish-statistics.js';
import { linksAfterRemoval } from './steps/link-posting.js';

/**
 * Ends crawl runs in which nothing is due any more, with what they yielded. Called after each piece of work has been committed, so that
 * of two that end together at least the later one sees none left; `reconcile` ends what a killed process did not.
 *
 * @returns the jobs of what became due by it
 */
export async function finishIdleRuns(
  database: Database,
  crawlRunIds: readonly string[],
  now: Date,
): Promise<QueuedJob[]> {
  if (crawlRunIds.length === 0) return [];
  const idle = await database.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "CrawlRun"
     WHERE "id" = ANY(${[...crawlRunIds]}) AND "state" = 'running'
       AND NOT EXISTS (SELECT 1 FROM "DueWork" WHERE "crawlRunId" = "CrawlRun"."id" AND "state" = 'due')`;
  const jobs: QueuedJob[] = [];
  for (const { id } of idle) {
    const due = await database.$transaction(async (transaction) => {
      const finished = await transaction.crawlRun.updateMany({
        where: { id, state: 'running', dueWork: { none: { state: 'due' } } },
        data: { state: 'finished', finishedAt: now },
      });
      if (finished.count !== 1) return [];
      const absences = await recordListAbsences(transaction, id, now);
      await suggestMatchesOfRun(transaction, id, now);
      const links = await addDueWork(transaction, linksAfterRemoval(absences), now);
      await settleFinishedRun(transaction, id, now);
      await appendLedgerEntries(transaction, absences, now);
      return links;
    });
    jobs.push(...due);
  }
  return jobs;
}

/** Which agencies that this run has brought up may be known under another name. */
async function suggestMatchesOfRun(transaction: Transaction, crawlRunId: string, now: Date): Promise<void> {
  const fresh = await transaction.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT agency."id" FROM "CrawlRun" run
      JOIN "Agency" agency ON agency."createdAt" >= run."startedAt"
      JOIN "Posting" posting ON posting."agencyId" = agency."id"
      JOIN "PlatformVersion" version ON version."id" = run."platformVersionId" AND version."platformId" = posting."platformId"
     WHERE run."id" = ${crawlRunId}`;
  await suggestAgencyMatches(
    transaction,
    fresh.map(({ id }) => id),
    now,
  );
}
