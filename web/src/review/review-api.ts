import { z } from 'zod';
import {
  alikeTasks,
  articleList,
  type DecideRequest,
  decided,
  nextTask,
  ownReviews,
  type QueueFilter,
  reviewTask,
  taskList,
  unmasked,
  waiting,
  withdrawn,
} from '../../../contracts/api/reviews.js';
import { readApi, writeApi } from '../api/read-api.js';
import { queueQuery } from './queue-filter.js';

const taskPath = (id: string) => `/api/reviews/tasks/${encodeURIComponent(id)}`;

/** What the review pages read; each rejects with ApiFailure. */
export const reviewApi = {
  readQueue(filter: QueueFilter, after: string | null, signal: AbortSignal) {
    const query = queueQuery(filter);
    query.set('limit', '50');
    if (after !== null) query.set('after', after);
    return readApi(taskList, `/api/reviews/queue?${query}`, signal);
  },
  readWaiting: (signal: AbortSignal) => readApi(waiting, '/api/reviews/waiting', signal),
  readOwn: (signal: AbortSignal) => readApi(ownReviews, '/api/reviews/mine', signal),
  readArticles: (signal: AbortSignal) => readApi(articleList, '/api/reviews/articles', signal),
  readAlike: (id: string, signal: AbortSignal) => readApi(alikeTasks, `${taskPath(id)}/alike`, signal),
  unmask: (postingId: string) => writeApi(unmasked, 'POST', `/api/postings/${encodeURIComponent(postingId)}/unmask`),
};

/**
 * What a person does with tasks; each rejects with ApiFailure, `person_changed` where another person has logged in to this browser since:
 * cookies are shared by all its tabs, and what one person sees and decides here is not the other's.
 */
export function taskApiOf(personId: string) {
  const write = <T extends z.ZodType>(schema: T, path: string, body?: unknown) =>
    writeApi(schema, 'POST', path, body, { 'x-person': personId });
  return {
    /** Leases the next one that is none of `except`. */
    takeNext: (filter: QueueFilter, except: readonly string[]) =>
      write(nextTask, '/api/reviews/next', { ...filter, except }),
    /** Leases this one. */
    open: (id: string) => write(reviewTask, `${taskPath(id)}/open`),
    renew: (id: string) => write(z.unknown(), `${taskPath(id)}/renew`),
    release: (id: string) => write(z.undefined(), `${taskPath(id)}/release`),
    /** Releases it when no answer is waited for, as while the page is being left; a lease that stays runs out by itself. */
    letGo(id: string): void {
      void fetch(`${taskPath(id)}/release`, { method: 'POST', keepalive: true }).catch(() => undefined);
    },
    decide: (id: string, request: DecideRequest) => write(decided, `${taskPath(id)}/decide`, request),
    /** Takes a decision back, and with `bulk` those that were taken with it; the answer's task is open again. */
    withdraw: (reviewId: string, bulk: boolean) =>
      write(withdrawn, `/api/reviews/${encodeURIComponent(reviewId)}/withdraw${bulk ? '?bulk=true' : ''}`),
  };
}

export type TaskApi = ReturnType<typeof taskApiOf>;
