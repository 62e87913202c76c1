import { signatureLength } from '../../postings/linking/min-hash.js';
import type { Database, Transaction } from '../../prisma/open-database.js';
import { accountsOf, type Decider } from './decider.js';

/** A task whose advertisement says almost the same, and how much so: 0.8 to 1, an estimate of the Jaccard similarity. */
export interface AlikeTask {
  readonly taskId: string;
  readonly similarity: number;
}

/** As campaigns are joined (docs/decisions/0015). */
const leastSimilarity = 0.8;
/** Copies that are looked at, the newest first; more of one text than that are decided on in several goes. */
const mostCandidates = 500;
/** How many are shown, and decided on at once. */
const mostAlike = 100;

/**
 * Near-duplicates of a task's advertisement that wait at the same stage and that the person may decide on, the most similar first. Compared
 * are the signatures of the postings' newest words, so only tasks of newest versions are alike to each other.
 *
 * @param among only these are looked at
 */
export async function findAlike(
  database: Database | Transaction,
  { person, jurisdiction }: Pick<Decider, 'person' | 'jurisdiction'>,
  taskId: string,
  now: Date,
  among?: readonly string[],
): Promise<readonly AlikeTask[]> {
  const accounts = await accountsOf(database, person);
  // Materialised: the planner must take candidates from the GIN index over the bands.
  const rows = await database.$queryRaw<{ taskId: string; equal: number }[]>`
    WITH opened AS MATERIALIZED (
      SELECT task."id", task."postingId", task."stage", posting."minHash", posting."lshBands"
        FROM "ReviewTask" task JOIN "Posting" posting ON posting."id" = task."postingId"
       WHERE task."id" = ${taskId} AND cardinality(posting."lshBands") > 0
         AND NOT EXISTS (SELECT 1 FROM "PostingVersion" newer JOIN "PostingVersion" ours ON ours."id" = task."postingVersionId"
                          WHERE newer."postingId" = task."postingId" AND newer."number" > ours."number")
    ), candidate AS MATERIALIZED (
      SELECT posting."id", posting."minHash" FROM "Posting" posting
       WHERE posting."lshBands" && (SELECT "lshBands" FROM opened)
         AND posting."id" <> (SELECT "postingId" FROM opened)
    ), waiting AS MATERIALIZED (
      SELECT task."id", candidate."minHash" FROM candidate
        JOIN "ReviewTask" task ON task."postingId" = candidate."id"
       WHERE task."stage" = (SELECT "stage" FROM opened) AND task."organisationId" = ANY(${[...jurisdiction]}::text[])
         AND (${among === undefined} OR task."id" = ANY(${[...(among ?? [])]}::text[]))
         AND NOT (task."decidedByIds" && ${[...accounts]}::text[])
         AND (task."notBefore" IS NULL OR task."notBefore" <= ${now})
         AND NOT EXISTS (SELECT 1 FROM "PostingVersion" newer JOIN "PostingVersion" ours ON ours."id" = task."postingVersionId"
                          WHERE newer."postingId" = task."postingId" AND newer."number" > ours."number")
       ORDER BY task."id" DESC LIMIT ${mostCandidates}
    )
    SELECT * FROM (
      SELECT waiting."id" AS "taskId",
             (SELECT count(*)::int FROM unnest(waiting."minHash", opened."minHash") AS value(a, b) WHERE a = b) AS equal
        FROM waiting CROSS JOIN opened) AS compared
     WHERE equal >= ${Math.ceil(leastSimilarity * signatureLength)}
     ORDER BY equal DESC, "taskId" LIMIT ${mostAlike}`;
  return rows.map(({ taskId: id, equal }) => ({ taskId: id, similarity: equal / signatureLength }));
}
