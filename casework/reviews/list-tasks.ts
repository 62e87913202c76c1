import type { QueueOrder, Stage } from '../../contracts/review.js';
import { type Database, Prisma } from '../../prisma/open-database.js';
import type { Decider } from './decider.js';
import { stagesFor } from './stage-rules.js';

/** What the queue is narrowed to. */
export interface TaskFilter {
  readonly order: QueueOrder;
  /** Absent: every stage that the person may decide at. */
  readonly stage?: Stage | undefined;
  readonly platform?: string | undefined;
  readonly campaign?: string | undefined;
}

/**
 * Where a page of the queue ends: its last task and, ordered by campaign, the task that its campaign stood in the queue by. Ranks are looked
 * up: nobody who holds a place learns them, not even after the task has been decided.
 */
export interface Place {
  readonly taskId: string;
  readonly leaderId?: string | undefined;
}

export interface PageRequest {
  readonly limit: number;
  readonly after?: Place | undefined;
  /** Only what nobody has open. */
  readonly isFree?: boolean;
  /** Tasks that are left out. */
  readonly except?: readonly string[];
}

/**
 * Tasks that a person may decide on now, in their order. Each organisation's tasks of each stage are read along an index from where the page
 * begins, never more than a page of each, and merged; so a page costs the same at any depth and however many wait. Only the ads that no
 * campaign has (at the end of the order by campaign) are looked for among those that one has.
 */
export async function listTasks(
  database: Database,
  decider: Decider,
  filter: TaskFilter,
  request: PageRequest,
  now: Date,
): Promise<readonly Place[]> {
  const queue = queueOf(decider, filter, request, now);
  if (queue.stages.length === 0) return [];
  const { order, campaign } = filter;
  if (order !== 'campaign' && campaign === undefined) return readByKey(database, queue, order, keyOf(request.after));
  const position = request.after === undefined ? undefined : await positionOf(database, request.after);
  if (campaign !== undefined) return readCampaign(database, queue, order, campaign, position);
  return readByCampaign(database, queue, position);
}

/**
 * SQL: the same tasks by `id` and `place`, the first being 1, with further columns of theirs, for whoever reads more in one statement.
 * Undefined where they are found in several: by campaign.
 *
 * @param columns SQL: of `task`
 */
export function tasksAsQuery(
  decider: Decider,
  filter: TaskFilter,
  request: PageRequest,
  now: Date,
  columns: Prisma.Sql,
): Prisma.Sql | undefined {
  const { order, campaign } = filter;
  if (order === 'campaign' || campaign !== undefined) return undefined;
  const page = pageBehind(queueOf(decider, filter, request, now), order, keyOf(request.after), { columns });
  return Prisma.sql`SELECT task.*, row_number() OVER (ORDER BY ${orders[order]})::int AS "place" FROM (${page}) AS task`;
}

/** How many are counted of a stage at most. */
const mostCounted = 1_000;

/** How many tasks a person may decide on now at each stage, those that others have open included. */
export async function countWaiting(
  database: Database,
  decider: Decider,
  now: Date,
): Promise<Readonly<Record<Stage, number>>> {
  const { organisations, stages, isFor } = queueOf(decider, { order: 'probability' }, { limit: 1 }, now);
  const rows = await database.$queryRaw<{ stage: Stage; count: number }[]>`
    SELECT at."stage"::text AS "stage", (
             SELECT count(*)::int FROM (
               SELECT 1 FROM unnest(${organisations}::text[]) AS organisation("id")
                CROSS JOIN LATERAL (
                  SELECT 1 FROM "ReviewTask" task
                   WHERE task."organisationId" = organisation."id" AND task."stage" = at."stage" AND ${isFor}
                   -- Along the index: what is counted lies scattered in the table.
                   ORDER BY ${orders.probability} LIMIT ${mostCounted}) AS waiting
                LIMIT ${mostCounted}) AS counted
           ) AS "count"
      FROM unnest(${stages}::text[]::"ReviewTaskStage"[]) AS at("stage")`;
  return { first: 0, second: 0, ruling: 0, ...Object.fromEntries(rows.map(({ stage, count }) => [stage, count])) };
}

