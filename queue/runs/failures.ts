import { InputError } from '../../contracts/errors.js';
import { Prisma, type Transaction } from '../../prisma/open-database.js';

/** Which failures: those of a class or an error code, of one platform or all; of each platform's newest run, or of all runs. */
export interface FailureFilter {
  /** retried, delayed, dead, refused or defect; or an error code such as `status_404`. */
  readonly class?: string | undefined;
  readonly platformId?: string | undefined;
  readonly allRuns?: boolean | undefined;
  /** Of a class, those with this error code. */
  readonly code?: string | undefined;
  /** Those of platforms of these organisations. */
  readonly organisationIds?: readonly string[] | undefined;
  /** A single piece of work. */
  readonly dueWorkId?: string | undefined;
}

/** Failures with one error code on one platform. */
export interface FailureGroup {
  readonly platformId: string;
  /** Consequence class of the error. */
  readonly errorClass: string;
  readonly errorCode: string;
  /** How many pieces of work ended so, and how many are tried again by themselves. */
  readonly ended: number;
  readonly again: number;
  /** One of them: its page, and the sentence that says why. */
  readonly url: string;
  readonly message: string;
  /** What was received of that page; null where nothing was. */
  readonly captureId: string | null;
}

/** One piece of work that failed. */
export interface Failure {
  readonly id: string;
  readonly step: string;
  /** due while it is tried again by itself. */
  readonly state: 'due' | 'dead' | 'refused';
  readonly crawlRunId: string | null;
  readonly url: string;
  readonly message: string;
  readonly captureId: string | null;
}

const classes = ['retried', 'delayed', 'dead', 'refused', 'defect'];

/** Failures by platform and error code, the most frequent first. */
export async function groupFailures(transaction: Transaction, filter: FailureFilter): Promise<FailureGroup[]> {
  return transaction.$queryRaw<FailureGroup[]>`
    WITH "failed" AS (${failedWork(filter)}),
    "grouped" AS (
      SELECT "platformId", "errorClass", "errorCode", max("id") AS "sample",
             count(*) FILTER (WHERE "state" <> 'due')::int AS "ended",
             count(*) FILTER (WHERE "state" = 'due')::int AS "again"
        FROM "failed" GROUP BY 1, 2, 3)
    SELECT g."platformId", g."errorClass", g."errorCode", g."ended", g."again",
           ${subjectColumns}
      FROM "grouped" g JOIN "failed" f ON f."id" = g."sample" ${subjectJoins}
     ORDER BY g."ended" + g."again" DESC, g."platformId", g."errorCode"`;
}

