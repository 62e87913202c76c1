import { setMaxListeners } from 'node:events';
import { DelayedError, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { InputError, messageOf } from '../../contracts/errors.js';
import { type JobPayload, jobPayload, type Step, step } from '../../contracts/jobs.js';
import type { QueuedJob, QueueEngine, WorkOptions } from '../engine.js';

export interface BullmqOptions {
  /** redis:// or rediss:// */
  readonly url: string;
  /** Deployments that share a Redis tell their queues apart by this. */
  readonly prefix?: string;
  /** Told of connection errors; BullMQ reconnects by itself. */
  readonly onConnectionError?: (error: Error) => void;
}

/** Least Redis that BullMQ 6 supports. */
const leastRedis = 6.2;

/**
 * Jobs over Redis, for any number of workers. Producers fail at once while Redis is away (their rows are put back on the queue later by
 * `reconcile`); workers wait for it to come back.
 *
 * @throws InputError when Redis cannot be reached, is too old, or may evict keys: a queue in it would lose jobs in silence.
 */
export async function createBullmqEngine({
  url,
  prefix = 'guazheng',
  onConnectionError,
}: BullmqOptions): Promise<QueueEngine> {
  const report = (error: Error): void => onConnectionError?.(error);
  const producer = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false, lazyConnect: true });
  producer.on('error', report);
  try {
    await producer.connect();
    await checkRedis(producer);
  } catch (error) {
    producer.disconnect();
    throw error instanceof InputError
      ? error
      : new InputError(
          'redis_unreachable',
          `Redis at ${withoutPassword(url)} cannot be reached (${messageOf(error)}); start it or correct REDIS_URL.`,
          { cause: error },
        );
  }
  // A queue a step, so that each has a concurrency of its own and a machine without a browser can leave `render_page` to others.
  const queues = new Map<Step, Queue<JobPayload, void, string>>();
  for (const name of step.options) {
    const queue = new Queue<JobPayload, void, string>(name, { connection: producer, prefix });
    queue.on('error', report);
    queues.set(name, queue);
  }
  const schedulers: { queue: Queue; worker: Worker; connection: Redis }[] = [];
  const closing = new AbortController();
  // Every running job listens to it: as many as the concurrency, and no leak.
  setMaxListeners(0, closing.signal);
  const workers: { worker: Worker<JobPayload, void, string>; connection: Redis }[] = [];

  const workerRedis = (): Redis => {
    const connection = new Redis(url, { maxRetriesPerRequest: null });
    connection.on('error', report);
    return connection;
  };

  return {
    async add(jobs) {
      for (const [name, queue] of queues) {
        const own = jobs.filter(({ payload }) => payload.step === name);
        if (own.length > 0) await queue.addBulk(own.map(bullmqJob));
      }
    },
    work(options: WorkOptions) {
      if (workers.length > 0) throw new RangeError('This engine works already.');
      for (const name of step.options) {
        const connection = workerRedis();
        const worker = new Worker<JobPayload, void, string>(
          name,
          async (job, token) => {
            const payload = jobPayload.parse(job.data);
            let again: Date | undefined;
            try {
              again = await options.handle(payload, closing.signal);
            } catch (error) {
              // A defect that the handler could not record: the row is still due, and `reconcile` will bring it back.
              options.failed(payload, error);
            }
            if (again === undefined) return;
            await job.moveToDelayed(again.getTime(), token);
            throw new DelayedError();
          },
          { connection, prefix, concurrency: options.concurrency[name] },
        );
        worker.on('error', report);
        workers.push({ worker, connection });
      }
    },
    async size() {
      const counts = await Promise.all(
        [...queues.values()].map((queue) => queue.getJobCountByTypes('waiting', 'active', 'delayed', 'prioritized')),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    },
    async schedule(name, cron, timeZone, tick) {
      const tickQueue = new Queue(`tick-${name}`, { connection: producer, prefix });
      tickQueue.on('error', report);
      await tickQueue.upsertJobScheduler(
        name,
        { pattern: cron, tz: timeZone },
        { opts: { removeOnComplete: true, removeOnFail: true } },
      );
      const connection = workerRedis();
      const tickWorker = new Worker(`tick-${name}`, tick, { connection, prefix, concurrency: 1 });
      tickWorker.on('error', report);
      schedulers.push({ queue: tickQueue, worker: tickWorker, connection });
    },
    async close() {
      closing.abort();
      await Promise.all(workers.map(({ worker }) => worker.close()));
      for (const scheduler of schedulers) {
        await scheduler.worker.close();
        await scheduler.queue.close();
        scheduler.connection.disconnect();
      }
      for (const { connection } of workers) connection.disconnect();
      for (const queue of queues.values()) await queue.close();
      producer.disconnect();
    },
  };
}

function bullmqJob({ payload, notBefore }: QueuedJob) {
  return {
    name: payload.step,
    data: payload,
    opts: {
      // One job a row. It is removed when it ends, so that the id may come again.
      jobId: payload.dueWorkId,
      removeOnComplete: true,
      removeOnFail: true,
      delay: Math.max(0, (notBefore?.getTime() ?? 0) - Date.now()),
    },
  };
}

async function checkRedis(redis: Redis): Promise<void> {
  const version = /redis_version:(\d+\.\d+)/.exec(await redis.info('server'))?.[1];
  if (version !== undefined && Number(version) < leastRedis) {
    throw new InputError('redis_too_old', `Redis is version ${version}; the queue needs ${leastRedis} or newer.`);
  }
  const policy = (await redis.config('GET', 'maxmemory-policy')) as string[];
  if (policy[1] !== undefined && policy[1] !== 'noeviction') {
    throw new InputError(
      'redis_evicts',
      `Redis may evict keys (maxmemory-policy is ${policy[1]}) and would lose jobs; set it to noeviction.`,
    );
  }
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}
