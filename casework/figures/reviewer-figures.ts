import { z } from 'zod';
import type { Database } from '../../prisma/open-database.js';
import { identifiersSince } from './identifiers-since.js';
import { type Proportion, proportion } from './proportion.js';

/** A longer time between two decisions is a pause. */
const pauseSeconds = 1_800;

const row = z.object({
  id: z.string(),
  name: z.string(),
  organisation: z.string(),
  isInside: z.boolean(),
  decided: z.int(),
  seconds: z.number().nullable(),
  confirmed: z.int(),
  concluded: z.int(),
  overturned: z.int(),
  reviewedAgain: z.int(),
});

export interface ReviewerFigures {
  /** Null: somebody of an organisation above, whose name is not for this jurisdiction. */
  readonly person: { readonly id: string; readonly name: string; readonly organisation: string } | null;
  /** Advertisements decided on at any stage, decisions on near-duplicates each for itself. */
  readonly decided: number;
  /** Median of the seconds between one decision and the next of the same session, pauses over half an hour left out. */
  readonly medianSeconds: number | null;
  /** Confirmed, of the first decisions that confirmed or dismissed. */
  readonly confirmed: Proportion;
  /** Dismissed by the second person, of the own first confirmations that a second person has confirmed or dismissed. */
  readonly overturned: Proportion;
}

/** The work of everybody who decided since a time on postings of these organisations, those with the most first. */
export async function readReviewerFigures(
  database: Database,
  jurisdiction: readonly string[],
  since: Date,
): Promise<ReviewerFigures[]> {
  const organisations = [...jurisdiction];
  const rows = await database.$queryRaw`
    WITH counted AS (
      SELECT row."userId", row."sessionId", row."decidedAt", row."postingVersionId", row."stage", row."decision",
             coalesce(row."bulkId", row."id") AS "act"
        FROM "Review" row
        JOIN "PostingVersion" version ON version."id" = row."postingVersionId"
        JOIN "Posting" posting ON posting."id" = version."postingId"
        JOIN "Platform" platform ON platform."id" = posting."platformId"
       WHERE row."id" >= ${identifiersSince(since)} AND row."decidedAt" >= ${since}
         AND platform."organisationId" = ANY(${organisations})
         AND NOT EXISTS (SELECT 1 FROM "ReviewWithdrawal" taken WHERE taken."reviewId" = row."id")
    ), acts AS (
      SELECT "userId", "sessionId", min("decidedAt") AS "at" FROM counted GROUP BY "userId", "sessionId", "act"
    ), gaps AS (
      SELECT "userId", extract(epoch FROM "at" - lag("at") OVER (PARTITION BY "sessionId" ORDER BY "at"))::float8 AS "seconds"
        FROM acts
    ), pace AS (
      SELECT "userId", percentile_cont(0.5) WITHIN GROUP (ORDER BY "seconds") AS "seconds"
        FROM gaps WHERE "seconds" <= ${pauseSeconds} GROUP BY "userId"
    ), work AS (
      SELECT "userId", count(*)::int AS "decided",
             count(*) FILTER (WHERE "stage" = 'first' AND "decision" = 'confirmed')::int AS "confirmed",
             count(*) FILTER (WHERE "stage" = 'first' AND "decision" IN ('confirmed', 'dismissed'))::int AS "concluded"
        FROM counted GROUP BY "userId"
    ), second AS (
      SELECT first."userId", count(*) FILTER (WHERE newest."decision" = 'dismissed')::int AS "overturned",
             count(*)::int AS "reviewedAgain"
        FROM counted first
        JOIN LATERAL (
          SELECT later."decision" FROM "Review" later
           WHERE later."postingVersionId" = first."postingVersionId" AND later."stage" = 'second'
             AND later."decision" IN ('confirmed', 'dismissed') AND later."decidedAt" >= first."decidedAt"
             AND NOT EXISTS (SELECT 1 FROM "ReviewWithdrawal" taken WHERE taken."reviewId" = later."id")
           ORDER BY later."decidedAt" DESC, later."id" DESC LIMIT 1
        ) AS newest ON true
       WHERE first."stage" = 'first' AND first."decision" = 'confirmed'
       GROUP BY first."userId"
    )
    SELECT work.*, person."id", person."name", organisation."name" AS "organisation", pace."seconds",
           person."organisationId" = ANY(${organisations}) AS "isInside",
           coalesce(second."overturned", 0) AS "overturned", coalesce(second."reviewedAgain", 0) AS "reviewedAgain"
      FROM work
      JOIN "User" person ON person."id" = work."userId"
      JOIN "Organisation" organisation ON organisation."id" = person."organisationId"
      LEFT JOIN pace ON pace."userId" = work."userId"
      LEFT JOIN second ON second."userId" = work."userId"
     ORDER BY work."decided" DESC, person."id"`;
  return z
    .array(row)
    .parse(rows)
    .map(({ id, name, organisation, isInside, decided, seconds, ...counts }) => ({
      person: isInside ? { id, name, organisation } : null,
      decided,
      medianSeconds: seconds,
      confirmed: proportion(counts.confirmed, counts.concluded),
      overturned: proportion(counts.overturned, counts.reviewedAgain),
    }));
}
