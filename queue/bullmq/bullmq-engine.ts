import { setMaxListeners } from 'node:events';
import { DelayedError, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { type JobPayload, jobPayload, type Step, step } from '../../contracts/jobs.js';
import type { QueuedJob, QueueEngine, WorkOptions } from '../engine.js';
import { connectProducer } from './connect-producer.js';
import { scheduleTick, type TickSchedule } from './schedule-tick.js';

export interface BullmqOptions {
  /** redis:// or rediss:// */
  readonly url: string;
  /** Deployments that share a Redis tell their queues apart by this. */
  readonly prefix?: string;
  /** Hears of what Redis refuses or loses: each sentence once an outage. BullMQ reconnects by itself. */
  readonly onError?: (error: Error) => void;
}

/** How long a worker that lost Redis waits before it asks again, in milliseconds. */
const runRetryDelay = 1_000;
/** How long a worker may be silent before its jobs are another's, and how often that is looked at, in milliseconds. */
const lockDuration = 15_000;
const stalledInterval = 5_000;
/** A job of a worker that was killed is no failed job, however often that happens: its row counts attempts. */
const maxStalledCount = 1_000;

/**
 * Jobs over Redis, for any number of workers. While Redis is away, jobs that are added are lost (`reconcile` brings them back from their
 * rows) and workers wait.
 *
 * @throws InputError when Redis cannot be reached, is too old, or may evict keys: a queue in it would lose jobs in silence.
 */
export async function createBullmqEngine({ url, prefix = 'guazheng', onError }: BullmqOptions): Promise<QueueEngine> {
  const producer = await connectProducer(url);
  // A dozen connections that try again every second would say the same thousands of times.
  const said = new Set<string>();
  const report = (error: Error): void => {
    if (!said.has(error.message)) onError?.(error);
    said.add(error.message);
  };
  producer.on('error', report).on('ready', () => said.clear());

  // A queue a step, so that each has a concurrency of its own.
  const queues = new Map<Step, Queue<JobPayload, void, string>>();
  for (const name of step.options) {
    const queue = new Queue<JobPayload, void, string>(name, { connection: producer, prefix });
    queues.set(name, queue.on('error', report));
    // One that loses Redis while it gets ready is unusable for ever.
    await queue.waitUntilReady();
  }
  const workers: Worker<JobPayload, void, string>[] = [];
  const connections: Redis[] = [];
  const running = new Set<Promise<unknown>>();
  const ticks: TickSchedule[] = [];
  const closing = new AbortController();
  // One listener for each page under way; there may be dozens.
  setMaxListeners(0, closing.signal);

  /** ioredis's own, and an end while the engine closes: a command that waits for Redis then fails instead. */
  const retryStrategy = (times: number): number | null => (closing.signal.aborted ? null : Math.min(times * 50, 2_000));
  /** A worker makes a copy of its connection, on which it waits for jobs: that one too must be known at the close. */
  const remember = (connection: Redis): Redis => {
    connections.push(connection.on('error', report));
    const duplicate = connection.duplicate.bind(connection);
    connection.duplicate = (options) => remember(duplicate(options));
    return connection;
  };
  const workerOptions = () => ({
    connection: remember(new Redis(url, { maxRetriesPerRequest: null, retryStrategy })),
    prefix,
    runRetryDelay,
    lockDuration,
    stalledInterval,
    maxStalledCount,
  });

  const handle = async (options: WorkOptions, data: unknown): Promise<Date | undefined> => {
    const payload = jobPayload.parse(data);
    try {
      return await options.handle(payload, closing.signal);
    } catch (error) {
      options.failed(payload, error);
      return undefined;
    }
  };

  return {
    async add(jobs) {
      if (closing.signal.aborted) return;
      for (const [name, queue] of queues) {
        const own = jobs.filter(({ payload }) => payload.step === name);
        if (own.length > 0) await queue.addBulk(own.map(bullmqJob)).catch(report);
      }
    },
    work(options) {
      if (workers.length > 0) throw new RangeError('This engine works already.');
      for (const name of step.options.filter((one) => options.concurrency[one] > 0)) {
        const worker = new Worker<JobPayload, void, string>(
          name,
          async (job, token) => {
            const handling = handle(options, job.data);
            running.add(handling);
            const again = await handling.finally(() => running.delete(handling));
            if (again === undefined) return;
            await job.moveToDelayed(again.getTime(), token);
            throw new DelayedError();
          },
          { ...workerOptions(), concurrency: options.concurrency[name] },
        );
        workers.push(worker.on('error', report).on('failed', (_job, error) => report(error)));
      }
    },
    async held(jobs) {
      const found = new Set<string>();
      for (const [name, queue] of queues) {
        const own = jobs.filter(({ payload }) => payload.step === name);
        if (own.length === 0) continue;
        const lookUp = producer.pipeline();
        for (const { payload } of own)
          lookUp.exists(queue.toKey(payload.dueWorkId)).zscore(queue.toKey('delayed'), payload.dueWorkId);
        // While Redis is away nothing is known to be held; what is added then is lost as well, and the next look finds it missing.
        const answers = await lookUp.exec().catch((error: Error) => void report(error));
        for (const [index, { payload, notBefore }] of own.entries()) {
          if (answers?.[2 * index]?.[1] !== 1) continue;
          found.add(payload.dueWorkId);
          const until = Number(answers[2 * index + 1]?.[1] ?? 0) / delayedScale;
          if (until > Math.max(Date.now(), notBefore?.getTime() ?? 0) + longestUnseenWait)
            await queue
              .getJob(payload.dueWorkId)
              .then((job) => job?.promote())
              .catch(report);
        }
      }
      return found;
    },
    async size() {
      const counts = await Promise.all([...queues.values()].map((queue) => queue.getJobCountByTypes(...held)));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    async schedule(name, cron, timeZone, tick) {
      const queue = new Queue(`tick-${name}`, { connection: producer, prefix }).on('error', report);
      ticks.push(await scheduleTick({ name, cron, timeZone, tick, queue, workerOptions: workerOptions(), report }));
    },
    async close() {
      closing.abort();
      // First what runs here ends; then Redis is told, unless a connection is lost already: BullMQ would wait for its end for ever.
      await Promise.all(workers.map((worker) => worker.pause(true)));
      await Promise.allSettled(running);
      const force = [producer, ...connections].some(({ status }) => status !== 'ready');
      await Promise.all([...workers, ...ticks].map((part) => part.close(force)));
      for (const queue of queues.values()) await queue.close();
      for (const connection of [...connections, producer]) connection.disconnect();
    },
  };
}

const paged: ReadonlySet<Step> = new Set(['fetch_page', 'render_page']);

/** Scores of BullMQ's delayed jobs are milliseconds times this. */
const delayedScale = 0x1000;
/** A job waits for its host's pace without its row saying so for less than this, in milliseconds. */
const longestUnseenWait = 90_000;

/** The states of a job that has not ended. */
const held = ['waiting', 'active', 'delayed', 'prioritized'] as const;

function bullmqJob({ payload, notBefore, priority = 0 }: QueuedJob) {
  return {
    name: payload.step,
    data: payload,
    opts: {
      // One job a row. It is removed when it ends, so that the id may come again.
      jobId: payload.dueWorkId,
      removeOnComplete: true,
      removeOnFail: true,
      delay: Math.max(0, (notBefore?.getTime() ?? 0) - Date.now()),
      // BullMQ's lowest number goes first. It costs more than a plain queue, so that only pages, which wait for each other, have one.
      ...(paged.has(payload.step) ? { priority: 100 - priority } : {}),
    },
  };
}
