import { InputError, RefusedError } from '../../contracts/errors.js';
import type { Stage } from '../../contracts/review.js';
import { type Database, Prisma, type Transaction } from '../../prisma/open-database.js';
import { accountsOf, type Decider } from './decider.js';
import { isJudged, listTasks, type Place, type TaskFilter } from './list-tasks.js';
import { needsCredential, stagesFor, stagesOf } from './stage-rules.js';

/** A task that is open in one session until then. */
export interface Lease {
  readonly taskId: string;
  readonly postingId: string;
  readonly postingVersionId: string;
  readonly stage: Stage;
  readonly leaseUntil: Date;
}

/** How long a task stays with whoever opened it and no longer renews it. */
const leaseMilliseconds = 10 * 60_000;
/**
 * Tasks that one session may have open: the one that is looked at, the one that a page fetches ahead, and one whose decision is on its way.
 * Taking another lets go of the one that was renewed longest ago.
 */
const mostOfSession = 3;
/** Candidates that are tried at once: more than people at work, so that all but one may be taken meanwhile. */
const candidates = 64;

/**
 * Leases the first free task of the queue. However many ask at once, each gets another one: a row that somebody else is taking is skipped.
 * @returns undefined when there is none
 */
export async function leaseNext(
  database: Database,
  decider: Decider,
  filter: TaskFilter,
  except: readonly string[],
  now: Date,
): Promise<Lease | undefined> {
  for (let after: Place | undefined; ; ) {
    const places = await listTasks(database, decider, filter, { limit: candidates, after, isFree: true, except }, now);
    const ids = places.map(({ taskId }) => taskId);
    const leased = ids.length === 0 ? undefined : await takeFirst(database, decider, ids, now);
    if (leased !== undefined || places.length < candidates) return leased;
    after = places.at(-1);
  }
}

async function takeFirst(
  database: Database,
  decider: Decider,
  ids: readonly string[],
  now: Date,
): Promise<Lease | undefined> {
  const accounts = await accountsOf(database, decider.person);
  const { leaseUntil } = leaseOf(decider, now);
  // Read and locked in one subquery that is evaluated once: a task that is taken in between is looked at again, as it is then.
  const [taken] = await database.$queryRaw<Omit<Lease, 'leaseUntil'>[]>`
    WITH first AS MATERIALIZED (
      SELECT task."id" FROM "ReviewTask" task
       WHERE task."id" = ANY(${[...ids]}::text[])
         AND task."stage" = ANY(${[...stagesFor(decider.person)]}::text[]::"ReviewTaskStage"[])
         AND (task."leaseUntil" IS NULL OR task."leaseUntil" <= ${now})
         AND (task."notBefore" IS NULL OR task."notBefore" <= ${now})
         AND NOT (task."decidedByIds" && ${[...accounts]}::text[])
         AND ${isJudged}
       ORDER BY array_position(${[...ids]}::text[], task."id") LIMIT 1
         FOR UPDATE SKIP LOCKED)
    UPDATE "ReviewTask" task
       SET "leaseUserId" = ${decider.person.id}, "leaseSessionId" = ${decider.id}, "leaseUntil" = ${leaseUntil}
      FROM first WHERE task."id" = first."id"
    RETURNING ${leased}`;
  if (taken === undefined) return undefined;
  await letOldestGo(database, decider, taken.taskId, now);
  return { ...taken, leaseUntil };
}

/** SQL: what a lease says of `task`. */
const leased = Prisma.sql`
  task."id" AS "taskId", task."postingId", task."postingVersionId", task."stage"::text AS "stage"`;

/** In a transaction of its own that waits for nobody, or two who let go and take could wait for each other. */
async function letOldestGo(database: Database, decider: Decider, kept: string, now: Date): Promise<void> {
  await database.$executeRaw`
    UPDATE "ReviewTask" SET "leaseUserId" = NULL, "leaseSessionId" = NULL, "leaseUntil" = NULL
     WHERE "id" IN (
       SELECT "id" FROM "ReviewTask"
        WHERE "leaseUserId" = ${decider.person.id} AND "leaseSessionId" = ${decider.id} AND "leaseUntil" > ${now} AND "id" <> ${kept}
        ORDER BY "leaseUntil" DESC, "id" OFFSET ${mostOfSession - 1} FOR UPDATE SKIP LOCKED)`;
}

