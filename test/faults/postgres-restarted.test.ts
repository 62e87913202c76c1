import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hasRedis } from '../queue/redis-server.js';
import { type FaultWorld, isLong, isRunning, openFaultWorld } from './fault-world.js';
import { type OwnPostgres, startOwnPostgres } from './own-postgres.js';
import { expectOneSentence } from './worker-process.js';

const restarts = isLong ? 6 : 2;
const postings = isLong ? 200 : 40;

let postgres: OwnPostgres;
let world: FaultWorld;
beforeEach(async () => {
  postgres = await startOwnPostgres();
  world = await openFaultWorld({ postings, record: postgres });
});
afterEach(() => world.close());

describe.skipIf(!hasRedis())('a run whose PostgreSQL is started anew', () => {
  test('goes on: a worker lives through it, or ends with one sentence and its successor goes on', async () => {
    const { site } = world;
    const crawlRunId = await world.addRun();
    const faults = Array.from({ length: restarts }, (_, index) =>
      site.hold(Math.ceil(((index + 1) * site.urls.length) / (restarts + 1))),
    );
    let started = 0;
    /** As a service manager does. */
    const startMissing = async (): Promise<void> => {
      const running = world.workers.filter(isRunning).length;
      for (let missing = 2 - running; missing > 0; missing -= 1) {
        started += 1;
        await world.startWorker(`worker${started}`);
      }
    };
    await startMissing();
    for (const [index, request] of faults.entries()) {
      let hasCome = false;
      void request.then(() => {
        hasCome = true;
      });
      while (!hasCome) {
        await startMissing();
        await Promise.race([request, sleep(200)]);
      }
      const { answer } = await request;
      // In order, and by a crash.
      const restart = postgres.restart(index % 2 === 0 ? 'SIGINT' : 'SIGKILL');
      answer();
      await restart;
    }
    await world.finished(crawlRunId, { meanwhile: startMissing });
    for (const worker of world.workers.filter((one) => !isRunning(one))) expectOneSentence(await worker.ended);
    const { due, done } = await world.expectWhole(`PostgreSQL restarted ${restarts} times`);
    expect({ due, done }).toEqual({ due: site.urls.length, done: site.urls.length });
    await world.expectEverythingRead();
  }, 600_000);
});
