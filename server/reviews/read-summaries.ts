import type { TaskSummary } from '../../contracts/api/reviews.js';
import type { Stage } from '../../contracts/review.js';
import { type Database, Prisma } from '../../prisma/open-database.js';
import { maskNames } from '../postings/mask-posting.js';
import type { Session } from '../session.js';

/** What the answer says of a task; that is checked by the route's schema. */
interface SummaryRow extends Pick<TaskSummary, 'id' | 'postingId' | 'title' | 'company' | 'agency'> {
  readonly place: number;
  readonly stage: Stage;
  readonly platformId: string;
  readonly platformName: string;
  /** ISO 8601. */
  readonly enteredAt: string;
  readonly campaignId: string | null;
  readonly campaignWaiting: number | null;
  readonly openById: string | null;
  readonly openByName: string | null;
}

type Reader = Pick<Session, 'person' | 'jurisdiction'>;

/** SQL: the columns of `task` that a summary is made from, besides its id. */
export const summarised = Prisma.sql`
  task."postingId", task."postingVersionId", task."platformId", task."stage", task."enteredAt", task."leaseUserId", task."leaseUntil"`;

/** Tasks of the jurisdiction by their ids, in that order. */
export async function readSummaries(
  db: Database,
  reader: Reader,
  ids: readonly string[],
  now: Date,
): Promise<TaskSummary[]> {
  if (ids.length === 0) return [];
  const asked = Prisma.sql`
    SELECT task."id", ${summarised}, given."place"::int
      FROM unnest(${[...ids]}::text[]) WITH ORDINALITY AS given("id", "place") JOIN "ReviewTask" task ON task."id" = given."id"
     WHERE task."organisationId" = ANY(${[...reader.jurisdiction]}::text[])`;
  return summarise(db, reader, asked, now);
}

/**
 * Tasks in the order of their places, contacts covered. Nothing tells a sampled one, nor what the classifier thinks of it.
 * @param asked SQL: tasks of the jurisdiction by `id`, with what is summarised and their `place`
 */
export async function summarise(
  db: Database,
  { person, jurisdiction }: Reader,
  asked: Prisma.Sql,
  now: Date,
): Promise<TaskSummary[]> {
  // What belongs to a task is read for each by itself (OFFSET 0): weighing joins costs the planner more than it takes to read it.
  // One value of JSON: to hand over each value by itself costs as much as to read the rows.
  const [page] = await db.$queryRaw<{ tasks: SummaryRow[] }[]>`
    WITH task AS MATERIALIZED (${asked}), asked AS MATERIALIZED (
      SELECT task."place", task."id", task."postingId", task."stage"::text AS "stage", version.*, task."platformId",
             (SELECT "name" FROM "Platform" WHERE "id" = task."platformId") AS "platformName", task."enteredAt",
             (SELECT "campaignId" FROM "Posting" WHERE "id" = task."postingId") AS "campaignId", holder."id" AS "openById",
             (SELECT "name" FROM "User" WHERE "id" = holder."id") AS "openByName"
        FROM task
       CROSS JOIN LATERAL (SELECT "title", "company", "agency" FROM "PostingVersion" WHERE "id" = task."postingVersionId" OFFSET 0) AS version
       CROSS JOIN LATERAL (SELECT CASE WHEN task."leaseUntil" > ${now} THEN task."leaseUserId" END AS "id") AS holder
    ), campaign AS MATERIALIZED (
      SELECT named."id", (${waitingOfCampaign(Prisma.sql`named."id"`, jurisdiction)}) AS "waiting"
        FROM (SELECT DISTINCT "campaignId" AS "id" FROM asked WHERE "campaignId" IS NOT NULL) AS named
    )
    SELECT coalesce(json_agg(summary ORDER BY summary."place"), '[]') AS "tasks" FROM (
      SELECT asked.*, campaign."waiting" AS "campaignWaiting"
        FROM asked LEFT JOIN campaign ON campaign."id" = asked."campaignId") AS summary`;
  return (page?.tasks ?? []).map(
    ({ place: _, platformId, platformName, enteredAt, campaignId, campaignWaiting, openById, openByName, ...task }) =>
      maskNames({
        ...task,
        platform: { id: platformId, name: platformName },
        enteredAt: shanghaiMidnight(new Date(enteredAt)).toISOString(),
        campaign: campaignId === null ? null : { id: campaignId, waiting: campaignWaiting ?? 0 },
        openBy: openById === null || openByName === null ? null : { name: openByName, isMe: openById === person.id },
      }),
  );
}

/** Ads of one campaign are counted up to this many. */
const mostCounted = 100;

/** SQL: how many ads of a campaign wait in the jurisdiction, for whomever. */
function waitingOfCampaign(campaign: Prisma.Sql, jurisdiction: readonly string[]): Prisma.Sql {
  return Prisma.sql`
    SELECT count(*)::int FROM (
      SELECT 1 FROM "Posting" member JOIN "ReviewTask" waiting ON waiting."postingId" = member."id"
       WHERE member."campaignId" = ${campaign} AND waiting."stage" <> 'closed'
         AND waiting."organisationId" = ANY(${[...jurisdiction]}::text[])
       LIMIT ${mostCounted}) AS counted`;
}

/** What goes with a version that is opened: its posting's campaign, and whether anybody has ever decided on it. */
export async function readStanding(
  db: Database,
  { jurisdiction }: Pick<Session, 'jurisdiction'>,
  { postingId, postingVersionId }: { readonly postingId: string; readonly postingVersionId: string },
): Promise<{ campaign: TaskSummary['campaign']; isReviewed: boolean }> {
  const [row] = await db.$queryRaw<{ campaignId: string | null; waiting: number; isReviewed: boolean }[]>`
    SELECT posting."campaignId", (${waitingOfCampaign(Prisma.sql`posting."campaignId"`, jurisdiction)}) AS "waiting",
           EXISTS (SELECT 1 FROM "Review" review WHERE review."postingVersionId" = ${postingVersionId}) AS "isReviewed"
      FROM "Posting" posting WHERE posting."id" = ${postingId}`;
  const { campaignId = null, waiting = 0, isReviewed = false } = row ?? {};
  return { campaign: campaignId === null ? null : { id: campaignId, waiting }, isReviewed };
}

/** The day alone: to the second it would tell what was entered with it, and so what was not judged suspicious with the others. */
function shanghaiMidnight(at: Date): Date {
  const ahead = 8 * 60 * 60_000;
  const day = 24 * 60 * 60_000;
  return new Date(Math.floor((at.getTime() + ahead) / day) * day - ahead);
}
