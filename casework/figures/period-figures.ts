import { z } from 'zod';
import { type Database, Prisma } from '../../prisma/open-database.js';
import { identifiersSince } from './identifiers-since.js';

const row = z.object({
  pages: z.int(),
  postings: z.int(),
  judged: z.int(),
  flagged: z.int(),
  borderline: z.int(),
  clear: z.int(),
  confirmed: z.int(),
  dismissed: z.int(),
});
const decisionRow = z.object({ stage: z.string(), decision: z.string(), count: z.int() });

/** What was done since a time. */
export interface PeriodFigures extends z.infer<typeof row> {
  /** Decisions taken and not taken back, by stage and decision. */
  readonly decisions: readonly z.infer<typeof decisionRow>[];
}

/**
 * Pages captured, postings first seen, verdicts by band, decisions taken, and advertisements whose review was concluded, since a time, on
 * platforms of these organisations.
 */
export async function readPeriodFigures(
  database: Database,
  jurisdiction: readonly string[],
  since: Date,
): Promise<PeriodFigures> {
  const organisations = [...jurisdiction];
  const newer = Prisma.sql`row."id" >= ${identifiersSince(since)}`;
  const [rows, decisions] = await Promise.all([
    database.$queryRaw`
      WITH own AS (SELECT "id" FROM "Platform" WHERE "organisationId" = ANY(${organisations}))
      SELECT
        (SELECT count(*)::int FROM "Capture" row
           JOIN "CrawlTask" task ON task."id" = row."crawlTaskId"
           JOIN "CrawlRun" run ON run."id" = task."crawlRunId"
           JOIN "PlatformVersion" version ON version."id" = run."platformVersionId"
          WHERE ${newer} AND row."capturedAt" >= ${since} AND version."platformId" IN (SELECT "id" FROM own)) AS "pages",
        (SELECT count(*)::int FROM "Posting" row
          WHERE ${newer} AND row."firstSeenAt" >= ${since} AND row."platformId" IN (SELECT "id" FROM own)) AS "postings",
        verdicts.*, closed.*
      FROM (
        SELECT count(*)::int AS "judged",
               count(*) FILTER (WHERE row."band" = 'flagged')::int AS "flagged",
               count(*) FILTER (WHERE row."band" = 'borderline')::int AS "borderline",
               count(*) FILTER (WHERE row."band" = 'clear')::int AS "clear"
          FROM "Verdict" row
          JOIN "PostingVersion" version ON version."id" = row."postingVersionId"
          JOIN "Posting" posting ON posting."id" = version."postingId"
         WHERE ${newer} AND row."createdAt" >= ${since} AND posting."platformId" IN (SELECT "id" FROM own)
      ) AS verdicts, (
        SELECT count(*) FILTER (WHERE "outcome" = 'confirmed')::int AS "confirmed",
               count(*) FILTER (WHERE "outcome" = 'dismissed')::int AS "dismissed"
          FROM "ReviewTask" WHERE "stage" = 'closed' AND "closedAt" >= ${since} AND "organisationId" = ANY(${organisations})
      ) AS closed`,
    database.$queryRaw`
      SELECT row."stage", row."decision", count(*)::int AS "count"
        FROM "Review" row
        JOIN "PostingVersion" version ON version."id" = row."postingVersionId"
        JOIN "Posting" posting ON posting."id" = version."postingId"
        JOIN "Platform" platform ON platform."id" = posting."platformId"
       WHERE ${newer} AND row."decidedAt" >= ${since} AND platform."organisationId" = ANY(${organisations})
         AND NOT EXISTS (SELECT 1 FROM "ReviewWithdrawal" taken WHERE taken."reviewId" = row."id")
       GROUP BY 1, 2 ORDER BY 1, 2`,
  ]);
  const [counts] = z.tuple([row]).parse(rows);
  return { ...counts, decisions: z.array(decisionRow).parse(decisions) };
}
