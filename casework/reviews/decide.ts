import { InputError, RefusedError } from '../../contracts/errors.js';
import type { Decision, Dismissal } from '../../contracts/review.js';
import { category } from '../../contracts/verdict.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import type { Database, Transaction } from '../../prisma/open-database.js';
import { citableArticles, proposedArticles, proposedCategories } from './cited-articles.js';
import type { Decider } from './decider.js';
import { findAlike } from './find-alike.js';
import { isHeldBy, isLeased, type LockedTask, leaseLost, lockTasks, refuseUnfit } from './lease-task.js';
import { newReviewIds, type ReviewRow, settleTask, storeReviews } from './review-rows.js';

export interface DecisionRequest {
  readonly decision: Decision;
  /** Of a confirmation: those of the verdict where there are none. */
  readonly categories: readonly string[];
  /** As `citableArticles` names them; those that belong to the categories where there are none. */
  readonly articles: readonly string[];
  readonly dismissal: Dismissal | null;
  readonly note: string;
  /** Tasks of near-duplicates that the same decision is taken on. */
  readonly alike: readonly string[];
  /** The same one again is the same decision, taken once. */
  readonly requestId: string;
}

export interface Decided {
  /** Of the reviews that were recorded, the task's own first. */
  readonly reviewIds: readonly string[];
  /** Of `alike`: tasks that were not decided on. */
  readonly left: readonly string[];
}

/**
 * Takes a person's decision on a task that they have open, and on those near-duplicates of it that nobody else has open and that are at the
 * same stage. Reviews, tasks and ledger entries are one transaction, the tasks locked: two who decide at once are put in an order, and a
 * request that is sent again after a lost answer finds what it has done.
 *
 * @throws InputError `task_unknown`, `category_unknown`, `article_unknown`, `dismissal_missing`, `request_reused`; RefusedError `lease_lost`,
 *   `task_closed`, `role_insufficient`, `credential_missing`, `same_person`
 */
export async function decideTask(
  database: Database,
  decider: Decider,
  taskId: string,
  request: DecisionRequest,
  now: Date,
): Promise<Decided> {
  refuseUncitable(request);
  return database.$transaction(async (transaction) => {
    const others = [...new Set(request.alike)].filter((id) => id !== taskId);
    const tasks = await lockTasks(transaction, decider, [taskId, ...others]);
    const task = tasks.find(({ id }) => id === taskId);
    if (task === undefined) throw new InputError('task_unknown', `There is no review task ${taskId}.`);
    const earlier = await findEarlier(transaction, decider, task, tasks, request.requestId);
    if (earlier !== undefined)
      return { reviewIds: earlier.reviewIds, left: others.filter((id) => !earlier.taskIds.includes(id)) };
    if (!isHeldBy(task, decider, now)) throw leaseLost(taskId);
    await refuseUnfit(transaction, decider, task);
    const alike = await decidableAlike(transaction, decider, task, tasks, now);
    const reviewIds = await recordDecisions(transaction, decider, [task, ...alike], request, now);
    const decided = new Set(alike.map(({ id }) => id));
    return { reviewIds, left: others.filter((id) => !decided.has(id)) };
  });
}

/**
 * Writes one decision on locked tasks of one stage, moves them, and appends the ledger entries: the end of a transaction.
 * @returns the ids of the reviews, in the order of the tasks
 */
export async function recordDecisions(
  transaction: Transaction,
  { id: sessionId, person }: Pick<Decider, 'id' | 'person'>,
  tasks: readonly LockedTask[],
  request: Omit<DecisionRequest, 'alike' | 'requestId'> & { readonly requestId: string | null },
  now: Date,
): Promise<readonly string[]> {
  const { decision, dismissal, note, requestId } = request;
  if (decision === 'dismissed' && dismissal === null)
    throw new InputError('dismissal_missing', 'A dismissal gives its reason.');
  const [first] = tasks;
  if (first === undefined || first.stage === 'closed') throw new RangeError('No open task is decided on.');
  const { stage } = first;
  const cited = await citedBy(transaction, first, request);
  const ids = await newReviewIds(
    transaction,
    tasks.map(({ postingVersionId }) => postingVersionId),
  );
  const rows = tasks.map(
    ({ postingVersionId }): ReviewRow => ({
      ...{ postingVersionId, requestId },
      review: {
        ...{ id: ids.get(postingVersionId) ?? '', stage, decision, note, by: person, sessionId, at: now.toISOString() },
        ...cited,
        ...(decision === 'dismissed' && dismissal !== null ? { dismissal } : {}),
        ...(tasks.length > 1 && requestId !== null ? { bulkId: requestId } : {}),
      },
    }),
  );
  const entries = await storeReviews(transaction, rows);
  for (const task of tasks) await settleTask(transaction, task, now);
  await appendLedgerEntries(transaction, entries, now);
  return rows.map(({ review }) => review.id);
}

