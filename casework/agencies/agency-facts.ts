import { z } from 'zod';
import { type Database, Prisma } from '../../prisma/open-database.js';

const factsRow = z.object({
  id: z.string(),
  name: z.string(),
  creditCode: z.string().nullable(),
  licenceNumber: z.string().nullable(),
  postings: z.int(),
  flagged: z.int(),
  borderline: z.int(),
  confirmed: z.int(),
  relistings: z.int(),
  campaigns: z.array(z.string()),
  platforms: z.array(z.string()),
  firstSeenAt: z.date().nullable(),
  lastSeenAt: z.date().nullable(),
  orders: z.int(),
  penalties: z.int(),
  cases: z.int(),
});

/** What the record holds of one name of an agency. */
export type AgencyFacts = z.infer<typeof factsRow>;

/** Steps of cases that count against an agency (casework/cases/transitions.ts). */
const orderActions = ['order_rectification', 'order_return'];
const penaltyActions = ['decide'];

/**
 * Counts of every name with advertisements on the platforms of these organisations, or a case of theirs. An advertisement counts as confirmed
 * once two people have confirmed any of its versions; a re-listing counts where the advertisement is suspicious.
 *
 * @param ids of the agencies wanted; all that are seen without them
 */
export async function readAgencyFacts(
  database: Database,
  jurisdiction: readonly string[],
  ids?: readonly string[],
): Promise<readonly AgencyFacts[]> {
  const organisations = [...jurisdiction];
  const wanted = (column: string) =>
    ids === undefined ? Prisma.empty : Prisma.sql`AND ${Prisma.raw(column)} = ANY(${[...ids]})`;
  const rows = await database.$queryRaw`
    WITH confirmed AS MATERIALIZED (
      SELECT DISTINCT "postingId" FROM "ReviewTask" WHERE "stage" = 'closed' AND "outcome" = 'confirmed'
    ), advertised AS (
      SELECT posting."agencyId", count(*)::int AS "postings",
             count(*) FILTER (WHERE posting."band" = 'flagged')::int AS "flagged",
             count(*) FILTER (WHERE posting."band" = 'borderline')::int AS "borderline",
             count(confirmed."postingId")::int AS "confirmed",
             count(*) FILTER (WHERE posting."relistedFromId" IS NOT NULL
                                AND (posting."band" IN ('flagged', 'borderline') OR confirmed."postingId" IS NOT NULL))::int AS "relistings",
             array_remove(array_agg(DISTINCT posting."campaignId"), NULL) AS "campaigns",
             array_agg(DISTINCT posting."platformId") AS "platforms",
             min(posting."firstSeenAt") AS "firstSeenAt", max(posting."lastSeenAt") AS "lastSeenAt"
        FROM "Posting" posting
        JOIN "Platform" platform ON platform."id" = posting."platformId"
        LEFT JOIN confirmed ON confirmed."postingId" = posting."id"
       WHERE posting."agencyId" IS NOT NULL AND platform."organisationId" = ANY(${organisations})
         ${wanted('posting."agencyId"')}
       GROUP BY posting."agencyId"
    ), pursued AS (
      SELECT own."agencyId", count(DISTINCT own."id")::int AS "cases",
             count(*) FILTER (WHERE step."action" = ANY(${orderActions}))::int AS "orders",
             count(*) FILTER (WHERE step."action" = ANY(${penaltyActions}))::int AS "penalties"
        FROM "Case" own
        LEFT JOIN "CaseStep" step ON step."caseId" = own."id"
         AND (NOT step."needsSecond"
              OR EXISTS (SELECT 1 FROM "CaseStepAnswer" answer WHERE answer."stepId" = step."id" AND answer."kind" = 'confirmed'))
       WHERE own."agencyId" IS NOT NULL AND own."organisationId" = ANY(${organisations})
         ${wanted('own."agencyId"')}
       GROUP BY own."agencyId"
    )
    SELECT agency."id", agency."name", agency."creditCode", agency."licenceNumber",
           coalesce("postings", 0) AS "postings", coalesce("flagged", 0) AS "flagged", coalesce("borderline", 0) AS "borderline",
           coalesce("confirmed", 0) AS "confirmed", coalesce("relistings", 0) AS "relistings",
           coalesce("campaigns", '{}') AS "campaigns", coalesce("platforms", '{}') AS "platforms", "firstSeenAt", "lastSeenAt",
           coalesce("orders", 0) AS "orders", coalesce("penalties", 0) AS "penalties", coalesce("cases", 0) AS "cases"
      FROM advertised FULL JOIN pursued USING ("agencyId")
      JOIN "Agency" agency ON agency."id" = "agencyId"
     ORDER BY agency."id"`;
  return z.array(factsRow).parse(rows);
}
