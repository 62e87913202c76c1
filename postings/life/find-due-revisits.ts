import type { Band } from '../../contracts/verdict.js';
import type { Transaction } from '../../prisma/open-database.js';

/** A posting whose page is to be visited again. */
export interface DueRevisit {
  readonly postingId: string;
  readonly url: string;
  readonly key: string;
  readonly band: Band | null;
  /** The newest version's capture: what a conditional request compares with. */
  readonly captureId: string;
}

/**
 * A platform's postings that are due for a visit, the most urgent first: flagged, unjudged, borderline, clear, and of one band those
 * that have waited longest. Reads an index entry for each posting that is due, not for each that is known.
 */
export function findDueRevisits(
  transaction: Transaction,
  platformId: string,
  now: Date,
  limit: number,
): Promise<DueRevisit[]> {
  return transaction.$queryRaw<DueRevisit[]>`
    SELECT due."id" AS "postingId", due."url", due."key", due."band", version."captureId"
      FROM (
        SELECT "id", "url", "key", "band", "nextVisitAt",
               CASE WHEN "band" = 'flagged' THEN 0 WHEN "band" IS NULL THEN 1 WHEN "band" = 'borderline' THEN 2 ELSE 3 END AS rank
          FROM "Posting"
         WHERE "platformId" = ${platformId} AND "nextVisitAt" <= ${now}::timestamptz
         ORDER BY rank, "nextVisitAt", "id" LIMIT ${limit}
      ) AS due
      CROSS JOIN LATERAL (
        SELECT "captureId" FROM "PostingVersion" WHERE "postingId" = due."id" ORDER BY "number" DESC LIMIT 1
      ) AS version
     ORDER BY due.rank, due."nextVisitAt", due."id"`;
}
