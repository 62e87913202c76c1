import { v7 as newId } from 'uuid';
import { InputError, RefusedError } from '../../contracts/errors.js';
import { namedPerson } from '../../contracts/evidence-record.js';
import type { Decision, Dismissal } from '../../contracts/review.js';
import type { Database, Transaction } from '../../prisma/open-database.js';
import type { OpenSession } from '../users/open-session.js';
import { recordDecisions } from './decide.js';
import { isHeldBy, isLeased, type LockedTask, leaseLost, lockTasks, refuseUnfit } from './lease-task.js';
import { type RecordedReview, settleTask } from './review-rows.js';
import { stagesOf } from './stage-rules.js';

export interface NewReview {
  readonly postingVersionId: string;
  readonly decision: Decision;
  /** Of a confirmation, those of the verdict where there are none. */
  readonly categories: readonly string[];
  /** Articles cited, in the person's own words; those that belong to the categories where there are none. */
  readonly articles: readonly string[];
  /** Why it is dismissed; `other` where absent. */
  readonly dismissal?: Dismissal;
  readonly note: string;
}

/**
 * Records what a person decides on a posting's words from the command line, where nothing is opened before: the same rules as in the queue,
 * for a task that nobody else has open. A version that waits in no queue is entered, so that a second review can follow.
 *
 * @throws RefusedError `role_insufficient`; `credential_missing`; `same_person` when who decided before would decide again; `task_closed`; `lease_lost`;
 *   InputError `posting_unknown`, `category_unknown`
 */
export async function recordReview(
  database: Database,
  session: OpenSession,
  review: NewReview,
  now: Date,
): Promise<RecordedReview> {
  const { person } = session;
  if (stagesOf(person.role).length === 0)
    throw new RefusedError('role_insufficient', `${person.name} is ${person.role} and may not decide on postings.`);
  return database.$transaction(async (transaction) => {
    const task = await provideTask(transaction, review.postingVersionId, now);
    if (isLeased(task, now) && !isHeldBy(task, session, now) && task.leaseUserId !== person.id)
      throw leaseLost(task.id);
    await refuseUnfit(transaction, session, task);
    const { decision, categories, articles, note, dismissal = 'other' } = review;
    const request = { decision, categories, articles, note, requestId: null };
    const [id = ''] = await recordDecisions(
      transaction,
      session,
      [task],
      { ...request, dismissal: decision === 'dismissed' ? dismissal : null },
      now,
    );
    const row = await transaction.review.findUniqueOrThrow({ where: { id } });
    return {
      ...{ id, decision, note, by: namedPerson.parse(row.by), sessionId: session.id, at: now.toISOString() },
      ...{ stage: stageOf(task), categories: row.categories, articles: row.articles },
      ...(row.dismissal === null ? {} : { dismissal: row.dismissal }),
    };
  });
}

/** The version's task, locked; entered where there is none. Two who decide at once are put in an order by the version's row. */
async function provideTask(transaction: Transaction, postingVersionId: string, now: Date): Promise<LockedTask> {
  const [version] = await transaction.$queryRaw<{ postingId: string; platformId: string; organisationId: string }[]>`
    SELECT posting."id" AS "postingId", platform."id" AS "platformId", platform."organisationId" FROM "PostingVersion" version
      JOIN "Posting" posting ON posting."id" = version."postingId" JOIN "Platform" platform ON platform."id" = posting."platformId"
     WHERE version."id" = ${postingVersionId} FOR NO KEY UPDATE OF version`;
  if (version === undefined)
    throw new InputError('posting_unknown', `There is no posting version ${postingVersionId}.`);
  const known = await transaction.reviewTask.findUnique({ where: { postingVersionId }, select: { id: true } });
  const id = known?.id ?? newId();
  if (known === null) {
    const verdict = await transaction.verdict.findFirst({
      where: { postingVersionId },
      orderBy: { id: 'desc' },
      select: { band: true, probability: true },
    });
    const rank = verdict?.probability ?? 0;
    await transaction.reviewTask.create({
      data: {
        ...{ id, postingVersionId, ...version, band: verdict?.band ?? 'clear', rank, certainty: Math.abs(rank - 0.5) },
        ...{ enteredAt: now, decidedByIds: [] },
      },
      select: { id: true },
    });
    await settleTask(transaction, { id, postingVersionId }, now);
  }
  const [task] = await lockTasks(transaction, { jurisdiction: [version.organisationId] }, [id]);
  if (task === undefined) throw new InputError('posting_unknown', `There is no posting version ${postingVersionId}.`);
  return task;
}

function stageOf({ id, stage }: LockedTask): RecordedReview['stage'] {
  if (stage === 'closed') throw new RangeError(`The closed task ${id} was decided on.`);
  return stage;
}
