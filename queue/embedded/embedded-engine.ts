import { setMaxListeners } from 'node:events';
import { Cron } from 'croner';
import PQueue from 'p-queue';
import { type JobPayload, type Step, step } from '../../contracts/jobs.js';
import type { QueuedJob, QueueEngine, WorkOptions } from '../engine.js';

/** Longest delay that setTimeout takes; a job due later is looked at again then. */
const longestTimer = 2 ** 31 - 1;

/** Jobs in this process: p-queue runs them, timers hold the delayed ones, croner the schedules. For one process per database. */
export function createEmbeddedEngine(): QueueEngine {
  /** Jobs that wait for their time, wait for a worker, or run, by DueWork id. */
  const held = new Map<string, NodeJS.Timeout | 'queued'>();
  const ready: JobPayload[] = [];
  const crons: Cron[] = [];
  const ticks = new Set<Promise<void>>();
  const closing = new AbortController();
  // One listener for each page under way; there may be dozens.
  setMaxListeners(0, closing.signal);
  let worker: { lanes: Readonly<Record<Step, PQueue>>; options: WorkOptions } | undefined;

  const start = (payload: JobPayload): void => {
    held.set(payload.dueWorkId, 'queued');
    if (worker === undefined) {
      ready.push(payload);
      return;
    }
    const { lanes, options } = worker;
    void lanes[payload.step].add(async () => {
      let again: Date | undefined;
      try {
        again = await options.handle(payload, closing.signal);
      } catch (error) {
        options.failed(payload, error);
      }
      held.delete(payload.dueWorkId);
      if (again !== undefined && !closing.signal.aborted) wait(payload, again);
    });
  };

  const wait = (payload: JobPayload, notBefore: Date): void => {
    const delay = notBefore.getTime() - Date.now();
    if (delay <= 0) {
      start(payload);
      return;
    }
    held.set(
      payload.dueWorkId,
      setTimeout(() => wait(payload, notBefore), Math.min(delay, longestTimer)),
    );
  };

  return {
    async add(jobs: readonly QueuedJob[]) {
      if (closing.signal.aborted) return;
      for (const { payload, notBefore } of jobs) {
        if (!held.has(payload.dueWorkId)) wait(payload, notBefore ?? new Date(0));
      }
    },
    work(options) {
      if (worker !== undefined) throw new RangeError('This engine works already.');
      worker = { lanes: forEachStep((name) => new PQueue({ concurrency: options.concurrency[name] })), options };
      for (const payload of ready.splice(0)) start(payload);
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
