import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Transaction } from '../../prisma/open-database.js';
import { cancelRun } from './cancel-run.js';

/**
 * Takes a platform out of the crawl: its schedule is paused, what runs of it is cancelled. Everything that was captured stays.
 * It appends to the ledger: call it last in its transaction.
 */
export async function removePlatform(transaction: Transaction, platformId: string, now: Date): Promise<void> {
  // The schedule first, as a scheduler does that starts its run.
  await transaction.schedule.updateMany({
    where: { platformId, pausedAt: null },
    data: { pausedAt: now, nextRunAt: null },
  });
  await transaction.platform.update({ where: { id: platformId }, data: { removedAt: now } });
  const running = await transaction.crawlRun.findMany({
    where: { state: 'running', platformVersion: { platformId } },
    orderBy: { id: 'asc' },
    select: { id: true },
  });
  for (const { id: crawlRunId } of running) await cancelRun(transaction, { crawlRunId }, now);
  const subjectSha256 = sha256(canonicalJson({ platformId, removedAt: now.toISOString() }));
  await appendLedgerEntries(transaction, [{ kind: 'platform.removed', subjectId: platformId, subjectSha256 }], now);
}
