import { createBullmqEngine } from '../queue/bullmq/bullmq-engine.js';
import type { QueuedJob, QueueEngine } from '../queue/engine.js';
import { writeNotice } from './open-record.js';
import type { Settings } from './settings.js';

/** Where the queue of all workers is. */
type SharedQueue = Pick<Settings, 'redisPrefix'> & { readonly redisUrl: string };

/** Opens the queue that workers share, without working on it. @throws InputError when Redis is not usable */
export async function withSharedQueue<T>(
  { redisUrl: url, redisPrefix: prefix }: SharedQueue,
  use: (engine: QueueEngine) => Promise<T>,
): Promise<T> {
  const engine = await createBullmqEngine({
    ...{ url, prefix },
    onError: ({ message }) => writeNotice(`Redis: ${message}`),
  });
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}

/**
 * Puts jobs on the queue that workers share. Without REDIS_URL the queue lives in the process that works, and the rows are enough.
 * @returns whether there is such a queue
 */
export async function offerJobs({ redisUrl, redisPrefix }: Settings, jobs: readonly QueuedJob[]): Promise<boolean> {
  if (redisUrl === undefined) return false;
  await withSharedQueue({ redisUrl, redisPrefix }, (engine) => engine.add(jobs));
  return true;
}