/** Single failures, the newest first. @param before page by key: those older than this one */
export async function listFailures(
  transaction: Transaction,
  filter: FailureFilter,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<Failure[]> {
  return transaction.$queryRaw<Failure[]>`
    SELECT f."id", f."step", f."state", f."crawlRunId", ${subjectColumns}
      FROM (SELECT * FROM (${failedWork(filter)}) every
             ${before === undefined ? Prisma.empty : Prisma.sql`WHERE every."id" < ${before}`}
             ORDER BY every."id" DESC LIMIT ${limit}) f ${subjectJoins}
     ORDER BY f."id" DESC`;
}

/** What failed work `f` is about: its page, why it failed, and what was received of the page last. */
const subjectColumns = Prisma.sql`coalesce(t."url", ct."url", p."url", '') AS "url", coalesce(f."errorMessage", '') AS "message",
  coalesce(c."id", pv."captureId", (SELECT max(own."id") FROM "Capture" own WHERE own."crawlTaskId" = t."id")) AS "captureId"`;
const subjectJoins = Prisma.sql`
  LEFT JOIN "CrawlTask" t ON t."id" = f."subjectId"
  LEFT JOIN "Capture" c ON c."id" = f."subjectId"
  LEFT JOIN "CrawlTask" ct ON ct."id" = c."crawlTaskId"
  LEFT JOIN "PostingVersion" pv ON pv."id" = f."subjectId"
  LEFT JOIN "PostingEvent" pe ON pe."id" = f."subjectId"
  LEFT JOIN "FullCaptureOrder" fo ON fo."id" = f."subjectId"
  LEFT JOIN "Posting" p ON p."id" = coalesce(pv."postingId", pe."postingId", fo."postingId")`;

/**
 * DueWork rows that ended in a failure or wait for another try after one. The rows of DueWork are the record of failures: a page's own
 * state follows them, and what judges or links a posting has no page. What links postings after a removal, and full captures, belong to no run: their platform
 * is that of their posting, and they are of the newest run as long as they fail.
 */
export function failedWork(filter: FailureFilter): Prisma.Sql {
  const { platformId, organisationIds, code, dueWorkId, allRuns = false } = filter;
  const ofPlatform = (column: Prisma.Sql): Prisma.Sql => Prisma.sql`
    ${platformId === undefined ? Prisma.empty : Prisma.sql`AND ${column} = ${platformId}`}
    ${
      organisationIds === undefined
        ? Prisma.empty
        : Prisma.sql`AND ${column} IN (SELECT "id" FROM "Platform" WHERE "organisationId" = ANY(${[...organisationIds]}))`
    }`;
  // Identifiers sort by time.
  const ofNewestRuns = Prisma.sql`AND w."crawlRunId" IN (
    SELECT DISTINCT ON (nv."platformId") nr."id" FROM "CrawlRun" nr
      JOIN "PlatformVersion" nv ON nv."id" = nr."platformVersionId"
     WHERE nr."complaintId" IS NULL
     ORDER BY nv."platformId", nr."startedAt" DESC, nr."id" DESC)`;
  const columns = Prisma.sql`w."id", w."step", w."subjectId", w."crawlRunId", w."state"::text, w."errorCode", w."errorMessage",
    ${classOf} AS "errorClass"`;
  const hasFailed = Prisma.sql`w."errorCode" IS NOT NULL AND w."state" IN ('due', 'dead', 'refused')
    ${filter.class === undefined ? Prisma.empty : Prisma.sql`AND ${conditionOf(filter.class)}`}
    ${code === undefined ? Prisma.empty : Prisma.sql`AND w."errorCode" = ${code}`}
    ${dueWorkId === undefined ? Prisma.empty : Prisma.sql`AND w."id" = ${dueWorkId}`}`;
  // Two selections, so that each has an index to go by.
  return Prisma.sql`
    SELECT ${columns}, v."platformId"
      FROM "DueWork" w
      JOIN "CrawlRun" r ON r."id" = w."crawlRunId"
      JOIN "PlatformVersion" v ON v."id" = r."platformVersionId"
     WHERE ${hasFailed} ${ofPlatform(Prisma.sql`v."platformId"`)} ${allRuns ? Prisma.empty : ofNewestRuns}
    UNION ALL
    SELECT ${columns}, p."platformId"
      FROM "DueWork" w
      LEFT JOIN "PostingEvent" e ON e."id" = w."subjectId"
      LEFT JOIN "PostingVersion" pv ON pv."id" = w."subjectId"
      LEFT JOIN "FullCaptureOrder" o ON o."id" = w."subjectId"
      JOIN "Posting" p ON p."id" = coalesce(e."postingId", pv."postingId", o."postingId")
     WHERE w."crawlRunId" IS NULL AND ${hasFailed} ${ofPlatform(Prisma.sql`p."platformId"`)}`;
}

/** Work that failed before classes were kept has that of its end. */
const classOf = Prisma.sql`coalesce(w."errorClass", CASE w."state" WHEN 'due' THEN 'retried' ELSE w."state"::text END)`;

function conditionOf(wanted: string): Prisma.Sql {
  if (classes.includes(wanted)) return Prisma.sql`${classOf} = ${wanted}`;
  if (/^[a-z0-9][a-z0-9_]*$/i.test(wanted)) return Prisma.sql`w."errorCode" = ${wanted}`;
  throw new InputError(
    'failure_class_unknown',
    `«${wanted}» is neither a class of failures (${classes.join(', ')}) nor an error code; guazheng failures lists those there are.`,
  );
}