/**
 * Leases this task, also from another session of the same person, and though it is put off.
 * @throws InputError `task_unknown`; RefusedError `lease_lost` when somebody else has it open, `task_closed`, `role_insufficient`,
 *   `credential_missing`, `same_person`
 */
export function openTask(database: Database, decider: Decider, taskId: string, now: Date): Promise<Lease>;
/** @param use what is done with the lease: that need not wait until the session has let go of another task */
export function openTask<T>(
  database: Database,
  decider: Decider,
  taskId: string,
  now: Date,
  use: (lease: Lease) => Promise<T>,
): Promise<T>;
export async function openTask(
  database: Database,
  decider: Decider,
  taskId: string,
  now: Date,
  use: (lease: Lease) => Promise<unknown> = async (lease) => lease,
): Promise<unknown> {
  const lease =
    (await takeUndecided(database, decider, taskId, now)) ?? (await takeAny(database, decider, taskId, now));
  const [used] = await Promise.all([use(lease), letOldestGo(database, decider, taskId, now)]);
  return used;
}

/**
 * Takes a task that nobody has decided on, by most openings far: then nothing of the person's past is to be looked at, and one statement
 * does it. A row that somebody else is changing is waited for, and looked at as it is then.
 * @returns undefined when it is another case, or refused
 */
async function takeUndecided(
  database: Database,
  decider: Decider,
  taskId: string,
  now: Date,
): Promise<Lease | undefined> {
  const { leaseUntil } = leaseOf(decider, now);
  const [taken] = await database.$queryRaw<Omit<Lease, 'leaseUntil'>[]>`
    UPDATE "ReviewTask" task
       SET "leaseUserId" = ${decider.person.id}, "leaseSessionId" = ${decider.id}, "leaseUntil" = ${leaseUntil}
     WHERE task."id" = ${taskId} AND task."organisationId" = ANY(${[...decider.jurisdiction]}::text[])
       AND task."stage" = ANY(${[...stagesFor(decider.person)]}::text[]::"ReviewTaskStage"[])
       AND cardinality(task."decidedByIds") = 0
       AND (task."leaseUntil" IS NULL OR task."leaseUntil" <= ${now} OR task."leaseUserId" = ${decider.person.id})
    RETURNING ${leased}`;
  return taken && { ...taken, leaseUntil };
}

/** Takes a task as it stands, or says why it is refused. */
async function takeAny(database: Database, decider: Decider, taskId: string, now: Date): Promise<Lease> {
  return database.$transaction(async (transaction) => {
    const task = await lockTask(transaction, decider, taskId);
    const stage = await refuseUnfit(transaction, decider, task);
    if (isLeased(task, now) && task.leaseUserId !== decider.person.id) throw leaseLost(taskId);
    const lease = leaseOf(decider, now);
    await transaction.reviewTask.update({ where: { id: taskId }, data: lease, select: { id: true } });
    const { postingId, postingVersionId } = task;
    return { taskId, postingId, postingVersionId, stage, leaseUntil: lease.leaseUntil };
  });
}

/** Keeps a task open. @returns until when. @throws RefusedError `lease_lost` when it is not open in this session any more */
export async function renewLease(database: Database, decider: Decider, taskId: string, now: Date): Promise<Date> {
  const { leaseUntil } = leaseOf(decider, now);
  const renewed = await database.reviewTask.updateMany({
    where: { ...heldBy(decider, taskId), leaseUntil: { gt: now } },
    data: { leaseUntil },
  });
  if (renewed.count === 0) throw leaseLost(taskId);
  return leaseUntil;
}

/** Lets a task go that is open in this session; anything else stays as it is. */
export async function releaseLease(database: Database, decider: Decider, taskId: string): Promise<void> {
  await database.reviewTask.updateMany({ where: heldBy(decider, taskId), data: noLease });
}

const heldBy = ({ id, person }: Decider, taskId: string) => ({
  ...{ id: taskId, leaseUserId: person.id, leaseSessionId: id },
});

/** What a task that is open in a session says. */
export const leaseOf = ({ id, person }: Pick<Decider, 'id' | 'person'>, now: Date) => ({
  leaseUserId: person.id,
  leaseSessionId: id,
  leaseUntil: new Date(now.getTime() + leaseMilliseconds),
});

