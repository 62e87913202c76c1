import { z } from 'zod';
import type { Database } from '../../prisma/open-database.js';

const row = z.object({
  first: z.int(),
  second: z.int(),
  ruling: z.int(),
  postponed: z.int(),
  oldest: z.date().nullable(),
  oldestPostingId: z.string().nullable(),
});
export type WaitingFigures = z.infer<typeof row>;

/** Advertisements that wait for a decision, by stage; those put off as 待补充 are counted apart and are not the oldest. */
export async function readWaitingFigures(
  database: Database,
  jurisdiction: readonly string[],
  now: Date,
): Promise<WaitingFigures> {
  const rows = await database.$queryRaw`
    WITH open AS (
      SELECT "stage", "enteredAt", "postingId", coalesce("notBefore" > ${now}, false) AS "postponed"
        FROM "ReviewTask" WHERE "stage" <> 'closed' AND "organisationId" = ANY(${[...jurisdiction]})
    ), oldest AS (
      SELECT "enteredAt", "postingId" FROM open WHERE NOT "postponed" ORDER BY "enteredAt" LIMIT 1
    )
    SELECT count(*) FILTER (WHERE "stage" = 'first' AND NOT "postponed")::int AS "first",
           count(*) FILTER (WHERE "stage" = 'second' AND NOT "postponed")::int AS "second",
           count(*) FILTER (WHERE "stage" = 'ruling' AND NOT "postponed")::int AS "ruling",
           count(*) FILTER (WHERE "postponed")::int AS "postponed",
           (SELECT "enteredAt" FROM oldest) AS "oldest",
           (SELECT "postingId" FROM oldest) AS "oldestPostingId"
      FROM open`;
  const [counts] = z.tuple([row]).parse(rows);
  return counts;
}
