import type { JobPayload, Step } from '../contracts/jobs.js';
import type { Database, Transaction } from '../prisma/open-database.js';
import type { QueuedJob } from './engine.js';

/** Work that becomes due with a change. */
export interface NewDueWork {
  readonly step: Step;
  readonly subjectId: string;
  readonly crawlRunId: string | null;
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
 * How long a claim is believed, in milliseconds. A page that waits longer for its host or its browser may be fetched by a second worker
 * besides; of the two, one effect is kept.
 */
const leaseMilliseconds = 10 * 60_000;

/**
 * Writes what has become due, in the transaction of the change that made it so. What is there already stays: a step that runs twice
 * makes the same work due once.
 */
export async function addDueWork(
  transaction: Transaction,
  work: readonly NewDueWork[],
  now: Date,
): Promise<QueuedJob[]> {
  if (work.length === 0) return [];
  await transaction.dueWork.createMany({ data: work.map((item) => ({ ...item, dueAt: now })), skipDuplicates: true });
  const rows = await transaction.dueWork.findMany({
    // Identifiers of rows are unique over all tables, so this finds the same rows as pairs would, ten times as fast for thousands.
    where: {
      state: 'due',
      step: { in: [...new Set(work.map(({ step }) => step))] },
      subjectId: { in: work.map(({ subjectId }) => subjectId) },
    },
    select: { id: true, step: true, dueAt: true },
  });
  return rows.map((row) => ({ payload: { dueWorkId: row.id, step: row.step as Step }, notBefore: row.dueAt }));
}

/**
 * Takes a row for this worker.
 * @returns undefined when there is nothing to do: it is done, another worker has it, or it is not due yet.
 */
export async function claimDueWork(
  database: Database,
  payload: JobPayload,
  holder: string,
  now: Date,
): Promise<ClaimedWork | undefined> {
  const claimed = await database.dueWork.updateManyAndReturn({
    where: {
      id: payload.dueWorkId,
      state: 'due',
      dueAt: { lte: now },
      OR: [{ leaseUntil: null }, { leaseUntil: { lt: now } }],
    },
    data: { leaseHolder: holder, leaseUntil: new Date(now.getTime() + leaseMilliseconds) },
    select: { id: true, step: true, subjectId: true, crawlRunId: true, attempts: true, delays: true },
  });
  const row = claimed[0];
  return row === undefined ? undefined : { ...row, step: row.step as Step };
}

/** Thrown inside a step's transaction when the work was ended meanwhile by another: its effect must not happen twice. */
export class AlreadyEnded extends Error {}

/** Ends the work in the transaction of its effect. A second worker that comes to this line rolls its effect back. */
export async function endDueWork(
  transaction: Transaction,
  work: ClaimedWork,
  holder: string,
  now: Date,
): Promise<void> {
  const ended = await transaction.dueWork.updateMany({
    where: { id: work.id, state: 'due', leaseHolder: holder },
    data: { state: 'done', finishedAt: now, leaseHolder: null, leaseUntil: null, errorCode: null, errorMessage: null },
  });
  if (ended.count !== 1) throw new AlreadyEnded(`The work ${work.id} was ended by another worker.`);
}