interface Queue {
  readonly organisations: string[];
  readonly stages: Stage[];
  /** What of `task` must hold besides organisation and stage: that it waits for this person. */
  readonly isFor: Prisma.Sql;
  /** The same without the person: that it waits for anybody. */
  readonly isWaiting: Prisma.Sql;
  readonly limit: number;
}

function queueOf(
  decider: Decider,
  { stage, platform }: TaskFilter,
  { limit, isFree = false, except = [] }: PageRequest,
  now: Date,
): Queue {
  const isWaiting = platform === undefined ? Prisma.sql`true` : Prisma.sql`task."platformId" = ${platform}`;
  const isFor = Prisma.join(
    [
      isWaiting,
      isJudged,
      Prisma.sql`NOT (task."decidedByIds" && ${accountsOf(decider)})`,
      Prisma.sql`(task."notBefore" IS NULL OR task."notBefore" <= ${now})`,
      ...(isFree ? [Prisma.sql`(task."leaseUntil" IS NULL OR task."leaseUntil" <= ${now})`] : []),
      ...(except.length === 0 ? [] : [Prisma.sql`task."id" <> ALL(${[...except]}::text[])`]),
    ],
    ' AND ',
  );
  const stages = stagesFor(decider.person).filter((each) => stage === undefined || each === stage);
  return { organisations: [...decider.jurisdiction], stages: [...stages], isFor, isWaiting, limit };
}

/**
 * SQL: that the words of `task` have a verdict, without which there is nothing to show. Only a task that was entered by a decision from the
 * command line may have none, and that one is taken for clear: so nothing is looked up for the others. In brackets of its own, or the planner
 * would join all verdicts.
 */
export const isJudged = Prisma.sql`
  (task."band" <> 'clear'
   OR (SELECT true FROM "Verdict" verdict WHERE verdict."postingVersionId" = task."postingVersionId" LIMIT 1) IS TRUE)`;

/** The person's accounts, as decider.ts finds them: read once for a statement, without asking the database before. */
function accountsOf({ person: { id, credentialNumber } }: Decider): Prisma.Sql {
  return credentialNumber === ''
    ? Prisma.sql`ARRAY[${id}]::text[]`
    : Prisma.sql`ARRAY(SELECT "id" FROM "User" WHERE "id" = ${id} OR "credentialNumber" = ${credentialNumber})`;
}

/** A task's place in the order: by rank or certainty, ties by id. As SQL where the database is to look them up. */
interface Key<Value = number | Prisma.Sql> {
  readonly id: string;
  readonly rank: Value;
  readonly certainty: Value;
}

/** Looked up in the statement that uses it. Behind a task that is not there any more the order begins anew. */
function keyOf(after: Place | undefined): Key | undefined {
  if (after === undefined) return undefined;
  const of = (column: Prisma.Sql) => Prisma.sql`(SELECT ${column} FROM "ReviewTask" WHERE "id" = ${after.taskId})`;
  return {
    id: after.taskId,
    rank: Prisma.sql`coalesce(${of(Prisma.sql`"rank"`)}, 'Infinity')`,
    certainty: Prisma.sql`coalesce(${of(Prisma.sql`"certainty"`)}, '-Infinity')`,
  };
}

interface Position {
  readonly task: Key<number> & { readonly campaignId: string | null };
  readonly leader: Key<number>;
}

async function positionOf(database: Database, { taskId, leaderId }: Place): Promise<Position | undefined> {
  const keys = await database.$queryRaw<(Key<number> & { readonly campaignId: string | null })[]>`
    SELECT task."id", task."rank", task."certainty", posting."campaignId"
      FROM "ReviewTask" task JOIN "Posting" posting ON posting."id" = task."postingId"
     WHERE task."id" = ANY(${[taskId, leaderId ?? taskId]}::text[])`;
  const task = keys.find(({ id }) => id === taskId);
  const leader = keys.find(({ id }) => id === (leaderId ?? taskId));
  if (task === undefined || leader === undefined) return undefined;
  return { task: { ...task, campaignId: leaderId === undefined ? null : task.campaignId }, leader };
}

