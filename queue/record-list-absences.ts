import type { NewLedgerEntry } from '../evidence/ledger.js';
import { recordAbsences } from '../postings/life/record-absences.js';
import type { Transaction } from '../prisma/open-database.js';
import { platformOf } from './steps/platforms-of-versions.js';

/**
 * On a platform whose lists hold the whole postings, a run that read every list has looked for each posting: those that it did not see are
 * absent. A run that left out a list (dead, refused, over the budget, over the platform file's `listPages`) says nothing of them.
 *
 * @returns the entries for the ledger, to be appended last
 */
export async function recordListAbsences(
  transaction: Transaction,
  crawlRunId: string,
  now: Date,
): Promise<NewLedgerEntry[]> {
  const { platformVersion, startedAt, pageBudget } = await transaction.crawlRun.findUniqueOrThrow({
    where: { id: crawlRunId },
    select: { startedAt: true, pageBudget: true, platformVersion: true },
  });
  const platform = platformOf(platformVersion);
  if (platform.detail.from !== 'list') return [];
  const { _count: read, _max: last } = await transaction.crawlTask.aggregate({
    where: { crawlRunId, state: 'done' },
    _count: true,
    _max: { depth: true },
  });
  const isComplete =
    read === (await transaction.crawlTask.count({ where: { crawlRunId } })) &&
    read < pageBudget &&
    (last.depth ?? 0) + 1 < platform.limits.listPages;
  if (!isComplete) return [];
  const missed = await transaction.posting.findMany({
    where: { platformId: platformVersion.platformId, state: 'live', lastSeenAt: { lt: startedAt } },
    select: { id: true },
  });
  return recordAbsences(
    transaction,
    missed.map(({ id }) => ({ postingId: id, captureId: null, reason: 'absent', at: now })),
  );
}
