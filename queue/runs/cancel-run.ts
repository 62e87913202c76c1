import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import { Prisma, type Transaction } from '../../prisma/open-database.js';
import { settleFinishedRun } from './finish-statistics.js';

/** Error code of the pages that a cancelled run did not come to: they can be run again by it. */
const cancelledCode = 'cancelled';

/** A run, or the one of a platform that goes on; pages of complaints are not of it. */
export type CancelledRun = { readonly crawlRunId: string } | { readonly platformId: string };

/**
 * Ends a run that goes on. Its pages that are not read yet are refused with the code `cancelled`; postings that it has found
 * are still judged. A page under way on a worker ends without effect.
 * It appends to the ledger: call it last in its transaction.
 *
 * @param by the person, where one did it in the browser
 * @returns the run, or undefined when it does not go on
 */
export async function cancelRun(
  transaction: Transaction,
  which: CancelledRun,
  now: Date,
  by?: string,
): Promise<{ crawlRunId: string; pages: number } | undefined> {
  const condition =
    'crawlRunId' in which
      ? Prisma.sql`r."id" = ${which.crawlRunId}`
      : Prisma.sql`v."platformId" = ${which.platformId} AND r."complaintId" IS NULL`;
  // Whoever adds pages to the run holds this row until they are committed.
  const running = await transaction.$queryRaw<{ id: string }[]>`
    SELECT r."id" FROM "CrawlRun" r JOIN "PlatformVersion" v ON v."id" = r."platformVersionId"
     WHERE ${condition} AND r."state" = 'running' FOR UPDATE OF r`;
  const crawlRunId = running[0]?.id;
  if (crawlRunId === undefined) return undefined;
  const reason = {
    state: 'refused' as const,
    errorCode: cancelledCode,
    errorMessage: 'The run was cancelled before this page was read.',
    errorClass: 'refused',
  };
  await transaction.dueWork.updateMany({
    where: { crawlRunId, state: 'due', step: { in: ['fetch_page', 'render_page', 'read_capture'] } },
    data: { ...reason, finishedAt: now, leaseHolder: null, leaseUntil: null },
  });
  const pages = await transaction.crawlTask.updateMany({
    where: { crawlRunId, state: { in: ['due', 'fetched'] } },
    data: reason,
  });
  await transaction.crawlRun.update({
    where: { id: crawlRunId },
    data: { state: 'cancelled', finishedAt: now, pausedAt: null },
  });
  await settleFinishedRun(transaction, crawlRunId, now);
  const subjectSha256 = sha256(canonicalJson({ crawlRunId, pages: pages.count, ...(by === undefined ? {} : { by }) }));
  await appendLedgerEntries(transaction, [{ kind: 'run.cancelled', subjectId: crawlRunId, subjectSha256 }], now);
  return { crawlRunId, pages: pages.count };
}