/** `task` behind a key; with ties apart, so that each part is one range of an index. */
function behind(order: 'probability' | 'uncertainty', key: Key): { tie: Prisma.Sql; rest: Prisma.Sql } {
  return order === 'uncertainty'
    ? {
        tie: Prisma.sql`task."certainty" = ${key.certainty} AND task."id" > ${key.id}`,
        rest: Prisma.sql`task."certainty" > ${key.certainty}`,
      }
    : {
        tie: Prisma.sql`task."rank" = ${key.rank} AND task."id" > ${key.id}`,
        rest: Prisma.sql`task."rank" < ${key.rank}`,
      };
}

const orders = {
  probability: Prisma.sql`task."rank" DESC, task."id"`,
  uncertainty: Prisma.sql`task."certainty", task."id"`,
};

interface Selection {
  /** SQL: columns of `task`. */
  readonly columns?: Prisma.Sql;
  /** SQL: what narrows `task` and its `posting`. */
  readonly where?: Prisma.Sql;
}

/** Each organisation's tasks of each stage, up to a page of them behind `key`, merged. */
function pageBehind(
  { organisations, stages, isFor, limit }: Queue,
  order: 'probability' | 'uncertainty',
  key: Key | undefined,
  { columns, where: more }: Selection = {},
): Prisma.Sql {
  const part = (where: Prisma.Sql): Prisma.Sql => Prisma.sql`
    (SELECT task."id", task."rank", task."certainty"${more === undefined ? Prisma.empty : Prisma.sql`, posting."campaignId"`}
            ${columns === undefined ? Prisma.empty : Prisma.sql`, ${columns}`}
       FROM "ReviewTask" task ${more === undefined ? Prisma.empty : Prisma.sql`JOIN "Posting" posting ON posting."id" = task."postingId"`}
      WHERE task."organisationId" = organisation."id" AND task."stage" = at."stage" AND ${where} AND ${isFor}
            ${more === undefined ? Prisma.empty : Prisma.sql`AND ${more}`}
      ORDER BY ${orders[order]} LIMIT ${limit})`;
  const parts =
    key === undefined ? [part(Prisma.sql`true`)] : [part(behind(order, key).tie), part(behind(order, key).rest)];
  return Prisma.sql`
    SELECT task.* FROM unnest(${organisations}::text[]) AS organisation("id")
     CROSS JOIN unnest(${stages}::text[]::"ReviewTaskStage"[]) AS at("stage")
     CROSS JOIN LATERAL (${Prisma.join(parts, ' UNION ALL ')}) AS task
     ORDER BY ${orders[order]} LIMIT ${limit}`;
}

async function readByKey(
  database: Database,
  queue: Queue,
  order: 'probability' | 'uncertainty',
  key: Key | undefined,
  selection?: Selection,
): Promise<Place[]> {
  const rows = await database.$queryRaw<{ id: string }[]>`${pageBehind(queue, order, key, selection)}`;
  return rows.map(({ id }) => ({ taskId: id }));
}

/**
 * One campaign's tasks in their order, the best page of as many as it has ads. OFFSET 0 keeps the planner from walking the index by rank instead, past everybody's
 * tasks, in the hope of meeting one of the campaign soon.
 */
function campaignTasks(
  { organisations, stages, isFor, limit }: Queue,
  campaign: Prisma.Sql,
  where: Prisma.Sql,
  order: 'probability' | 'uncertainty' = 'probability',
): Prisma.Sql {
  return Prisma.sql`
    SELECT task.* FROM (
      SELECT task."id", task."rank", task."certainty" FROM "Posting" posting
        JOIN "ReviewTask" task ON task."postingId" = posting."id"
       WHERE posting."campaignId" = ${campaign} AND task."organisationId" = ANY(${organisations}::text[])
         AND task."stage" = ANY(${stages}::text[]::"ReviewTaskStage"[]) AND ${isFor} AND ${where}
      OFFSET 0) AS task
     ORDER BY ${orders[order]} LIMIT ${limit}`;
}

async function readCampaign(
  database: Database,
  queue: Queue,
  order: QueueOrder,
  campaign: string,
  position: Position | undefined,
): Promise<Place[]> {
  const by = order === 'uncertainty' ? order : 'probability';
  const parts = position === undefined ? undefined : behind(by, position.task);
  const where = parts === undefined ? Prisma.sql`true` : Prisma.sql`((${parts.tie}) OR ${parts.rest})`;
  const page = campaignTasks(queue, Prisma.sql`${campaign}`, where, by);
  const rows = await database.$queryRaw<{ id: string }[]>`${page}`;
  return rows.map(({ id }) => ({ taskId: id }));
}

