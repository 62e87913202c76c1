import { proposedArticles, proposedCategories } from '../../casework/reviews/cited-articles.js';
import { findAlike } from '../../casework/reviews/find-alike.js';
import { type Lease, leaseNext, openTask } from '../../casework/reviews/lease-task.js';
import { countWaiting } from '../../casework/reviews/list-tasks.js';
import type { AlikeTasks, NextRequest, NextTask, ReviewTask } from '../../contracts/api/reviews.js';
import { InputError } from '../../contracts/errors.js';
import type { Database } from '../../prisma/open-database.js';
import { maskContacts } from '../postings/mask-contacts.js';
import { readPosting } from '../postings/postings.js';
import { RequestError } from '../request-error.js';
import type { Session } from '../session.js';
import { readReviewsOf } from './read-reviews.js';
import { readStanding, readSummaries } from './read-summaries.js';
import { wordDifference } from './word-difference.js';

/**
 * A task that is open to the person. What would tell a sampled posting or decide for the person does not go: band and probability; who the
 * verdict says is speaking, for of clear postings it never says; and categories other than those that a confirmation would name.
 */
async function readTask(db: Database, session: Session, lease: Lease, now: Date): Promise<ReviewTask> {
  const { taskId: id, postingId, postingVersionId, stage, leaseUntil } = lease;
  const [detail, alike, { campaign, reviews }] = await Promise.all([
    readPosting(db, session, postingId, postingVersionId),
    findAlike(db, session, id, now),
    readCircumstances(db, session, lease),
  ]);
  const { band: _band, probability: _probability, ...posting } = detail;
  const categories = [...proposedCategories(detail.categories)];
  return {
    ...{ id, stage, leaseUntil: leaseUntil.toISOString(), reviews },
    posting: { ...posting, categories, side: null },
    ...{ campaign, alike: alike.length },
    proposed: { categories, articles: [...proposedArticles(categories)] },
  };
}

/** Most versions were never decided on: then decisions, which are costly to ask for, are not. */
async function readCircumstances(
  db: Database,
  session: Session,
  subject: Pick<Lease, 'postingId' | 'postingVersionId'>,
): Promise<Pick<ReviewTask, 'campaign' | 'reviews'>> {
  const { campaign, isReviewed } = await readStanding(db, session, subject);
  return { campaign, reviews: isReviewed ? await readReviewsOf(db, session, subject) : [] };
}

/** Leases a task and reads it. RequestError 404 where the jurisdiction has none of this id; what else is refused, as `openTask` says. */
export async function openForReview(db: Database, session: Session, id: string, now: Date): Promise<ReviewTask> {
  try {
    return await openTask(db, session, id, now, (lease) => readTask(db, session, lease, now));
  } catch (error) {
    throw error instanceof InputError && error.code === 'task_unknown' ? taskUnknown() : error;
  }
}

/** Leases the next task and reads it. */
export async function takeNext(
  db: Database,
  session: Session,
  { except, ...filter }: NextRequest,
  now: Date,
): Promise<NextTask> {
  const lease = await leaseNext(db, session, filter, except, now);
  const [task, waiting] = await Promise.all([
    lease === undefined ? null : readTask(db, session, lease, now),
    countWaiting(db, session, now),
  ]);
  return { task, waiting };
}

/** Near-duplicates of a task's advertisement, with the words in which they differ from it. */
export async function readAlike(db: Database, session: Session, taskId: string, now: Date): Promise<AlikeTasks> {
  const { postingVersionId } = await requireTask(db, session, taskId);
  const alike = await findAlike(db, session, taskId, now);
  const ids = alike.map((each) => each.taskId);
  const [summaries, words] = await Promise.all([readSummaries(db, session, ids, now), readWords(db, [taskId, ...ids])]);
  const opened = words.get(taskId) ?? '';
  const similarities = new Map(alike.map((each) => [each.taskId, each.similarity]));
  return {
    tasks: summaries.map((summary) => ({
      ...summary,
      similarity: similarities.get(summary.id) ?? 0,
      difference: wordDifference(opened, words.get(summary.id) ?? ''),
    })),
  };

  async function readWords(database: Database, taskIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const versions = await database.postingVersion.findMany({
      where: { OR: [{ id: postingVersionId }, { reviewTask: { id: { in: [...taskIds] } } }] },
      select: { title: true, text: true, reviewTask: { select: { id: true } } },
    });
    return new Map(
      versions.map(({ title, text, reviewTask }) => [reviewTask?.id ?? '', maskContacts(`${title}\n${text}`)]),
    );
  }
}

/** RequestError 404 for a task that is not there, or not the jurisdiction's. */
export async function requireTask(
  db: Database,
  { jurisdiction }: Pick<Session, 'jurisdiction'>,
  id: string,
): Promise<{ postingId: string; postingVersionId: string }> {
  const task = await db.reviewTask.findFirst({
    where: { id, organisationId: { in: [...jurisdiction] } },
    select: { postingId: true, postingVersionId: true },
  });
  if (task === null) throw taskUnknown();
  return task;
}

const taskUnknown = () => new RequestError(404, 'task_unknown', '没有这项复核任务。');
