import { createHash, randomUUID } from 'node:crypto';
import { InputError } from '../../contracts/errors.js';
import type { Database, Transaction } from '../../prisma/open-database.js';
import { backupLock } from '../../prisma/snapshot.js';
import type { BlobStore } from '../blobs/blob-store.js';
import { appendLedgerEntries } from '../ledger/append-entries.js';
import { canonicalJson } from '../verify/canonical-json.js';
import { type ExpiredBlob, findExpiredBlobs, type Selection } from './expired-blobs.js';
import { holdLock } from './hold-posting.js';
import type { RetentionRule } from './retention-rules.js';

/** Blobs of one ledger entry. Each batch looks at all rows anew, in one statement, so that few are better than many. */
const batchSize = 5_000;
/** Looking at all rows of a large record takes longer than what is usual for a transaction. */
const transactionMilliseconds = 30 * 60_000;
/** A blob that was stored again so lately may belong to a capture whose row is not committed yet: no piece of work lasts that long. */
const settledMilliseconds = 24 * 3_600_000;

/** Number and bytes of blobs by rule. */
export type RetentionReport = Record<string, { blobs: number; bytes: number }>;

/** Which blobs are past their term now. Nothing is changed. */
export async function listExpiredBlobs(
  database: Database,
  rules: readonly RetentionRule[],
  now: Date,
): Promise<RetentionReport> {
  const report = emptyReport(rules);
  for (const selection of ['new', 'again'] as const) {
    let page: ExpiredBlob[];
    let after = '';
    do {
      page = await findExpiredBlobs(database, rules, now, selection, { after, limit: 100_000 });
      addTo(report, page);
      after = page.at(-1)?.sha256 ?? after;
    } while (page.length === 100_000);
  }
  return report;
}

/**
 * Deletes the blobs that are past their term. Of each batch the RetiredBlob rows and the ledger's entry `blobs.retired` are committed
 * first, then the blobs are deleted, then `blobs.deleted` says so: what a crash leaves in between is retired and still there, and the next
 * call deletes it, unless a row has come to name it.
 *
 * @param onBatch hears how many blobs are deleted so far
 * @throws InputError `backup_running`: a backup must find the blobs that its rows name
 */
export async function retireBlobs(
  database: Database,
  blobs: Pick<BlobStore, 'has' | 'delete'>,
  rules: readonly RetentionRule[],
  now: Date,
  onBatch: (deleted: number) => void = () => undefined,
): Promise<RetentionReport> {
  const report = emptyReport(rules);
  let total = 0;
  const finish = async (batch: Batch): Promise<void> => {
    const deleted = await deleteBatch(database, blobs, rules, now, batch);
    addTo(report, deleted);
    total += deleted.length;
    onBatch(total);
  };
  for (const batch of await unfinishedBatches(database)) await finish(batch);
  for (;;) {
    const batch = await commitBatch(database, rules, now, 'new', '', async (expired) => expired);
    if (batch === undefined) break;
    await finish(batch);
  }
  // Retired once, stored again with a later capture, and past that one's term too.
  const there = async (expired: readonly ExpiredBlob[]) => {
    const found: ExpiredBlob[] = [];
    for (const blob of expired) if (await blobs.has(blob.sha256)) found.push(blob);
    return found;
  };
  for (let after: string | undefined = ''; after !== undefined; ) {
    const batch = await commitBatch(database, rules, now, 'again', after, there);
    if (batch !== undefined) await finish(batch);
    after = batch?.last;
  }
  return report;
}

interface Batch {
  readonly id: string;
  readonly sha256: string;
  readonly names: readonly string[];
  /** The last name that was looked at. */
  readonly last: string;
}

