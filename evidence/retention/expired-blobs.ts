import { Prisma, type Transaction } from '../../prisma/open-database.js';
import { blobColumns } from '../blobs/blob-references.js';
import { type RetentionRule, termEnds } from './retention-rules.js';

/** A blob that no row which is still to be kept refers to. */
export interface ExpiredBlob {
  readonly sha256: string;
  readonly bytes: number;
  /** The rule whose term was the last to end. */
  readonly rule: string;
}

const otherReferences = blobColumns.filter(([table]) => table !== 'Capture');

/** Which of the expired blobs: those never retired, those that were stored again after they were retired, or certain ones. */
export type Selection = 'new' | 'again' | readonly string[];

/**
 * Blobs whose term is over, by name. What is not known to be past its term is kept: a capture that was not read yet, a posting without a
 * verdict, and any blob that even one kept row names.
 *
 * @param options.after only names behind this one
 */
export async function findExpiredBlobs(
  database: Transaction,
  rules: readonly RetentionRule[],
  now: Date,
  selection: Selection,
  options: { after?: string; limit: number },
): Promise<ExpiredBlob[]> {
  if (rules.length === 0) return [];
  const terms = rules.map((rule) => Prisma.sql`(${rule.purpose}, ${rule.name}, ${termEnds(rule, now)}::timestamptz)`);
  const rows = await database.$queryRaw<{ sha256: string; bytes: bigint; rule: string }[]>`
    WITH RECURSIVE
    "term" ("purpose", "rule", "before") AS (VALUES ${Prisma.join(terms)}),
    "judged" AS (
      SELECT "postingId", bool_or("verdict"."band" IS DISTINCT FROM 'clear') AS "wasOther"
        FROM "PostingVersion" "version" LEFT JOIN "Verdict" "verdict" ON "verdict"."postingVersionId" = "version"."id"
       GROUP BY "postingId"),
    "keptPosting" AS (
      SELECT "id" FROM "Posting" LEFT JOIN "judged" ON "judged"."postingId" = "Posting"."id"
       WHERE coalesce("wasOther", true) OR "band" IS DISTINCT FROM 'clear'
      UNION SELECT "postingId" FROM "PostingVersion" JOIN "Review" ON "Review"."postingVersionId" = "PostingVersion"."id"
      UNION SELECT "postingId" FROM "FullCaptureOrder"
      UNION SELECT "postingId" FROM "EvidencePackage"
      UNION SELECT "postingId" FROM "RetentionHold" WHERE "releasedAt" IS NULL),
    -- A visit that found nothing new leaves no version: such a capture belongs to the posting by its task or its address.
    "shows" ("captureId", "postingId") AS (
      SELECT "captureId", "postingId" FROM "PostingVersion"
      UNION SELECT "captureId", "postingId" FROM "PostingEvent" WHERE "captureId" IS NOT NULL
      UNION SELECT "Capture"."id", "postingId" FROM "Capture" JOIN "CrawlTask" ON "CrawlTask"."id" = "crawlTaskId"
             WHERE "postingId" IS NOT NULL
      UNION SELECT "Capture"."id", "Posting"."id" FROM "Capture" JOIN "CrawlTask" ON "CrawlTask"."id" = "crawlTaskId"
              JOIN "Posting" ON "Posting"."url" = "CrawlTask"."url" WHERE "kind" = 'detail'
      UNION SELECT "Capture"."id", "Posting"."id" FROM "Capture" JOIN "CrawlTask" ON "CrawlTask"."id" = "crawlTaskId"
              JOIN "Posting" ON "Posting"."url" = "finalUrl" WHERE "kind" = 'detail'),
    "dated" AS (
      SELECT "Capture"."id", "crawlTaskId",
             CASE WHEN "kind" = 'list' THEN 'list_page'
                  WHEN bool_or("shows"."postingId" IS NOT NULL) THEN 'clear_posting' ELSE 'unread_page' END AS "purpose",
             bool_or("shows"."postingId" IN (SELECT "id" FROM "keptPosting")) AS "isKept",
             "CrawlTask"."state" IN ('done', 'dead', 'refused') AS "isRead",
             greatest("capturedAt", max("lastSeenAt")) AS "since"
        FROM "Capture" JOIN "CrawlTask" ON "CrawlTask"."id" = "crawlTaskId"
        LEFT JOIN "shows" ON "shows"."captureId" = "Capture"."id"
        LEFT JOIN "Posting" ON "Posting"."id" = "shows"."postingId"
       GROUP BY "Capture"."id", "CrawlTask"."id"),
    -- What led to a kept page is part of its evidence: the lists on the way, and the page that a 304 stands for.
    "way" ("taskId") AS (
      SELECT "crawlTaskId" FROM "dated" WHERE "isKept"
      UNION
      SELECT "next"."id" FROM "way" JOIN "CrawlTask" "task" ON "task"."id" = "taskId", LATERAL (
        SELECT "task"."foundOnId" AS "id"
        UNION ALL SELECT "earlier"."crawlTaskId" FROM "Capture" "later" JOIN "Capture" "earlier"
                      ON "earlier"."id" = "later"."record"->>'notModifiedSince'
                   WHERE "later"."crawlTaskId" = "task"."id") AS "next"
       WHERE "next"."id" IS NOT NULL),
    "past" AS (
      SELECT "dated"."id", "rule", "since" FROM "dated" JOIN "term" USING ("purpose")
       WHERE "since" < "before" AND "isRead" AND NOT coalesce("isKept", false)
         AND NOT EXISTS (SELECT FROM "way" WHERE "taskId" = "crawlTaskId")),
    "over" AS (
      SELECT * FROM "past" WHERE NOT EXISTS (
        SELECT FROM "Capture" "later" WHERE "later"."record"->>'notModifiedSince' = "past"."id"
           AND NOT EXISTS (SELECT FROM "past" "gone" WHERE "gone"."id" = "later"."id"))),
    "named" ("sha256", "bytes", "captureId", "capturedAt") AS (
      SELECT "bodySha256", "bodyBytes"::bigint, "id", "capturedAt" FROM "Capture"
      UNION ALL SELECT "domSha256", ("record"->'dom'->>'bytes')::bigint, "id", "capturedAt" FROM "Capture"
                 WHERE "domSha256" IS NOT NULL
      UNION ALL SELECT "screenshotSha256", ("record"->'screenshot'->>'bytes')::bigint, "id", "capturedAt" FROM "Capture"
                 WHERE "screenshotSha256" IS NOT NULL
      UNION ALL ${Prisma.raw(
        otherReferences
          .map(([table, column]) => `SELECT "${column}", 0, NULL, now() FROM "${table}" WHERE "${column}" IS NOT NULL`)
          .join(' UNION ALL '),
      )})
    SELECT "named"."sha256", coalesce(max("named"."bytes"), 0) AS "bytes",
           (array_agg("over"."rule" ORDER BY "over"."since" DESC, "over"."rule"))[1] AS "rule"
      FROM "named" LEFT JOIN "over" ON "over"."id" = "captureId"
      LEFT JOIN "RetiredBlob" "retired" ON "retired"."sha256" = "named"."sha256"
     WHERE "named"."sha256" > ${options.after ?? ''}
     GROUP BY "named"."sha256", "retired"."sha256"
    HAVING bool_and("over"."id" IS NOT NULL)
       AND ${conditionOf(selection)}
     ORDER BY "named"."sha256" LIMIT ${options.limit}`;
  return rows.map(({ sha256, bytes, rule }) => ({ sha256, bytes: Number(bytes), rule }));
}

function conditionOf(selection: Selection): Prisma.Sql {
  if (selection === 'new') return Prisma.sql`"retired"."sha256" IS NULL`;
  if (selection === 'again')
    return Prisma.sql`"retired"."sha256" IS NOT NULL AND max("capturedAt") > "retired"."retiredAt"`;
  return Prisma.sql`"named"."sha256" = ANY(${selection}::text[])`;
}
