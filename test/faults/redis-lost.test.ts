import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hasRedis } from '../queue/redis-server.js';
import { type FaultWorld, isLong, isRunning, openFaultWorld } from './fault-world.js';

const rounds = isLong ? 5 : 1;
const postings = isLong ? 200 : 40;

let world: FaultWorld;
beforeEach(async () => {
  world = await openFaultWorld({ postings });
});
afterEach(() => world.close());

describe.skipIf(!hasRedis())('a run whose Redis loses everything', () => {
  test('by FLUSHALL and by its death, goes on from the rows with the same workers', async () => {
    const { site, redis } = world;
    const crawlRunId = await world.addRun();
    const faults = Array.from({ length: 2 * rounds }, (_, index) =>
      site.hold(Math.ceil(((index + 1) * site.urls.length) / (2 * rounds + 1))),
    );
    await Promise.all([world.startWorker('first'), world.startWorker('second')]);
    for (const [index, request] of faults.entries()) {
      const { answer } = await request;
      if (index % 2 === 0) {
        const client = new Redis(redis.url);
        await client.flushall();
        client.disconnect();
        answer();
      } else {
        await redis.kill();
        // A page that comes while Redis is away is stored all the same.
        answer();
        await redis.restart();
      }
      // The long form leaves it to the workers, who look each minute.
      if (!isLong) await world.reconcile();
    }
    await world.finished(crawlRunId, isLong ? {} : { meanwhile: world.reconcile });
    expect(world.workers.every(isRunning)).toBe(true);
    const { due, done } = await world.expectWhole(`Redis flushed ${rounds} and killed ${rounds} times`);
    expect({ due, done }).toEqual({ due: site.urls.length, done: site.urls.length });
    await world.expectEverythingRead();
  }, 600_000);
});
