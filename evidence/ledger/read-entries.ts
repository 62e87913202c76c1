import { type Database, Prisma, type Transaction } from '../../prisma/open-database.js';

/** Text exactly as hashed, whatever was done to the row: `infinity`, for one, is no JavaScript date. */
export type StoredEntry = Record<
  'sequence' | 'at' | 'kind' | 'subjectId' | 'subjectSha256' | 'previousHash' | 'hash',
  string
>;

const hashPageSize = 20_000;

type Queryable = Database | Transaction;

/**
 * Entries from a number on, in order, at most `limit`.
 *
 * @param from inclusive
 */
export function readEntries(database: Queryable, from: bigint, limit: number): Promise<StoredEntry[]> {
  return readAsJson(
    database,
    Prisma.sql`SELECT * FROM "LedgerEntry" WHERE "sequence" >= ${from} ORDER BY "sequence" LIMIT ${limit}`,
  );
}

/** Entries by their numbers or what they are about, of the first `upTo`, in order, each once. */
export function readEntriesBy(
  database: Queryable,
  wanted: { readonly sequences: readonly bigint[]; readonly subjects: readonly string[]; readonly upTo: number },
): Promise<StoredEntry[]> {
  return readAsJson(
    database,
    Prisma.sql`SELECT * FROM "LedgerEntry"
                WHERE ("sequence" = ANY(${wanted.sequences.map(String)}::bigint[]) OR "subjectId" = ANY(${[...wanted.subjects]}))
                  AND "sequence" <= ${wanted.upTo}
                ORDER BY "sequence"`,
  );
}

/** A JSON array a column: half the work of an array a row for the database, which is what a check of the ledger mostly waits for. */
async function readAsJson(database: Queryable, query: Prisma.Sql): Promise<StoredEntry[]> {
  const [page] = await database.$queryRaw<{ columns: string }[]>`
    SELECT json_build_array(
             json_agg("sequence"::text),
             json_agg(coalesce(to_char("at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), '')),
             json_agg("kind"), json_agg("subjectId"), json_agg("subjectSha256"), json_agg("previousHash"), json_agg("hash")
           )::text AS "columns"
      FROM (${query}) AS page`;
  // Of no rows each column is null.
  const columns: (string[] | null)[] = JSON.parse(page?.columns ?? '[]');
  const [sequences, times, kinds, subjects, contents, previous, hashes] = columns.map((column) => column ?? []);
  return (sequences ?? []).map((sequence, row) => ({
    sequence,
    at: times?.[row] ?? '',
    kind: kinds?.[row] ?? '',
    subjectId: subjects?.[row] ?? '',
    subjectSha256: contents?.[row] ?? '',
    previousHash: previous?.[row] ?? '',
    hash: hashes?.[row] ?? '',
  }));
}

/** The hashes of the first `size` entries in pages, in order; fewer where the ledger is shorter. */
export async function* readHashes(database: Queryable, size: number): AsyncGenerator<readonly string[]> {
  for (let after = 0n; after < size; ) {
    const [page] = await database.$queryRaw<{ hashes: string | null; last: bigint | null }[]>`
      SELECT string_agg("hash", ' ' ORDER BY "sequence") AS "hashes", max("sequence") AS "last"
        FROM (SELECT "sequence", "hash" FROM "LedgerEntry" WHERE "sequence" > ${after} AND "sequence" <= ${size}
               ORDER BY "sequence" LIMIT ${hashPageSize}) AS page`;
    if (page?.hashes == null || page.last === null) return;
    yield page.hashes.split(' ');
    after = page.last;
  }
}
