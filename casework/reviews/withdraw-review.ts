import { v7 as newId } from 'uuid';
import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries, type NewLedgerEntry } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import { type Database, Prisma, type Transaction } from '../../prisma/open-database.js';
import type { Decider } from './decider.js';
import { isLeased, type LockedTask, leaseOf, lockTasks, noLease } from './lease-task.js';
import { settleTask } from './review-rows.js';
import { stagesOf } from './stage-rules.js';

export interface Withdrawn {
  readonly reviewIds: readonly string[];
  /** Of the bulk: reviews that stay, for another person has decided since or a package has them. */
  readonly left: readonly string[];
  /** The task that is open to the person again, where nobody else has it. */
  readonly taskId: string | null;
}

/**
 * Takes a person's own decision back, so that it counts nowhere; the row stays. Possible while it is the newest of its version and no package
 * that holds it has been exported. Task and lease go back to where they were.
 *
 * @param isBulk whether the decisions taken with it go too, as far as they may
 * @throws InputError `review_unknown` for one that is not the person's; RefusedError `review_withdrawn`, `review_superseded`, `review_exported`
 */
export async function withdrawReview(
  database: Database,
  decider: Decider,
  reviewId: string,
  isBulk: boolean,
  now: Date,
): Promise<Withdrawn> {
  return database.$transaction(async (transaction) => {
    const own = await findOwn(transaction, decider, reviewId);
    const bulk =
      isBulk && own.bulkId !== null
        ? await transaction.review.findMany({
            where: { bulkId: own.bulkId, userId: decider.person.id, id: { not: reviewId } },
            orderBy: { id: 'asc' },
            select: { id: true, postingVersionId: true },
          })
        : [];
    const versions = [own, ...bulk].map(({ postingVersionId }) => postingVersionId);
    const ids = await transaction.reviewTask.findMany({
      where: { postingVersionId: { in: versions } },
      select: { id: true },
    });
    const tasks = await lockTasks(
      transaction,
      decider,
      ids.map(({ id }) => id),
    );
    const taskOf = (postingVersionId: string) => tasks.find((task) => task.postingVersionId === postingVersionId);
    // Under the lock nobody decides and nobody withdraws.
    const obstacle = await findObstacle(transaction, reviewId);
    if (obstacle !== undefined) throw refusal(obstacle, reviewId);
    const left: string[] = [];
    const going = [{ id: reviewId, postingVersionId: own.postingVersionId }];
    for (const other of bulk) {
      if ((await findObstacle(transaction, other.id)) === undefined) going.push(other);
      else left.push(other.id);
    }
    const entries: NewLedgerEntry[] = [];
    for (const { id, postingVersionId } of going) {
      entries.push(await storeWithdrawal(transaction, decider, id, now));
      const task = taskOf(postingVersionId);
      if (task !== undefined) await reopen(transaction, decider, task, id === reviewId, now);
    }
    await appendLedgerEntries(transaction, entries, now);
    const task = taskOf(own.postingVersionId);
    const isOpenAgain = task !== undefined && isFree(task, decider, now) && stagesOf(decider.person.role).length > 0;
    return { reviewIds: going.map(({ id }) => id), left, taskId: isOpenAgain ? task.id : null };
  });
}

type Obstacle = 'review_withdrawn' | 'review_superseded' | 'review_exported';

async function findOwn(transaction: Transaction, { person, jurisdiction }: Decider, reviewId: string) {
  const review = await transaction.review.findFirst({
    where: {
      ...{ id: reviewId, userId: person.id },
      postingVersion: { posting: { platform: { organisationId: { in: [...jurisdiction] } } } },
    },
    select: { postingVersionId: true, bulkId: true },
  });
  if (review === null) throw new InputError('review_unknown', `${person.name} has no review ${reviewId}.`);
  return review;
}

async function findObstacle(transaction: Transaction, reviewId: string): Promise<Obstacle | undefined> {
  const [row] = await transaction.$queryRaw<{ obstacle: Obstacle | null }[]>`
    SELECT ${obstacleOf} AS "obstacle" FROM "Review" review WHERE review."id" = ${reviewId}`;
  return row?.obstacle ?? undefined;
}

/** SQL: why the row `review` cannot be taken back by whoever made it; null where it can. */
export const obstacleOf = Prisma.sql`
  CASE WHEN EXISTS (SELECT 1 FROM "ReviewWithdrawal" withdrawal WHERE withdrawal."reviewId" = review."id") THEN 'review_withdrawn'
       WHEN EXISTS (SELECT 1 FROM "Review" newer
                     WHERE newer."postingVersionId" = review."postingVersionId" AND newer."id" > review."id"
                       AND NOT EXISTS (SELECT 1 FROM "ReviewWithdrawal" withdrawal WHERE withdrawal."reviewId" = newer."id"))
            THEN 'review_superseded'
       WHEN EXISTS (SELECT 1 FROM "PostingVersion" version
                      JOIN "EvidencePackage" package ON package."postingId" = version."postingId"
                      LEFT JOIN "FullCapture" capture ON capture."id" = package."fullCaptureId"
                      LEFT JOIN "FullCaptureOrder" ordered ON ordered."id" = capture."orderId"
                     WHERE version."id" = review."postingVersionId" AND package."exportedAt" >= review."decidedAt"
                       AND (ordered."id" IS NULL OR ordered."postingVersionId" = version."id"))
            THEN 'review_exported' END`;

function refusal(obstacle: Obstacle, reviewId: string): RefusedError {
  const why: Readonly<Record<Obstacle, string>> = {
    review_withdrawn: 'it was taken back already',
    review_superseded: 'it is not the newest decision on the advertisement any more',
    review_exported: 'a package that holds it was exported',
  };
  return new RefusedError(obstacle, `The review ${reviewId} stays: ${why[obstacle]}.`);
}

async function storeWithdrawal(
  transaction: Transaction,
  { id: sessionId, person }: Decider,
  reviewId: string,
  now: Date,
): Promise<NewLedgerEntry> {
  const row = { id: newId(), reviewId, userId: person.id, sessionId };
  await transaction.reviewWithdrawal.create({ data: { ...row, withdrawnAt: now } });
  return rowEntry('review.withdrawn', row, now);
}

async function reopen(
  transaction: Transaction,
  decider: Decider,
  task: LockedTask,
  isLeasedAgain: boolean,
  now: Date,
): Promise<void> {
  // A newer version's task stands in its place.
  if (task.stage === 'closed' && task.outcome === null) return;
  const openElsewhere = isFree(task, decider, now) ? undefined : task;
  await settleTask(transaction, task, now);
  const { leaseUserId, leaseSessionId, leaseUntil } =
    openElsewhere ?? (isLeasedAgain ? leaseOf(decider, now) : noLease);
  await transaction.reviewTask.update({
    where: { id: task.id },
    data: { leaseUserId, leaseSessionId, leaseUntil },
    select: { id: true },
  });
}

function isFree(task: LockedTask, { person }: Decider, now: Date): boolean {
  return !isLeased(task, now) || task.leaseUserId === person.id;
}
