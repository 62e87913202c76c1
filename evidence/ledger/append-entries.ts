import type { Transaction } from '../../prisma/open-database.js';
import { genesisHash } from '../verify/ledger-entry.js';
import { hashEntryFields } from './entry-text.js';

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

/** Arbitrary, and ours alone in a database: the characters `gzle`. */
const advisoryLock = 0x67_7a_6c_65;

/** SHA-256, in lower-case hex, of the entry's text (evidence/verify/ledger-entry.ts). */
export function hashLedgerEntry(entry: LedgerContent): string {
  return hashEntryFields({ ...entry, at: entry.at.toISOString(), sequence: String(entry.sequence) });
}

/**
 * Appends entries, in their order, to the chain. Call it last in the transaction of the change that they record:
 * from here to its commit every other appending transaction waits.
 *
 * Times in the chain never go back: when the clock was set back, or another machine's is ahead, they are that of the newest entry until the
 * clock has caught up.
 *
 * The transaction must have PostgreSQL's default isolation, read committed: under a stricter one it would not see
 * an entry that was committed after its own beginning, and fail on the sequence number.
 *
 * @param entries or what makes them, for contents that hold the time that they are entered with
 */
export async function appendLedgerEntries(
  transaction: Transaction,
  entries: readonly NewLedgerEntry[] | ((at: Date) => readonly NewLedgerEntry[]),
  now: Date,
): Promise<void> {
  if (typeof entries !== 'function' && entries.length === 0) return;
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${advisoryLock})`;
  // A time that no clock shows was not written here.
  const [head] = await transaction.$queryRaw<{ sequence: bigint; hash: string; at: Date | null }[]>`
    SELECT "sequence", "hash", CASE WHEN isfinite("at") THEN "at" END AS "at"
      FROM "LedgerEntry" ORDER BY "sequence" DESC LIMIT 1`;
  const at = head?.at != null && head.at > now ? head.at : now;

  let sequence = head?.sequence ?? 0n;
  let previousHash = head?.hash ?? genesisHash;
  const rows = (typeof entries === 'function' ? entries(at) : entries).map(({ kind, subjectId, subjectSha256 }) => {
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
