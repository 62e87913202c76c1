import { z } from 'zod';
import type { Database } from '../../prisma/open-database.js';
import { cohensKappa, type Kappa } from './cohens-kappa.js';
import { identifiersSince } from './identifiers-since.js';
import { type Proportion, proportion } from './proportion.js';

const row = z.object({ first: z.string(), second: z.string(), count: z.int() });

/** Agreement counted in `[first said][second said]`: confirmed, then dismissed. */
export type AgreementTable = readonly [readonly [number, number], readonly [number, number]];

export interface AgreementFigures {
  /**
   * First decisions by two people on the very same words, which different postings carry: the one was not asked because of what the other
   * said, so both classes occur. Null without any such pair.
   */
  readonly independent: { readonly table: AgreementTable; readonly kappa: Kappa } | null;
  /** Confirmed by the second person, of the first confirmations that a second person decided on. No kappa can be had from these. */
  readonly second: Proportion;
}

/** How far reviewers agree, from decisions taken since a time on postings of these organisations. */
export async function readAgreementFigures(
  database: Database,
  jurisdiction: readonly string[],
  since: Date,
): Promise<AgreementFigures> {
  const rows = await database.$queryRaw`
    WITH decided AS (
      SELECT DISTINCT ON (row."postingVersionId") row."id", row."userId", row."decision", row."decidedAt", version."contentSha256"
        FROM "Review" row
        JOIN "PostingVersion" version ON version."id" = row."postingVersionId"
        JOIN "Posting" posting ON posting."id" = version."postingId"
        JOIN "Platform" platform ON platform."id" = posting."platformId"
       WHERE row."id" >= ${identifiersSince(since)} AND row."decidedAt" >= ${since} AND row."stage" = 'first'
         AND row."decision" IN ('confirmed', 'dismissed') AND platform."organisationId" = ANY(${[...jurisdiction]})
         AND NOT EXISTS (SELECT 1 FROM "ReviewWithdrawal" taken WHERE taken."reviewId" = row."id")
       ORDER BY row."postingVersionId", row."decidedAt" DESC, row."id" DESC
    ), byPerson AS (
      SELECT DISTINCT ON ("contentSha256", "userId") * FROM decided ORDER BY "contentSha256", "userId", "decidedAt", "id"
    ), ordered AS (
      SELECT "decision", "contentSha256",
             row_number() OVER (PARTITION BY "contentSha256" ORDER BY "decidedAt", "id") AS "place"
        FROM byPerson
    )
    SELECT one."decision" AS "first", other."decision" AS "second", count(*)::int AS "count"
      FROM ordered one JOIN ordered other ON other."contentSha256" = one."contentSha256"
     WHERE one."place" = 1 AND other."place" = 2
     GROUP BY 1, 2`;
  const pairs = z.array(row).parse(rows);
  const count = (first: string, second: string): number =>
    pairs.find((pair) => pair.first === first && pair.second === second)?.count ?? 0;
  const table = [
    [count('confirmed', 'confirmed'), count('confirmed', 'dismissed')],
    [count('dismissed', 'confirmed'), count('dismissed', 'dismissed')],
  ] as const;
  return {
    independent: pairs.length === 0 ? null : { table, kappa: cohensKappa(table) },
    second: await readSecondReviews(database, jurisdiction, since),
  };
}

async function readSecondReviews(
  database: Database,
  jurisdiction: readonly string[],
  since: Date,
): Promise<Proportion> {
  const rows = await database.$queryRaw`
    SELECT count(*) FILTER (WHERE "decision" = 'confirmed')::int AS "agreed", count(*)::int AS "total"
      FROM (
        SELECT DISTINCT ON (row."postingVersionId") row."decision"
          FROM "Review" row
          JOIN "PostingVersion" version ON version."id" = row."postingVersionId"
          JOIN "Posting" posting ON posting."id" = version."postingId"
          JOIN "Platform" platform ON platform."id" = posting."platformId"
         WHERE row."id" >= ${identifiersSince(since)} AND row."decidedAt" >= ${since} AND row."stage" = 'second'
           AND row."decision" IN ('confirmed', 'dismissed') AND platform."organisationId" = ANY(${[...jurisdiction]})
           AND NOT EXISTS (SELECT 1 FROM "ReviewWithdrawal" taken WHERE taken."reviewId" = row."id")
         ORDER BY row."postingVersionId", row."decidedAt" DESC, row."id" DESC
      ) AS newest`;
  const [{ agreed, total }] = z.tuple([z.object({ agreed: z.int(), total: z.int() })]).parse(rows);
  return proportion(agreed, total);
}
