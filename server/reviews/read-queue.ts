import { listTasks, type Place, tasksAsQuery } from '../../casework/reviews/list-tasks.js';
import type { TaskList } from '../../contracts/api/reviews.js';
import type { Database } from '../../prisma/open-database.js';
import type { Session } from '../session.js';
import { type QueueQuery, writePlace } from './query.js';
import { readSummaries, summarise, summarised } from './read-summaries.js';

/** A page of the tasks that a person may decide on now, those that others have open included. */
export async function readQueue(
  db: Database,
  session: Session,
  { limit, after, ...filter }: QueueQuery,
  now: Date,
): Promise<TaskList> {
  // One too many tells whether there is another page.
  const request = { limit: limit + 1, after };
  const asked = tasksAsQuery(session, filter, request, now, summarised);
  if (asked !== undefined) {
    const tasks = await summarise(db, session, asked, now);
    const page = tasks.slice(0, limit);
    const last = page.at(-1);
    return { tasks: page, next: nextAfter(last && { taskId: last.id }, tasks.length > limit) };
  }
  const places = await listTasks(db, session, filter, request, now);
  const page = places.slice(0, limit);
  const ids = page.map(({ taskId }) => taskId);
  return {
    tasks: await readSummaries(db, session, ids, now),
    next: nextAfter(page.at(-1), places.length > limit),
  };
}

function nextAfter(last: Place | undefined, hasMore: boolean): string | null {
  return last !== undefined && hasMore ? writePlace(last) : null;
}
