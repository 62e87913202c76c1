import type { NewLedgerEntry } from '../evidence/ledger/append-entries.js';
import { recordAbsences } from '../postings/life/record-absences.js';
import type { Transaction } from '../prisma/open-database.js';
import { platformOf } from './steps/platforms-of-versions.js';

/** By how much the clocks of workers may differ, in milliseconds: who saw and who started need not be one machine. */
const clockDifference = 600_000;

/**
 * On a platform whose lists hold the whole postings, a run that read every list has looked for each posting: those that it did not see are
 * absent. A run that left out a list (dead, refused, or cut: over the budget or a limit, a trap, a page without postings) says nothing of them.
 *
 * @returns the entries for the ledger, to be appended last
 */
export async function recordListAbsences(
  transaction: Transaction,
  crawlRunId: string,
  now: Date,
): Promise<NewLedgerEntry[]> {
  const { platformVersion, startedAt } = await transaction.crawlRun.findUniqueOrThrow({
    where: { id: crawlRunId },
    select: { startedAt: true, platformVersion: true },
  });
  const platform = platformOf(platformVersion);
  if (platform.detail.from !== 'list') return [];
  const rerun = await transaction.ledgerEntry.findFirst({ where: { subjectId: crawlRunId, kind: 'failures.rerun' } });
  const unread = await transaction.crawlTask.count({
    where: { crawlRunId, OR: [{ state: { not: 'done' } }, { errorCode: { not: null } }] },
  });
  // One look counts once: a run whose failures were run again has been counted.
  if (rerun !== null || unread > 0) return [];
  const missed = await transaction.posting.findMany({
    where: {
      platformId: platformVersion.platformId,
      state: 'live',
      lastSeenAt: { lt: new Date(startedAt.getTime() - clockDifference) },
    },
    select: { id: true },
  });
  return recordAbsences(
    transaction,
    missed.map(({ id }) => ({ postingId: id, captureId: null, reason: 'absent', at: now })),
  );
}
