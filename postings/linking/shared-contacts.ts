import type { Transaction } from '../../prisma/open-database.js';

/** A contact of more postings than this is a platform's hotline or a placeholder, not one broker's. */
const mostPostings = 200;

/** Suspicious postings (flagged or borderline) that name the same contact as one of those given. */
export function findSharedContacts(
  transaction: Transaction,
  postingIds: readonly string[],
): Promise<{ postingId: string; otherId: string }[]> {
  return transaction.$queryRaw<{ postingId: string; otherId: string }[]>`
    SELECT DISTINCT own."postingId", other."postingId" AS "otherId"
      FROM "PostingContact" AS own
      JOIN "Posting" AS posting ON posting."id" = own."postingId" AND posting."band" IN ('flagged', 'borderline')
      CROSS JOIN LATERAL (
        -- One more than may be, so that a contact of millions costs no more.
        SELECT "postingId", count(*) OVER () AS named FROM (
          SELECT "postingId" FROM "PostingContact" WHERE "contactId" = own."contactId" LIMIT ${mostPostings + 1}
        ) AS naming
      ) AS other
      JOIN "Posting" AS suspicious ON suspicious."id" = other."postingId" AND suspicious."band" IN ('flagged', 'borderline')
     WHERE own."postingId" = ANY(${postingIds}::text[]) AND other."postingId" <> own."postingId" AND other.named <= ${mostPostings}`;
}
