import { citableArticles } from '../../casework/reviews/cited-articles.js';
import { decideTask } from '../../casework/reviews/decide.js';
import { releaseLease, renewLease } from '../../casework/reviews/lease-task.js';
import { countWaiting } from '../../casework/reviews/list-tasks.js';
import { withdrawReview } from '../../casework/reviews/withdraw-review.js';
import {
  alikeTasks,
  articleList,
  decided,
  decideRequest,
  type NextRequest,
  type NextTask,
  nextRequest,
  nextTask,
  ownReviews,
  type ReviewTask,
  reviewTask,
  taskList,
  waiting,
  withdrawn,
} from '../../contracts/api/reviews.js';
import { idParameter } from '../parse-request.js';
import { RequestError } from '../request-error.js';
import { type Call, type Route, route, type Sources } from '../route.js';
import type { Session } from '../session.js';
import { countOwnToday } from './count-own-today.js';
import { queueQuery, withdrawQuery } from './query.js';
import { readQueue } from './read-queue.js';
import { readOwnReviews, readReviews } from './read-reviews.js';
import { openForReview, readAlike, requireTask, takeNext } from './read-task.js';
import { requirePerson } from './require-person.js';

/** Own decisions that are listed, for undoing. */
const listedOwn = 50;

export const reviewRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/reviews/queue',
    summary: '待复核列表',
    query: queueQuery,
    answer: taskList,
    handle: ({ db, now }, { session, query }) => readQueue(db, session, query, now()),
  }),
  route({
    method: 'GET',
    path: '/api/reviews/waiting',
    summary: '各复核阶段待决定的数量',
    answer: waiting,
    handle: ({ db, now }, { session }) => countWaiting(db, session, now()),
  }),
  route({
    method: 'POST',
    path: '/api/reviews/next',
    summary: '领取下一条待复核信息',
    body: nextRequest,
    answer: nextTask,
    handle: async ({ db, now }, { session, body, request }) => {
      requirePerson(request, session);
      return takeNext(db, session, body, now());
    },
  }),
  route({
    method: 'POST',
    path: '/api/reviews/tasks/:id/open',
    summary: '打开一条待复核信息，其他人暂不能打开',
    params: idParameter,
    answer: reviewTask,
    handle: async ({ db, now }, { session, params: { id }, request }) => {
      requirePerson(request, session);
      return openForReview(db, session, id, now());
    },
  }),
  route({
    method: 'POST',
    path: '/api/reviews/tasks/:id/renew',
    summary: '继续占用已打开的信息',
    params: idParameter,
    handle: async ({ db, now }, { session, params: { id }, request }) => {
      requirePerson(request, session);
      await requireTask(db, session, id);
      const leaseUntil = await renewLease(db, session, id, now());
      return { leaseUntil: leaseUntil.toISOString() };
    },
  }),
  route({
    method: 'POST',
    path: '/api/reviews/tasks/:id/release',
    summary: '放回已打开的信息',
    params: idParameter,
    handle: async ({ db }, { session, params: { id } }) => {
      await requireTask(db, session, id);
      await releaseLease(db, session, id);
    },
  }),
  route({
    method: 'GET',
    path: '/api/reviews/tasks/:id/alike',
    summary: '处于同一复核阶段的近似信息及其文字差异',
    params: idParameter,
    answer: alikeTasks,
    handle: ({ db, now }, { session, params }) => readAlike(db, session, params.id, now()),
  }),
  route({
    method: 'POST',
    path: '/api/reviews/tasks/:id/decide',
    summary: '作出复核决定',
    params: idParameter,
    body: decideRequest,
    answer: decided,
    handle: async (sources, { session, params: { id }, body: { next, ...decision }, request }) => {
      const { db, now } = sources;
      requirePerson(request, session);
      await requireTask(db, session, id);
      const { reviewIds, left } = await decideTask(db, session, id, decision, now());
      return {
        reviews: await readReviews(db, session, reviewIds),
        left: left.map((taskId) => ({ id: taskId, why: '已由他人打开，或已作出决定，未一并处理。' })),
        next: next === undefined ? null : await followBy(sources, { session, request }, next),
      };
    },
  }),
  route({
    method: 'POST',
    path: '/api/reviews/:id/withdraw',
    summary: '撤回本人的复核决定',
    params: idParameter,
    query: withdrawQuery,
    answer: withdrawn,
    handle: async (sources, { session, params: { id }, query, request }) => {
      const { db, now } = sources;
      requirePerson(request, session);
      const [own] = await readReviews(db, session, [id]);
      if (own?.by.id !== session.person.id)
        throw new RequestError(404, 'review_unknown', '没有这项复核决定，或不是您作出的。');
      const { reviewIds, left, taskId } = await withdrawReview(db, session, id, query.bulk === 'true', now());
      return {
        reviews: await readReviews(db, session, reviewIds),
        left: [...left],
        task: taskId === null ? null : await reopen(sources, { session, request }, taskId),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/reviews/mine',
    summary: '本人最近的复核决定与今日条数',
    answer: ownReviews,
    handle: async ({ db, now }, { session }) => ({
      reviews: await readOwnReviews(db, session, listedOwn),
      today: await countOwnToday(db, session, now()),
    }),
  }),
  route({
    method: 'GET',
    path: '/api/reviews/articles',
    summary: '复核可引用的法律条款',
    answer: articleList,
    handle: async () => ({ articles: [...citableArticles()] }),
  }),
];

type Asker = Pick<Call<undefined, undefined, undefined, Session>, 'session' | 'request'>;

/** The next task after a decision. That is saved: whatever goes wrong now is logged, and the page asks again. */
async function followBy(
  { db, now }: Sources,
  { session, request }: Asker,
  next: NextRequest,
): Promise<NextTask | null> {
  try {
    return await takeNext(db, session, next, now());
  } catch (error) {
    request.log.error({ err: error }, 'no next task could be given after a decision');
  }
  try {
    return { task: null, waiting: await countWaiting(db, session, now()) };
  } catch (error) {
    request.log.error({ err: error }, 'what waits could not be counted after a decision');
    return null;
  }
}

/** The task of a decision that has been taken back; null where it cannot be opened any more. */
async function reopen({ db, now }: Sources, { session, request }: Asker, taskId: string): Promise<ReviewTask | null> {
  try {
    return await openForReview(db, session, taskId, now());
  } catch (error) {
    request.log.error({ err: error }, 'the task could not be opened after a withdrawal');
    return null;
  }
}