export const noLease = { leaseUserId: null, leaseSessionId: null, leaseUntil: null } as const;

export interface LockedTask {
  readonly id: string;
  readonly postingVersionId: string;
  readonly postingId: string;
  readonly stage: 'first' | 'second' | 'ruling' | 'closed';
  readonly outcome: string | null;
  readonly decidedByIds: readonly string[];
  readonly leaseUserId: string | null;
  readonly leaseSessionId: string | null;
  readonly leaseUntil: Date | null;
}

/** Tasks of the jurisdiction, locked in the order of their ids: two transactions never wait for each other. */
export function lockTasks(
  transaction: Transaction,
  { jurisdiction }: Pick<Decider, 'jurisdiction'>,
  ids: readonly string[],
): Promise<LockedTask[]> {
  return transaction.$queryRaw<LockedTask[]>`
    SELECT "id", "postingVersionId", "postingId", "stage"::text AS "stage", "outcome", "decidedByIds", "leaseUserId", "leaseSessionId",
           "leaseUntil"
      FROM "ReviewTask" WHERE "id" = ANY(${[...ids]}::text[]) AND "organisationId" = ANY(${[...jurisdiction]}::text[])
     ORDER BY "id" FOR UPDATE`;
}

async function lockTask(transaction: Transaction, decider: Decider, taskId: string): Promise<LockedTask> {
  const [task] = await lockTasks(transaction, decider, [taskId]);
  if (task === undefined) throw new InputError('task_unknown', `There is no review task ${taskId}.`);
  return task;
}

export function isLeased({ leaseUntil }: Pick<LockedTask, 'leaseUntil'>, now: Date): boolean {
  return leaseUntil !== null && leaseUntil > now;
}

export function isHeldBy(task: LockedTask, { id, person }: Pick<Decider, 'id' | 'person'>, now: Date): boolean {
  return isLeased(task, now) && task.leaseSessionId === id && task.leaseUserId === person.id;
}

export function leaseLost(taskId: string): RefusedError {
  return new RefusedError(
    'lease_lost',
    `The review task ${taskId} is not open in this session; somebody else may have it.`,
  );
}

/**
 * Refuses who may not decide on the task at its stage: by role, for want of a credential number after the first stage, or for having decided on it before, under this account or another one of the
 * same officer.
 * @returns the stage
 * @throws RefusedError `task_closed`, `role_insufficient`, `credential_missing`, `same_person`
 */
export async function refuseUnfit(
  transaction: Transaction,
  { id: sessionId, person }: Pick<Decider, 'id' | 'person'>,
  task: Pick<LockedTask, 'id' | 'stage' | 'decidedByIds' | 'postingVersionId'>,
): Promise<Stage> {
  const { stage } = task;
  if (stage === 'closed')
    throw new RefusedError('task_closed', `The review task ${task.id} is closed; nothing is to be decided on it.`);
  if (!stagesOf(person.role).includes(stage))
    throw new RefusedError('role_insufficient', `${person.name} is ${person.role} and may not decide at this stage.`);
  if (needsCredential(stage) && person.credentialNumber === '')
    throw new RefusedError(
      'credential_missing',
      `${person.name} has no 执法证号 on record; the second decision and the ruling are officers' whom it tells apart.`,
    );
  if (task.decidedByIds.length === 0) return stage;
  const accounts = await accountsOf(transaction, person);
  // As they were when they decided: a credential number may have been corrected since.
  const [earlier] = await transaction.$queryRaw<unknown[]>`
    SELECT 1 FROM "Review" review
     WHERE review."postingVersionId" = ${task.postingVersionId} AND review."decision" <> 'more_needed'
       AND NOT EXISTS (SELECT 1 FROM "ReviewWithdrawal" withdrawal WHERE withdrawal."reviewId" = review."id")
       AND (review."sessionId" = ${sessionId}
            OR (${person.credentialNumber} <> '' AND review."by"->>'credentialNumber' = ${person.credentialNumber}))
     LIMIT 1`;
  if (earlier !== undefined || task.decidedByIds.some((id) => accounts.includes(id)))
    throw new RefusedError(
      'same_person',
      `${person.name} has decided on this posting before; the next review is another person's.`,
    );
  return stage;
}
