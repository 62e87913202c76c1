import { createHash } from 'node:crypto';
import type { Database, Transaction } from '../prisma/open-database.js';
import { canonicalJson } from './canonical-json.js';

/** 存证链: what is hashed of an entry. Identifiers and hashes alone, so that retention can delete what they name. */
export interface LedgerContent {
  /** 1, 2, 3, … without a gap. */
  sequence: bigint;
  at: Date;
  /** What happened, e.g. `capture.stored`. */
  kind: string;
  subjectId: string;
  /** SHA-256 of the subject's canonical contents at that time, lower-case hex. */
  subjectSha256: string;
  /** Hash of the entry before, or `genesisHash`. */
  previousHash: string;
}

export type NewLedgerEntry = Pick<LedgerContent, 'kind' | 'subjectId' | 'subjectSha256'>;

/** What the first entry has in the place of a previous hash: 64 zeros, which no SHA-256 is known to give. */
export const genesisHash = '0'.repeat(64);

/** Arbitrary, and ours alone in a database: the characters `gzle`. */
const advisoryLock = 0x67_7a_6c_65;

const pageSize = 5_000;

/**
 * SHA-256, in lower-case hex, over the UTF-8 bytes of the entry's canonical JSON (RFC 8785) with exactly the members
 * `at` (ISO 8601, UTC, milliseconds), `kind`, `previousHash`, `sequence` (decimal, as a string: it may pass 2^53),
 * `subjectId` and `subjectSha256`.
 */
export function hashLedgerEntry(entry: LedgerContent): string {
  return hashFields({ ...entry, at: entry.at.toISOString(), sequence: String(entry.sequence) });
}

/**
 * Appends entries, in their order, to the chain. Call it last in the transaction of the change that they record:
 * from here to its commit every other appending transaction waits.
 *
 * The transaction must have PostgreSQL's default isolation, read committed: under a stricter one it would not see
 * an entry that was committed after its own beginning, and fail on the sequence number.
 */
export async function appendLedgerEntries(
  transaction: Transaction,
  entries: readonly NewLedgerEntry[],
  at: Date,
): Promise<void> {
  if (entries.length === 0) return;
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${advisoryLock})`;
  const [head] = await transaction.$queryRaw<{ sequence: bigint; hash: string }[]>`
    SELECT "sequence", "hash" FROM "LedgerEntry" ORDER BY "sequence" DESC LIMIT 1`;

  let sequence = head?.sequence ?? 0n;
  let previousHash = head?.hash ?? genesisHash;
  const rows = entries.map(({ kind, subjectId, subjectSha256 }) => {
    sequence += 1n;
    const content = { sequence, at, kind, subjectId, subjectSha256, previousHash };
    const hash = hashLedgerEntry(content);
    previousHash = hash;
    return { ...content, hash };
  });
  // One statement however many rows: createMany is a parameter per value and several statements.
  await transaction.$executeRaw`
    INSERT INTO "LedgerEntry" ("sequence", "at", "kind", "subjectId", "subjectSha256", "previousHash", "hash")
    SELECT "sequence", ${at}::timestamptz, "kind", "subjectId", "subjectSha256", "previousHash", "hash"
      FROM unnest(
        ${rows.map((row) => String(row.sequence))}::bigint[],
        ${rows.map((row) => row.kind)}::text[],
        ${rows.map((row) => row.subjectId)}::text[],
        ${rows.map((row) => row.subjectSha256)}::text[],
        ${rows.map((row) => row.previousHash)}::text[],
        ${rows.map((row) => row.hash)}::text[]
      ) AS row("sequence", "kind", "subjectId", "subjectSha256", "previousHash", "hash")`;
}

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
  if (hashFields(row) !== row.hash) return 'its contents do not match its hash';
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

/** Names each member: a row brings others, which must not be hashed. */
function hashFields(fields: Omit<StoredEntry, 'hash'>): string {
  const { at, kind, previousHash, sequence, subjectId, subjectSha256 } = fields;
  const text = canonicalJson({ at, kind, previousHash, sequence, subjectId, subjectSha256 });
  return createHash('sha256').update(text).digest('hex');
}
