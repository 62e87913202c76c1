import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { JobPayload, Step } from '../../contracts/jobs.js';
import type { QueueEngine, WorkOptions } from '../../queue/engine.js';

/** How many tests of the contract each engine has had; the suite that runs them compares. */
export const testsOfEngine = new Map<string, number>();

/** A worker that the test steers: it sees which jobs run, and ends them. */
interface Steered {
  readonly started: string[];
  readonly failures: { id: string; error: unknown }[];
  readonly signals: AbortSignal[];
  /** Ends the oldest running try of a job. */
  end(id: string, result?: Date | Error): void;
  running(): string[];
}

const oneEach = {
  fetch_page: 1,
  render_page: 1,
  read_capture: 1,
  judge_posting: 1,
  link_posting: 1,
  capture_full: 1,
  stamp_seal: 1,
  recapture_case: 1,
  capture_complaint: 1,
};

function steer(engine: QueueEngine, concurrency: WorkOptions['concurrency'] = oneEach): Steered {
  const started: string[] = [];
  const failures: Steered['failures'] = [];
  const signals: AbortSignal[] = [];
  const open: { id: string; settle: (result?: Date | Error) => void }[] = [];
  engine.work({
    concurrency,
    handle: ({ dueWorkId: id }, signal) =>
      new Promise<Date | undefined>((resolve, reject) => {
        started.push(id);
        signals.push(signal);
        open.push({ id, settle: (result) => (result instanceof Error ? reject(result) : resolve(result)) });
      }),
    failed: ({ dueWorkId: id }, error) => failures.push({ id, error }),
  });
  return {
    started,
    failures,
    signals,
    running: () => open.map(({ id }) => id),
    end(id, result) {
      const index = open.findIndex((job) => job.id === id);
      if (index === -1) throw new Error(`no job ${id} runs`);
      open.splice(index, 1)[0]?.settle(result);
    },
  };
}

const job = (dueWorkId: string, step: Step = 'fetch_page', notBefore?: Date) => ({
  payload: { dueWorkId, step } satisfies JobPayload,
  ...(notBefore === undefined ? {} : { notBefore }),
});
const soon = (milliseconds: number): Date => new Date(Date.now() + milliseconds);
const until = <T>(look: () => T) => expect.poll(look, { timeout: 60_000, interval: 10 });

/**
 * What every engine keeps to (queue/engine.ts).
 * @param open a fresh engine on a queue that holds nothing
 */
