import { z } from 'zod';
import type { Place } from '../../casework/reviews/list-tasks.js';
import { queueFilter } from '../../contracts/api/reviews.js';
import { pageLimit, pageStart } from '../page-query.js';

const place = z.tuple([z.string().min(1).max(64), z.string().min(1).max(64).optional()]);

/** A place in the queue as an opaque word that can stand in a URL. */
export function writePlace({ taskId, leaderId }: Place): string {
  return Buffer.from(JSON.stringify(leaderId === undefined ? [taskId] : [taskId, leaderId])).toString('base64url');
}

function readPlace(word: string): Place | undefined {
  try {
    const [taskId, leaderId] = place.parse(JSON.parse(Buffer.from(word, 'base64url').toString('utf8')));
    return { taskId, leaderId };
  } catch {
    return undefined;
  }
}

/** The query of GET /api/reviews/queue. */
export const queueQuery = queueFilter.extend({
  after: pageStart(readPlace),
  limit: pageLimit,
});
export type QueueQuery = z.infer<typeof queueQuery>;

/** The query of a withdrawal. */
export const withdrawQuery = z.strictObject({ bulk: z.enum(['true', 'false']).default('false') });