/** Ads that are looked through at once for the best of their campaigns. */
const walkedAtOnce = 64;

/**
 * Campaigns by their best waiting ad, also where somebody has that open or it waits for another person, so that a campaign keeps its place
 * while people work through it. The best ad is found along the index by rank: no other of its campaign goes before it.
 */
async function readByCampaign(database: Database, queue: Queue, position: Position | undefined): Promise<Place[]> {
  const places: Place[] = [];
  const missing = (): number => queue.limit - places.length;
  const isInCampaigns = position === undefined || position.task.campaignId !== null;
  if (position !== undefined && position.task.campaignId !== null) {
    const { tie, rest } = behind('probability', position.task);
    const others = campaignTasks(queue, Prisma.sql`${position.task.campaignId}`, Prisma.sql`((${tie}) OR ${rest})`);
    const rows = await database.$queryRaw<{ id: string }[]>`${others}`;
    places.push(...rows.map(({ id }) => ({ taskId: id, leaderId: position.leader.id })));
  }
  let from: Key | undefined = position?.leader;
  for (let isLast = !isInCampaigns; !isLast && missing() > 0; ) {
    const walked: readonly CampaignAd[] = await walkAds(database, queue, from);
    const leaders = await leadersAmong(database, queue, walked);
    places.push(...(await readMembers(database, { ...queue, limit: missing() }, leaders)));
    from = walked.at(-1);
    isLast = walked.length < walkedAtOnce;
  }
  if (missing() > 0) {
    const key = isInCampaigns ? undefined : position?.task;
    const none = Prisma.sql`posting."campaignId" IS NULL`;
    places.push(...(await readByKey(database, { ...queue, limit: missing() }, 'probability', key, { where: none })));
  }
  return places;
}

interface CampaignAd extends Key<number> {
  readonly campaignId: string;
}

/** Whether an ad is its campaign's best is asked afterwards: as a condition here it would keep the planner from walking the index. */
function walkAds(database: Database, queue: Queue, from: Key | undefined): Promise<CampaignAd[]> {
  const anybodys = { ...queue, isFor: queue.isWaiting, limit: walkedAtOnce };
  const where = Prisma.sql`posting."campaignId" IS NOT NULL`;
  return database.$queryRaw`${pageBehind(anybodys, 'probability', from, { where })}`;
}

async function leadersAmong(
  database: Database,
  queue: Queue,
  walked: readonly CampaignAd[],
): Promise<readonly CampaignAd[]> {
  const campaigns = [...new Set(walked.map(({ campaignId }) => campaignId))];
  if (campaigns.length === 0) return [];
  const best = campaignTasks(
    { ...queue, isFor: queue.isWaiting, limit: 1 },
    Prisma.sql`campaign."id"`,
    Prisma.sql`true`,
  );
  const rows = await database.$queryRaw<{ id: string }[]>`
    SELECT best."id" FROM unnest(${campaigns}::text[]) AS campaign("id") CROSS JOIN LATERAL (${best}) AS best`;
  const leaderIds = new Set(rows.map(({ id }) => id));
  return walked.filter(({ id }) => leaderIds.has(id));
}

async function readMembers(database: Database, queue: Queue, leaders: readonly CampaignAd[]): Promise<Place[]> {
  if (leaders.length === 0) return [];
  const members = campaignTasks(queue, Prisma.sql`leader."campaignId"`, Prisma.sql`true`);
  const rows = await database.$queryRaw<{ id: string; leaderId: string }[]>`
    SELECT member."id", leader."id" AS "leaderId"
      FROM unnest(${leaders.map(({ id }) => id)}::text[], ${leaders.map(({ campaignId }) => campaignId)}::text[])
             WITH ORDINALITY AS leader("id", "campaignId", "place")
     CROSS JOIN LATERAL (${members}) AS member
     ORDER BY leader."place", member."rank" DESC, member."id" LIMIT ${queue.limit}`;
  return rows.map(({ id, leaderId }) => ({ taskId: id, leaderId }));
}