async function commitBatch(
  database: Database,
  rules: readonly RetentionRule[],
  now: Date,
  selection: Selection,
  after: string,
  choose: (expired: readonly ExpiredBlob[]) => Promise<readonly ExpiredBlob[]>,
): Promise<Batch | undefined> {
  return database.$transaction(
    async (transaction) => {
      await refuseDuringBackup(transaction);
      await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${holdLock})`;
      const expired = await findExpiredBlobs(transaction, rules, now, selection, { after, limit: batchSize });
      const last = expired.at(-1)?.sha256;
      if (last === undefined) return undefined;
      const chosen = await choose(expired);
      const id = randomUUID();
      const list = chosen.map(({ sha256, bytes, rule }) => ({ sha256, bytes, rule }));
      const sha256 = createHash('sha256').update(canonicalJson(list)).digest('hex');
      const names = list.map((blob) => blob.sha256);
      if (list.length === 0) return { id, sha256, names, last };
      await transaction.retiredBlob.createMany({
        data: list.map((blob) => ({ ...blob, retiredAt: now })),
        skipDuplicates: true,
      });
      await appendLedgerEntries(transaction, [{ kind: 'blobs.retired', subjectId: id, subjectSha256: sha256 }], now);
      return { id, sha256, names, last };
    },
    { timeout: transactionMilliseconds },
  );
}

/** @returns what is gone now */
async function deleteBatch(
  database: Database,
  blobs: Pick<BlobStore, 'delete'>,
  rules: readonly RetentionRule[],
  now: Date,
  { id, sha256, names }: Batch,
): Promise<ExpiredBlob[]> {
  if (names.length === 0) return [];
  // Looked at again, after the rows are committed: a capture of the same bytes may have come, or a person may have reviewed the posting.
  const expired = await findExpiredBlobs(database, rules, now, names, { limit: names.length });
  const settled = new Date(now.getTime() - settledMilliseconds);
  const deleted: ExpiredBlob[] = [];
  for (const blob of expired) if (await blobs.delete(blob.sha256, settled)) deleted.push(blob);
  await database.$transaction((transaction) =>
    appendLedgerEntries(transaction, [{ kind: 'blobs.deleted', subjectId: id, subjectSha256: sha256 }], now),
  );
  return deleted;
}

/** Batches that were committed and not deleted to the end. Their rows have the time of their entry. */
async function unfinishedBatches(database: Database): Promise<Batch[]> {
  const entries = await database.$queryRaw<{ subjectId: string; subjectSha256: string; at: Date }[]>`
    SELECT "subjectId", "subjectSha256", "at" FROM "LedgerEntry" "entry"
     WHERE "kind" = 'blobs.retired' AND NOT EXISTS (
       SELECT FROM "LedgerEntry" "later" WHERE "later"."subjectId" = "entry"."subjectId" AND "later"."kind" = 'blobs.deleted')
     ORDER BY "sequence"`;
  return Promise.all(
    entries.map(async ({ subjectId, subjectSha256, at }) => {
      const rows = await database.retiredBlob.findMany({
        where: { retiredAt: at },
        select: { sha256: true },
        orderBy: { sha256: 'asc' },
      });
      const names = rows.map((row) => row.sha256);
      return { id: subjectId, sha256: subjectSha256, names, last: names.at(-1) ?? '' };
    }),
  );
}

async function refuseDuringBackup(transaction: Transaction): Promise<void> {
  const [row] = await transaction.$queryRaw<{ free: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(${backupLock}) AS "free"`;
  if (row?.free === true) return;
  throw new InputError(
    'backup_running',
    'A backup or another run of retention is under way, and the backup must find every blob that its rows name; wait until it has ended.',
  );
}

const emptyReport = (rules: readonly RetentionRule[]): RetentionReport =>
  Object.fromEntries(rules.map(({ name }) => [name, { blobs: 0, bytes: 0 }]));

function addTo(report: RetentionReport, blobs: readonly ExpiredBlob[]): void {
  for (const { rule, bytes } of blobs) {
    const of = report[rule] ?? { blobs: 0, bytes: 0 };
    report[rule] = { blobs: of.blobs + 1, bytes: of.bytes + bytes };
  }
}