/** A confirmation names at least one category and one article; other decisions name what they were given. */
async function citedBy(
  transaction: Transaction,
  { postingVersionId }: LockedTask,
  { decision, categories: given, articles }: Pick<DecisionRequest, 'decision' | 'categories' | 'articles'>,
): Promise<{ categories: string[]; articles: string[] }> {
  const unknown = given.find((one) => !category.safeParse(one).success);
  if (unknown !== undefined)
    throw new InputError(
      'category_unknown',
      `There is no category «${unknown}»; give one of ${category.options.join(', ')}.`,
    );
  if (decision !== 'confirmed') return { categories: [...given], articles: [...articles] };
  const verdict = await transaction.verdict.findFirst({
    where: { postingVersionId },
    orderBy: { id: 'desc' },
    select: { categories: true },
  });
  const categories = proposedCategories(given.length > 0 ? given : (verdict?.categories ?? []));
  return {
    categories: [...categories],
    articles: articles.length > 0 ? [...new Set(articles)] : [...proposedArticles(categories)],
  };
}

function refuseUncitable({ articles }: DecisionRequest): void {
  const known = new Set(citableArticles().map(({ citation }) => citation));
  const unknown = articles.find((article) => !known.has(article));
  if (unknown !== undefined) throw new InputError('article_unknown', `No article of law is named «${unknown}».`);
}

/** What this request has recorded already, if it has. */
async function findEarlier(
  transaction: Transaction,
  { person }: Decider,
  task: LockedTask,
  tasks: readonly LockedTask[],
  requestId: string,
): Promise<{ reviewIds: readonly string[]; taskIds: readonly string[] } | undefined> {
  const reviews = await transaction.review.findMany({
    where: { requestId },
    orderBy: { id: 'asc' },
    select: { id: true, postingVersionId: true, userId: true },
  });
  if (reviews.length === 0) return undefined;
  const own = reviews.find(({ postingVersionId }) => postingVersionId === task.postingVersionId);
  if (own === undefined || own.userId !== person.id)
    throw new InputError('request_reused', `The request ${requestId} was another decision's.`);
  const versions = new Set(reviews.map(({ postingVersionId }) => postingVersionId));
  return {
    reviewIds: [own.id, ...reviews.filter((review) => review !== own).map(({ id }) => id)],
    taskIds: tasks.filter(({ postingVersionId }) => versions.has(postingVersionId)).map(({ id }) => id),
  };
}

/** Of the other locked tasks: near-duplicates at the same stage that nobody else has open and that the person may decide on. */
async function decidableAlike(
  transaction: Transaction,
  decider: Decider,
  task: LockedTask,
  tasks: readonly LockedTask[],
  now: Date,
): Promise<readonly LockedTask[]> {
  const others = tasks.filter((other) => other !== task);
  if (others.length === 0) return [];
  const alike = await findAlike(
    transaction,
    decider,
    task.id,
    now,
    others.map(({ id }) => id),
  );
  const fit: LockedTask[] = [];
  for (const other of others) {
    const isAlike = alike.some(({ taskId }) => taskId === other.id) && other.stage === task.stage;
    if (!isAlike || (isLeased(other, now) && other.leaseUserId !== decider.person.id)) continue;
    const refused = await refuseUnfit(transaction, decider, other).then(() => false, isRefusal);
    if (!refused) fit.push(other);
  }
  return fit;
}

function isRefusal(error: unknown): true {
  if (error instanceof RefusedError) return true;
  throw error;
}
