import type { Transaction } from '../../prisma/open-database.js';
import type { PostingLife } from './posting-life.js';

/** The columns of a Posting row that its life changes. */
export interface PostingRowState extends PostingLife {
  readonly id: string;
  readonly url: string;
  readonly agencyId: string | null;
}

/**
 * Reads posting rows and keeps them to the end of the transaction. All who change several take them here, in the order of
 * their ids: two that want the same rows wait for each other and never in a circle. NO KEY: rows that refer to them need not wait.
 */
export async function lockPostings(
  transaction: Transaction,
  ids: Iterable<string>,
): Promise<Map<string, PostingRowState>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const rows = await transaction.$queryRaw<PostingRowState[]>`
    SELECT "id", "url", "agencyId", "band", "state"::text AS "state", "absences", "lastSeenAt", "removedAt", "nextVisitAt"
      FROM "Posting" WHERE "id" = ANY(${wanted}::text[]) ORDER BY "id" FOR NO KEY UPDATE`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** Writes back rows that `lockPostings` gave, in one statement. */
export async function writePostings(transaction: Transaction, rows: readonly PostingRowState[]): Promise<void> {
  if (rows.length === 0) return;
  await transaction.$executeRaw`
    UPDATE "Posting" AS posting
       SET "url" = row."url", "agencyId" = row."agencyId", "state" = row."state"::"PostingState",
           "absences" = row."absences", "lastSeenAt" = row."lastSeenAt", "removedAt" = row."removedAt",
           "nextVisitAt" = row."nextVisitAt"
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row(
             "id" text, "url" text, "agencyId" text, "state" text, "absences" int,
             "lastSeenAt" timestamptz, "removedAt" timestamptz, "nextVisitAt" timestamptz)
     WHERE posting."id" = row."id"`;
}