export function engineContract(name: string, open: () => Promise<QueueEngine>): void {
  const opened: QueueEngine[] = [];
  const begin = async (): Promise<QueueEngine> => {
    const engine = await open();
    opened.push(engine);
    return engine;
  };
  afterEach(async () => {
    for (const engine of opened.splice(0)) await engine.close();
  });
  const clause = (sentence: string, body: () => Promise<void>): void => {
    test(sentence, async () => {
      testsOfEngine.set(name, (testsOfEngine.get(name) ?? 0) + 1);
      await body();
    });
  };

  clause('runs a job that is added, with its payload', async () => {
    const engine = await begin();
    const seen = new Promise<JobPayload>((resolve) => {
      engine.work({
        concurrency: oneEach,
        handle: async (payload) => {
          resolve(payload);
          return undefined;
        },
        failed: () => undefined,
      });
    });
    await engine.add([job('one', 'judge_posting')]);
    expect(await seen).toEqual({ dueWorkId: 'one', step: 'judge_posting' });
  });

  clause('runs what was added before work began', async () => {
    const engine = await begin();
    await engine.add([job('one'), job('two', 'read_capture')]);
    const worker = steer(engine);
    await until(() => worker.running().sort()).toEqual(['one', 'two']);
    worker.end('one');
    worker.end('two');
  });

  clause('leaves a step alone of which none may run at once', async () => {
    const engine = await begin();
    const worker = steer(engine, { ...oneEach, capture_full: 0 });
    await engine.add([job('left', 'capture_full'), job('taken')]);
    await until(() => worker.running()).toEqual(['taken']);
    worker.end('taken');
    await engine.close();
    expect(worker.started).toEqual(['taken']);
  });

  clause('works once: a second worker on one engine is refused', async () => {
    const engine = await begin();
    steer(engine);
    expect(() => steer(engine)).toThrow(RangeError);
  });

  clause('an id that waits or runs is not doubled, however often it is added', async () => {
    const engine = await begin();
    const worker = steer(engine);
    await engine.add([job('one'), job('two'), job('one')]);
    await engine.add([job('two')]);
    await until(worker.running).toEqual(['one']);
    await engine.add([job('one'), job('two')]);
    expect(await engine.size()).toBe(2);
    worker.end('one');
    await until(worker.running).toEqual(['two']);
    worker.end('two');
    await until(engine.size).toBe(0);
    expect(worker.started).toEqual(['one', 'two']);
  });

  clause('an id that waits for its time is not doubled, nor brought forward', async () => {
    const engine = await begin();
    const worker = steer(engine);
    await engine.add([job('late', 'fetch_page', soon(60_000))]);
    await engine.add([job('late')]);
    await engine.add([job('now')]);
    await until(worker.running).toEqual(['now']);
    expect(await engine.size()).toBe(2);
    worker.end('now');
    await until(engine.size).toBe(1);
    expect(worker.started).toEqual(['now']);
  });

  clause('an id that has ended may be added again', async () => {
    const engine = await begin();
    const worker = steer(engine);
    for (let round = 1; round <= 3; round++) {
      await engine.add([job('one')]);
      await until(() => worker.started.length).toBe(round);
      worker.end('one');
      await until(engine.size).toBe(0);
    }
  });

  clause('a job does not run before its time', async () => {
    const engine = await begin();
    const notBefore = soon(400);
    const begun = new Promise<number>((resolve) => {
      engine.work({
        concurrency: oneEach,
        handle: async () => {
          resolve(Date.now());
          return undefined;
        },
        failed: () => undefined,
      });
    });
    await engine.add([job('late', 'fetch_page', notBefore)]);
    expect(await begun).toBeGreaterThanOrEqual(notBefore.getTime());
  });

  clause('a job that waits for its time lets others pass', async () => {
    const engine = await begin();
    const worker = steer(engine);
    // Late enough for a machine that is slow to take the other.
    await engine.add([job('late', 'fetch_page', soon(4_000)), job('now')]);
    await until(worker.running).toEqual(['now']);
    worker.end('now');
    await until(worker.running).toEqual(['late']);
    worker.end('late');
  });

  clause('a job whose handler returns a date runs again then, and not before', async () => {
    const engine = await begin();
    const worker = steer(engine);
    await engine.add([job('one')]);
    await until(worker.running).toEqual(['one']);
    const again = soon(400);
    worker.end('one', again);
    await until(worker.running).toEqual(['one']);
    expect(Date.now()).toBeGreaterThanOrEqual(again.getTime());
    worker.end('one', new Date(0));
    await until(worker.running).toEqual(['one']);
    worker.end('one');
    await until(engine.size).toBe(0);
    expect(worker.started).toHaveLength(3);
  });

  clause('between two tries a job is not doubled', async () => {
    const engine = await begin();
    const worker = steer(engine);
    await engine.add([job('one')]);
    await until(worker.running).toEqual(['one']);
    worker.end('one', soon(60_000));
    // The next job shows that the first one's end has been heard.
    await engine.add([job('two')]);
    await until(worker.running).toEqual(['two']);
    await engine.add([job('one')]);
    worker.end('two');
    await until(engine.size).toBe(1);
    expect(worker.started).toEqual(['one', 'two']);
  });

  clause('a rejection is told, ends its job and stops nothing', async () => {
    const engine = await begin();
    const worker = steer(engine);
    await engine.add([job('one'), job('two')]);
    await until(worker.running).toEqual(['one']);
    const defect = new TypeError('a defect');
    worker.end('one', defect);
    await until(worker.running).toEqual(['two']);
    expect(worker.failures).toEqual([{ id: 'one', error: defect }]);
    await engine.add([job('one')]);
    worker.end('two');
    await until(worker.running).toEqual(['one']);
    worker.end('one');
  });

  clause('as many jobs of a step run at once as are asked for, and no step waits for another', async () => {
    const engine = await begin();
    const worker = steer(engine, { ...oneEach, fetch_page: 2 });
    await engine.add([job('f1'), job('f2'), job('f3'), job('r1', 'read_capture'), job('r2', 'read_capture')]);
    await until(() => worker.running().sort()).toEqual(['f1', 'f2', 'r1']);
    worker.end('r1');
    await until(() => worker.running().sort()).toEqual(['f1', 'f2', 'r2']);
    worker.end('f2');
    await until(() => worker.running().sort()).toEqual(['f1', 'f3', 'r2']);
    for (const id of worker.running()) worker.end(id);
  });

  clause('its size counts what waits, what runs and what is put off', async () => {
    const engine = await begin();
    const worker = steer(engine);
    expect(await engine.size()).toBe(0);
    await engine.add([job('one'), job('two'), job('late', 'judge_posting', soon(60_000))]);
    await until(worker.running).toEqual(['one']);
    expect(await engine.size()).toBe(3);
    worker.end('one');
    await until(worker.running).toEqual(['two']);
    expect(await engine.size()).toBe(2);
    worker.end('two');
    await until(engine.size).toBe(1);
  });

  clause('a close aborts the signal, waits for what runs, and starts nothing more', async () => {
    const engine = await begin();
    const worker = steer(engine);
    await engine.add([job('runs'), job('waits'), job('late', 'fetch_page', soon(100))]);
    await until(worker.running).toEqual(['runs']);
    let closed = false;
    const closing = engine.close().then(() => {
      closed = true;
    });
    await until(() => worker.signals[0]?.aborted).toBe(true);
    // Longer than the put-off job's time, which must pass without it.
    await sleep(300);
    expect(closed).toBe(false);
    worker.end('runs');
    await closing;
    expect(worker.started).toEqual(['runs']);
    expect(worker.failures).toEqual([]);
  });

  clause('a job that asks for another try while the engine closes does not hold it', async () => {
    const engine = await begin();
    const worker = steer(engine);
    await engine.add([job('one')]);
    await until(worker.running).toEqual(['one']);
    const closing = engine.close();
    worker.end('one', soon(60_000));
    await closing;
    expect(worker.failures).toEqual([]);
  });

  clause('a close with nothing to do is at once, and a second close harmless', async () => {
    const engine = await begin();
    await engine.close();
    await engine.close();
    const other = await begin();
    steer(other);
    await other.schedule('nothing', '0 0 1 1 *', 'Asia/Shanghai', async () => undefined);
    await other.close();
  });

  clause('after a close nothing is taken, and that is no error', async () => {
    const engine = await begin();
    const worker = steer(engine);
    await engine.close();
    await engine.add([job('late')]);
    expect(worker.started).toEqual([]);
  });

  clause('a schedule ticks until the engine closes', async () => {
    const engine = await begin();
    let ticks = 0;
    await engine.schedule('counting', '* * * * * *', 'Asia/Shanghai', async () => {
      ticks += 1;
    });
    await until(() => ticks).toBeGreaterThanOrEqual(2);
    await engine.close();
    const then = ticks;
    await sleep(1_500);
    expect(ticks).toBe(then);
  });

  clause('a schedule keeps the time of its zone', async () => {
    const engine = await begin();
    const hour = (offset: number): number => (new Date(Date.now() + offset * 3_600_000).getUTCHours() + 8) % 24;
    let ticks = 0;
    const count = async (): Promise<void> => {
      ticks += 1;
    };
    let wrong = 0;
    // This hour and the next, lest the clock strikes between; and two hours that are far from it.
    await engine.schedule('here', `* * ${hour(0)},${hour(1)} * * *`, 'Asia/Shanghai', count);
    await engine.schedule('elsewhere', `* * ${hour(0)},${hour(1)} * * *`, 'UTC', async () => {
      wrong += 1;
    });
    await until(() => ticks).toBeGreaterThanOrEqual(2);
    expect(wrong).toBe(0);
  });

  clause('a tick that is still running is not started again, and a close waits for it', async () => {
    const engine = await begin();
    let running = 0;
    let most = 0;
    let started = 0;
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await engine.schedule('slow', '* * * * * *', 'Asia/Shanghai', async () => {
      started += 1;
      running += 1;
      most = Math.max(most, running);
      await held;
      running -= 1;
    });
    await until(() => started).toBe(1);
    // Two more seconds strike meanwhile.
    await sleep(2_200);
    expect(started).toBe(1);
    const closing = engine.close();
    release();
    await closing;
    expect({ running, most }).toEqual({ running: 0, most: 1 });
  });

  clause('two engines may keep a schedule of the same name', async () => {
    const engines = [await begin(), await begin()];
    let ticks = 0;
    for (const engine of engines)
      await engine.schedule('same', '* * * * * *', 'Asia/Shanghai', async () => {
        ticks += 1;
      });
    await until(() => ticks).toBeGreaterThanOrEqual(1);
  });
}
