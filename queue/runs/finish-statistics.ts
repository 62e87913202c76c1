import { v7 as uuid } from 'uuid';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Transaction } from '../../prisma/open-database.js';
import { findDepartures, mostHistory } from './layout-alarm.js';
import { countRun, type RunStatistics, runStatistics } from './run-statistics.js';
import { findSampleCapture } from './sample-capture.js';

/**
 * Stores what a finished run yielded and raises the layout alarm where it departs from its platform's own history, with a capture of a
 * page that shows it. For the transaction that ends the run, or any later one: what is counted already is left as it is.
 * It appends to the ledger: call it last.
 */
export async function settleFinishedRun(transaction: Transaction, crawlRunId: string, now: Date): Promise<void> {
  const run = await lockRun(transaction, crawlRunId);
  if (run === undefined || run.state === 'running' || run.isCounted) return;
  const statistics = await countRun(transaction, crawlRunId, now);
  await transaction.crawlRun.update({ where: { id: crawlRunId }, data: { statistics } });
  // What a cancelled run lacks says nothing of the platform, nor does one page that a complaint names.
  if (run.state !== 'finished' || run.isOfComplaint) return;
  const departures = findDepartures(statistics, await readHistory(transaction, run.platformId, crawlRunId));
  const first = departures[0];
  if (first === undefined) return;
  const alarm = {
    id: uuid(),
    platformId: run.platformId,
    crawlRunId,
    reasons: departures.map(({ reason }) => reason),
    sampleCaptureId: await findSampleCapture(transaction, crawlRunId, first),
    raisedAt: now,
  };
  // A run whose failures were run again finishes twice; its alarm was raised once.
  const created = await transaction.layoutAlarm.createMany({ data: [alarm], skipDuplicates: true });
  if (created.count === 0) return;
  const subjectSha256 = sha256(canonicalJson({ ...alarm, raisedAt: now.toISOString() }));
  await appendLedgerEntries(transaction, [{ kind: 'layout.alarm', subjectId: alarm.id, subjectSha256 }], now);
}

interface LockedRun {
  readonly state: string;
  readonly isCounted: boolean;
  readonly isOfComplaint: boolean;
  readonly platformId: string;
}

async function lockRun(transaction: Transaction, crawlRunId: string): Promise<LockedRun | undefined> {
  const rows = await transaction.$queryRaw<LockedRun[]>`
    SELECT r."state"::text, r."statistics" IS NOT NULL AS "isCounted", r."complaintId" IS NOT NULL AS "isOfComplaint", v."platformId"
      FROM "CrawlRun" r JOIN "PlatformVersion" v ON v."id" = r."platformVersionId"
     WHERE r."id" = ${crawlRunId} FOR NO KEY UPDATE OF r`;
  return rows[0];
}

/**
 * The platform's last finished runs. One whose alarm nobody has closed is left out: what is not looked at is not normal yet, and would
 * silence the alarm after some days.
 */
async function readHistory(transaction: Transaction, platformId: string, besides: string): Promise<RunStatistics[]> {
  const runs = await transaction.crawlRun.findMany({
    where: {
      platformVersion: { platformId },
      state: 'finished',
      complaintId: null,
      id: { not: besides },
      OR: [{ layoutAlarm: null }, { layoutAlarm: { closedAt: { not: null } } }],
    },
    orderBy: { startedAt: 'desc' },
    take: mostHistory,
    select: { statistics: true },
  });
  // A run from before statistics were kept has none.
  return runs.flatMap(({ statistics }) => {
    const parsed = runStatistics.safeParse(statistics);
    return parsed.success ? [parsed.data] : [];
  });
}
