import { type Queue, Worker, type WorkerOptions } from 'bullmq';
import { Cron } from 'croner';

export interface TickOptions {
  readonly name: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly tick: () => Promise<void>;
  /** A queue of its own. */
  readonly queue: Queue;
  readonly workerOptions: WorkerOptions;
  readonly report: (error: Error) => void;
}

export interface TickSchedule {
  /** Ends after the tick that runs. @param force Redis is away and need not be told. */
  close(force: boolean): Promise<void>;
}

/** Redis that starts anew without its data has lost the schedule too, and says so to nobody; how often we look, in milliseconds. */
const lookAgain = 5_000;

/** A job that Redis makes by the clock: one at a time, on one of the machines that share the queue. */
export async function scheduleTick(options: TickOptions): Promise<TickSchedule> {
  const { name, cron, timeZone, tick, queue, workerOptions, report } = options;
  const store = async (): Promise<void> => {
    await queue.setGlobalConcurrency(1);
    const jobOptions = { removeOnComplete: true, removeOnFail: true };
    await queue.upsertJobScheduler(name, { pattern: cron, tz: timeZone }, { opts: jobOptions });
  };
  await store();

  // Where a clock was ahead for a while, the next tick lies as far ahead.
  const times = new Cron(cron, { paused: true, timezone: timeZone });
  const isTooLate = (next: number | undefined): boolean =>
    (next ?? 0) > (times.nextRun()?.getTime() ?? Number.POSITIVE_INFINITY) + lookAgain;

  let running = Promise.resolve();
  const run = (): Promise<void> => {
    running = tick();
    return running;
  };
  const worker = new Worker(queue.name, run, workerOptions).on('error', report);
  const look = setInterval(() => {
    queue
      .getJobScheduler(name)
      .then((found) => (found === undefined || isTooLate(found.next) ? store() : undefined))
      .catch(report);
  }, lookAgain);

  return {
    async close(force) {
      clearInterval(look);
      await worker.pause(true);
      await running;
      await worker.close(force);
      await queue.close();
    },
  };
}
