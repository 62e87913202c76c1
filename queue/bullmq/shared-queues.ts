import { Queue } from 'bullmq';
import { type JobPayload, step } from '../../contracts/jobs.js';
import { connectProducer } from './connect-producer.js';

/** The queues that workers share, to be looked at. */
export interface SharedQueues {
  readonly queues: readonly Queue<JobPayload, void, string>[];
  /** How many jobs wait or run. */
  size(): Promise<number>;
  close(): Promise<void>;
}

/** @throws InputError when Redis is not usable */
export async function openSharedQueues(url: string, prefix: string): Promise<SharedQueues> {
  const connection = await connectProducer(url);
  // Each command that Redis does not take fails by itself; without a listener the event would end the process.
  connection.on('error', () => undefined);
  const queues = step.options.map((name) => {
    const queue = new Queue<JobPayload, void, string>(name, { connection, prefix });
    return queue.on('error', () => undefined);
  });
  return {
    queues,
    async size() {
      const types = ['active', 'waiting', 'prioritized', 'delayed'] as const;
      const counts = await Promise.all(queues.map((queue) => queue.getJobCountByTypes(...types)));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    async close() {
      for (const queue of queues) await queue.close();
      connection.disconnect();
    },
  };
}
