import { appendLedgerEntries } from '../evidence/ledger.js';
import type { Database } from '../prisma/open-database.js';
import { recordListAbsences } from './record-list-absences.js';
import { settleFinishedRun } from './runs/finish-statistics.js';

/**
 * Ends crawl runs in which nothing is due any more, with what they yielded. Called after each piece of work has been committed, so that
 * of two that end together at least the later one sees none left; `reconcile` ends what a killed process did not.
 */
export async function finishIdleRuns(database: Database, crawlRunIds: readonly string[], now: Date): Promise<void> {
  if (crawlRunIds.length === 0) return;
  const idle = await database.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "CrawlRun"
     WHERE "id" = ANY(${[...crawlRunIds]}) AND "state" = 'running'
       AND NOT EXISTS (SELECT 1 FROM "DueWork" WHERE "crawlRunId" = "CrawlRun"."id" AND "state" = 'due')`;
  for (const { id } of idle) {
    await database.$transaction(async (transaction) => {
      const finished = await transaction.crawlRun.updateMany({
        where: { id, state: 'running', dueWork: { none: { state: 'due' } } },
        data: { state: 'finished', finishedAt: now },
      });
      if (finished.count !== 1) return;
      const absences = await recordListAbsences(transaction, id, now);
      await settleFinishedRun(transaction, id, now);
      await appendLedgerEntries(transaction, absences, now);
    });
  }
}
