import { setMaxListeners } from 'node:events';
import { Cron } from 'croner';
import PQueue from 'p-queue';
import { type Step, step } from '../../contracts/jobs.js';
import type { QueuedJob, QueueEngine, WorkOptions } from '../engine.js';

/** Longest delay that setTimeout takes; a job due later is looked at again then. */
const longestTimer = 2 ** 31 - 1;

/** Jobs in this process: p-queue runs them, timers hold the delayed ones, croner the schedules. For one process per database. */
export function createEmbeddedEngine(): QueueEngine {
  /** Jobs that wait for their time, wait for a worker, or run, by DueWork id. */
  const held = new Map<string, NodeJS.Timeout | 'queued'>();
  const ready: QueuedJob[] = [];
  const crons: Cron[] = [];
  const ticks = new Set<Promise<void>>();
  const closing = new AbortController();
  // One listener for each page under way; there may be dozens.
  setMaxListeners(0, closing.signal);
  let worker: { lanes: Readonly<Record<Step, PQueue>>; options: WorkOptions } | undefined;

  const start = (job: QueuedJob): void => {
    const { payload, priority = 0 } = job;
    held.set(payload.dueWorkId, 'queued');
    if (worker === undefined) {
      ready.push(job);
      return;
    }
    const { lanes, options } = worker;
    const run = async (): Promise<void> => {
      let again: Date | undefined;
      try {
        again = await options.handle(payload, closing.signal);
      } catch (error) {
        options.failed(payload, error);
      }
      held.delete(payload.dueWorkId);
      if (again !== undefined && !closing.signal.aborted) wait({ ...job, notBefore: again });
    };
    void lanes[payload.step].add(run, { priority });
  };

  const wait = (job: QueuedJob): void => {
    const delay = (job.notBefore?.getTime() ?? 0) - Date.now();
    if (delay <= 0) {
      start(job);
      return;
    }
    // A timer does not follow a clock that is set; only what it cannot hold is looked at again.
    const next = delay > longestTimer ? () => wait(job) : () => start(job);
    held.set(job.payload.dueWorkId, setTimeout(next, Math.min(delay, longestTimer)));
  };

  return {
    async add(jobs: readonly QueuedJob[]) {
      if (closing.signal.aborted) return;
      for (const job of jobs) if (!held.has(job.payload.dueWorkId)) wait(job);
    },
    work(options) {
      if (worker !== undefined) throw new RangeError('This engine works already.');
      const laneOf = (places: number) => new PQueue({ concurrency: Math.max(1, places), autoStart: places > 0 });
      worker = { lanes: forEachStep((name) => laneOf(options.concurrency[name])), options };
      for (const job of ready.splice(0)) start(job);
    },
    async held(jobs) {
      return new Set(jobs.map(({ payload }) => payload.dueWorkId).filter((id) => held.has(id)));
    },
    async size() {
      return held.size;
    },
    async schedule(_name, cron, timeZone, tick) {
      crons.push(
        new Cron(cron, { timezone: timeZone, protect: true }, async () => {
          const running = tick();
          ticks.add(running);
          await running.finally(() => ticks.delete(running));
        }),
      );
    },
    async close() {
      closing.abort();
      for (const cron of crons) cron.stop();
      for (const timer of held.values()) if (timer !== 'queued') clearTimeout(timer);
      held.clear();
      const lanes = Object.values(worker?.lanes ?? {});
      for (const lane of lanes) lane.clear();
      await Promise.all(lanes.map((lane) => lane.onIdle()));
      await Promise.allSettled(ticks);
    },
  };
}

function forEachStep<T>(make: (name: Step) => T): Record<Step, T> {
  return Object.fromEntries(step.options.map((name) => [name, make(name)])) as Record<Step, T>;
}
