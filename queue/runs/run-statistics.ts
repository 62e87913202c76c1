import { z } from 'zod';
import { Prisma, type Transaction } from '../../prisma/open-database.js';

const pageCounts = z.object({ done: z.int(), dead: z.int(), refused: z.int() });

/** The fields that readers look for; the rate of empty ones tells when a selector finds nothing any more. */
export const countedFields = [
  'title',
  'company',
  'agency',
  'salary',
  'place',
  'headcount',
  'publishedAt',
  'text',
] as const;
export type CountedField = (typeof countedFields)[number];

/** What a crawl run yielded. A figure is null where there is nothing to take it from. */
export const runStatistics = z.object({
  lists: pageCounts,
  details: pageCounts,
  /** Pages captured, and those of them that could be read, by kind. */
  captured: z.object({ lists: z.int(), details: z.int() }),
  /** Postings that its pages were read into. */
  postings: z.int(),
  /** Postings for each detail page that was captured. */
  yield: z.number().nullable(),
  /** Postings for each list page that was captured, of a run that fetched no detail page. */
  listYield: z.number().nullable(),
  /** Share of the captured list pages that could be read. */
  readableLists: z.number().nullable(),
  /** Share of those postings whose field is empty. */
  emptyRates: z.record(z.enum(countedFields), z.number()).nullable(),
  /** Characters of their text, on average. */
  meanTextLength: z.number().nullable(),
  /** Of all bodies received. */
  bytes: z.number(),
  /** How often each error code ended a page. */
  errors: z.record(z.string(), z.int()),
  seconds: z.number(),
});
export type RunStatistics = z.infer<typeof runStatistics>;

