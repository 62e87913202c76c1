import { v7 as newId } from 'uuid';
import type { JobPayload, Step } from '../contracts/jobs.js';
import type { Database, Transaction } from '../prisma/open-database.js';
import type { QueuedJob } from './engine.js';

/** Work that becomes due with a change. */
export interface NewDueWork {
  readonly step: Step;
  readonly subjectId: string;
  readonly crawlRunId: string | null;
  /** Higher goes first; 0 where absent. */
  readonly priority?: number;
  /** Not before then; at once where absent. */
  readonly dueAt?: Date;
}

/** A claimed row, as its step gets it. */
export interface ClaimedWork {
  readonly id: string;
  readonly step: Step;
  readonly subjectId: string;
  readonly crawlRunId: string | null;
  readonly attempts: number;
  readonly delays: number;
}

/**
 * How long a claim is believed, in milliseconds. A page that takes longer may be fetched by a second worker besides; of the two, one
 * effect is kept.
 */
const leaseMilliseconds = 10 * 60_000;

/**
 * Writes what has become due, in the transaction of the change that made it so. What is there already stays: a step that runs twice
 * makes the same work due once.
 *
 * @returns the jobs of what is new.
 */
export async function addDueWork(
  transaction: Transaction,
  work: readonly NewDueWork[],
  now: Date,
): Promise<QueuedJob[]> {
  if (work.length === 0) return [];
  const rows = work.map(({ step, subjectId, crawlRunId, priority = 0, dueAt = now }) => ({
    ...{ id: newId(), step, subjectId, crawlRunId, priority, dueAt: dueAt.toISOString() },
  }));
  const inserted = await transaction.$queryRaw<{ id: string; step: Step; priority: number; dueAt: Date }[]>`
    INSERT INTO "DueWork" ("id", "step", "subjectId", "crawlRunId", "priority", "dueAt", "createdAt")
    SELECT "id", "step", "subjectId", "crawlRunId", "priority", "dueAt", ${now}::timestamptz
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS row("id" text, "step" text, "subjectId" text, "crawlRunId" text, "priority" int, "dueAt" timestamptz)
    ON CONFLICT ("step", "subjectId") DO NOTHING
    RETURNING "id", "step", "priority", "dueAt"`;
  return inserted.map(({ id, step, priority, dueAt }) => ({
    payload: { dueWorkId: id, step },
    notBefore: dueAt,
    priority,
  }));
}

/** The steps that ask something of a platform: of a paused run they are not taken. What was received before is still read and judged. */
export const pageSteps: readonly Step[] = ['fetch_page', 'render_page'];

/**
 * Takes rows for this worker, all in one statement. Pages of a paused run stay where they are. What has been due since it was written is due whatever a clock that was set says.
 * @returns for each payload its row, or undefined when there is nothing to do: it is done, another worker has it, its run is
 * paused, or it is not due yet.
 */
export async function claimDueWork(
  database: Database,
  payloads: readonly JobPayload[],
  holder: string,
  now: Date,
): Promise<(ClaimedWork | undefined)[]> {
  const until = new Date(now.getTime() + leaseMilliseconds);
  const claimed = await database.$queryRaw<ClaimedWork[]>`
    UPDATE "DueWork" SET "leaseHolder" = ${holder}, "leaseUntil" = ${until}
     WHERE "id" = ANY(${payloads.map(({ dueWorkId }) => dueWorkId)}) AND "state" = 'due'
       AND ("dueAt" <= ${now} OR "dueAt" = "createdAt")
       AND ("leaseUntil" IS NULL OR "leaseUntil" < ${now})
       AND NOT ("step" = ANY(${[...pageSteps]}) AND EXISTS (
         SELECT 1 FROM "CrawlRun" run WHERE run."id" = "DueWork"."crawlRunId" AND run."pausedAt" IS NOT NULL))
    RETURNING "id", "step", "subjectId", "crawlRunId", "attempts", "delays"`;
  const byId = new Map(claimed.map((work) => [work.id, work]));
  // A job that came twice in one call is done once.
  return payloads.map(({ dueWorkId }) => {
    const work = byId.get(dueWorkId);
    byId.delete(dueWorkId);
    return work;
  });
}

/**
 * Ends work in the transaction of its effect, before anything else in it. What another worker has ended meanwhile is not among the
 * returned ids: its effect must not happen again.
 */
export async function endDueWork(
  transaction: Transaction,
  work: readonly ClaimedWork[],
  holder: string,
  now: Date,
): Promise<ReadonlySet<string>> {
  const ended = await transaction.$queryRaw<{ id: string }[]>`
    UPDATE "DueWork"
       SET "state" = 'done', "finishedAt" = ${now}, "leaseHolder" = NULL, "leaseUntil" = NULL,
           "errorCode" = NULL, "errorMessage" = NULL, "errorClass" = NULL
     WHERE "id" = ANY(${work.map(({ id }) => id)}) AND "state" = 'due' AND "leaseHolder" = ${holder}
    RETURNING "id"`;
  return new Set(ended.map(({ id }) => id));
}

/** Gives work back as it was, for another try by whoever comes first. */
export async function giveBack(database: Database, ids: readonly string[], holder: string): Promise<void> {
  await database.$executeRaw`
    UPDATE "DueWork" SET "leaseHolder" = NULL, "leaseUntil" = NULL
     WHERE "id" = ANY(${[...ids]}) AND "state" = 'due' AND "leaseHolder" = ${holder}`;
}

/**
 * Gives work back, and shows in its row that it is put off: for waits that an operator should see.
 *
 * @param reason code of why it waits, where somebody is told; a wait is no failure, so that it has no class
 */
export async function putOff(
  database: Database,
  id: string,
  holder: string,
  until: Date,
  reason: string | null = null,
): Promise<void> {
  await database.$executeRaw`
    UPDATE "DueWork"
       SET "leaseHolder" = NULL, "leaseUntil" = NULL, "dueAt" = ${until}, "errorCode" = coalesce(${reason}, "errorCode"),
           "errorMessage" = CASE WHEN ${reason}::text IS NULL THEN "errorMessage" END,
           "errorClass" = CASE WHEN ${reason}::text IS NULL THEN "errorClass" END
     WHERE "id" = ${id} AND "state" = 'due' AND "leaseHolder" = ${holder}`;
}
