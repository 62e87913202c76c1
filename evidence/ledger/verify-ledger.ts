import type { Database } from '../../prisma/open-database.js';
import { genesisHash } from '../verify/ledger-entry.js';
import { hashEntryFields } from './append-entries.js';

const pageSize = 5_000;

export interface LedgerReport {
  /** How many the ledger holds. */
  entries: number;
  ok: boolean;
  /** The first place where the chain does not hold. Whatever comes after it proves nothing. */
  firstBad?: { sequence: number; why: string };
}

/**
 * Recomputes the whole chain, page by page. It finds an entry that was edited, deleted, inserted or moved. That the
 * newest entries were cut off it cannot see: for that, compare with a head kept outside the database.
 */
export async function verifyLedger(database: Database): Promise<LedgerReport> {
  let sequence = 0n;
  let previousHash = genesisHash;
  // From the least number that the column holds, so that an entry put before the first is seen.
  let from = -(2n ** 63n);
  for (;;) {
    const page = await readPage(database, from);
    for (const row of page) {
      sequence += 1n;
      const why = findFault(row, sequence, previousHash);
      if (why !== undefined) {
        const entries = await database.ledgerEntry.count();
        return { entries, ok: false, firstBad: { sequence: Number(sequence), why } };
      }
      previousHash = row.hash;
    }
    if (page.length < pageSize) return { entries: Number(sequence), ok: true };
    from = sequence + 1n;
  }
}

function findFault(row: StoredEntry, sequence: bigint, previousHash: string): string | undefined {
  if (row.sequence !== String(sequence)) return `the entry found in its place has the number ${row.sequence}`;
  if (row.previousHash !== previousHash) return 'it does not follow the entry before it';
  if (hashEntryFields(row) !== row.hash) return 'its contents do not match its hash';
  return undefined;
}

/** Text exactly as hashed, whatever was done to the row: `infinity`, for one, is no JavaScript date. */
type StoredEntry = Record<'sequence' | 'at' | 'kind' | 'subjectId' | 'subjectSha256' | 'previousHash' | 'hash', string>;

const readPage = (database: Database, from: bigint): Promise<StoredEntry[]> =>
  database.$queryRaw<StoredEntry[]>`
    SELECT "sequence"::text,
           coalesce(to_char("at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), '') AS "at",
           "kind", "subjectId", "subjectSha256", "previousHash", "hash"
      FROM "LedgerEntry" WHERE "LedgerEntry"."sequence" >= ${from} ORDER BY "LedgerEntry"."sequence" LIMIT ${pageSize}`;