/** Counts what a run yielded so far. @throws a NotFoundError of Prisma when there is no such run */
export async function countRun(transaction: Transaction, crawlRunId: string, now: Date): Promise<RunStatistics> {
  const run = await transaction.crawlRun.findUniqueOrThrow({
    where: { id: crawlRunId },
    select: { startedAt: true, finishedAt: true, platformVersion: { select: { platformId: true } } },
  });
  const until = run.finishedAt ?? now;
  const tasks = await countTasks(transaction, crawlRunId);
  const capture = await countCaptures(transaction, crawlRunId);
  const postings = await countPostings(transaction, {
    crawlRunId,
    platformId: run.platformVersion.platformId,
    from: run.startedAt,
    until,
    // Where lists hold whole postings, or nothing was new, there is no detail page to go by.
    byDetailPages: tasks.some(({ kind }) => kind === 'detail'),
  });
  const count = (kind: string, state: string): number =>
    tasks.filter((row) => row.kind === kind && row.state === state).reduce((sum, row) => sum + row.pages, 0);
  const pages = (kind: string) => ({
    done: count(kind, 'done'),
    dead: count(kind, 'dead'),
    refused: count(kind, 'refused'),
  });
  const captured = { lists: capture.lists, details: capture.details };
  const errors: Record<string, number> = {};
  for (const { errorCode, state, pages } of tasks) {
    if (errorCode !== null && (state === 'dead' || state === 'refused'))
      errors[errorCode] = (errors[errorCode] ?? 0) + pages;
  }
  return {
    lists: pages('list'),
    details: pages('detail'),
    captured,
    postings: postings.postings,
    yield: share(postings.postings, captured.details),
    listYield: captured.details > 0 ? null : share(postings.postings, captured.lists),
    readableLists: share(count('list', 'done'), captured.lists),
    emptyRates: postings.emptyRates,
    meanTextLength: postings.meanTextLength,
    bytes: capture.bytes,
    errors,
    seconds: Math.max(0, (until.getTime() - run.startedAt.getTime()) / 1000),
  };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

interface TaskCount {
  kind: string;
  state: string;
  errorCode: string | null;
  pages: number;
}

function countTasks(transaction: Transaction, crawlRunId: string): Promise<TaskCount[]> {
  return transaction.$queryRaw<TaskCount[]>`
    SELECT "kind"::text, "state"::text, "errorCode", count(*)::int AS "pages"
      FROM "CrawlTask" WHERE "crawlRunId" = ${crawlRunId} GROUP BY 1, 2, 3`;
}

/** A page that was captured twice is one page; its bytes were received twice. Pages of which nothing was read yet are left out. */
async function countCaptures(
  transaction: Transaction,
  crawlRunId: string,
): Promise<{ lists: number; details: number; bytes: number }> {
  const rows = await transaction.$queryRaw<{ lists: number; details: number; bytes: number }[]>`
    SELECT count(DISTINCT t."id") FILTER (WHERE t."kind" = 'list' AND t."state" IN ('done', 'dead'))::int AS "lists",
           count(DISTINCT t."id") FILTER (WHERE t."kind" = 'detail' AND t."state" IN ('done', 'dead'))::int AS "details",
           coalesce(sum(c."bodyBytes"), 0)::float8 AS "bytes"
      FROM "CrawlTask" t JOIN "Capture" c ON c."crawlTaskId" = t."id"
     WHERE t."crawlRunId" = ${crawlRunId}`;
  return rows[0] ?? { lists: 0, details: 0, bytes: 0 };
}

interface PostingScope {
  readonly crawlRunId: string;
  readonly platformId: string;
  readonly from: Date;
  readonly until: Date;
  readonly byDetailPages: boolean;
}

/** What the columns of `countPostings` hold: how many postings, of how many each field is empty, mean length of their text. */
const postingCounts = z.object({
  postings: z.int(),
  meanTextLength: z.number().nullable(),
  empty: z.record(z.enum(countedFields), z.int()),
});

async function countPostings(
  transaction: Transaction,
  scope: PostingScope,
): Promise<Pick<RunStatistics, 'postings' | 'emptyRates' | 'meanTextLength'>> {
  const empty = countedFields.map(
    (field) => Prisma.sql`${field}::text, count(*) FILTER (WHERE v.${Prisma.raw(`"${field}"`)} = '')`,
  );
  const rows = await transaction.$queryRaw<unknown[]>`
    WITH "read" AS (${scope.byDetailPages ? postingsOfDetailPages(scope) : postingsSeen(scope)})
    SELECT count(*)::int AS "postings",
           avg(char_length(v."text"))::float8 AS "meanTextLength",
           json_build_object(${Prisma.join(empty)}) AS "empty"
      FROM "read" CROSS JOIN LATERAL (
        SELECT * FROM "PostingVersion" WHERE "postingId" = "read"."id" ORDER BY "number" DESC LIMIT 1) v`;
  const { postings, meanTextLength, empty: counts } = postingCounts.parse(rows[0]);
  const rates = countedFields.map((field) => [field, counts[field] / postings]);
  return { postings, meanTextLength, emptyRates: postings === 0 ? null : Object.fromEntries(rates) };
}

/**
 * By key: that of its list, or else the page's URL. What a list merely names is left out, for its fields were read in another run; so is a
 * known posting whose page held none this time, or a changed layout would look like a day of many removals.
 */
function postingsOfDetailPages({ crawlRunId, platformId }: PostingScope): Prisma.Sql {
  const pages = Prisma.sql`"CrawlTask" t WHERE t."crawlRunId" = ${crawlRunId} AND t."kind" = 'detail' AND t."state" = 'done'
    AND t."errorCode" IS DISTINCT FROM 'absent'`;
  return Prisma.sql`
    SELECT t."postingId" AS "id" FROM ${pages} AND t."postingId" IS NOT NULL
    UNION
    SELECT p."id" FROM "Posting" p
     WHERE p."platformId" = ${platformId} AND p."keySha256" IN (
       SELECT encode(sha256(convert_to(coalesce(t."postingKey", t."url"), 'UTF8')), 'hex') FROM ${pages} AND t."postingId" IS NULL)`;
}

function postingsSeen({ platformId, from, until }: PostingScope): Prisma.Sql {
  return Prisma.sql`
    SELECT "id" FROM "Posting" WHERE "platformId" = ${platformId} AND "lastSeenAt" BETWEEN ${from} AND ${until}`;
}
