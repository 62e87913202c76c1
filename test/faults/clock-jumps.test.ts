import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hasRedis } from '../queue/redis-server.js';
import { type FaultWorld, isLong, isRunning, openFaultWorld } from './fault-world.js';

const hour = 3_600_000;
/** Where the clock stands in turn, from the true time. */
const jumps = isLong ? [5, 0, -5, 0, 30, -30, 7, -1, 0] : [5, -5, 0];
const postings = isLong ? 200 : 40;

let world: FaultWorld;
beforeEach(async () => {
  world = await openFaultWorld({ postings });
});
afterEach(() => world.close());

describe.skipIf(!hasRedis())('a run on a machine whose clock jumps by hours', () => {
  test.each([
    ['alone', 1],
    ['beside one whose clock is right', 2],
  ])(
    '%s, goes on at once wherever the clock stands',
    async (_, workers) => {
      const { site } = world;
      const file = join(world.folder, 'clock');
      await writeFile(file, '0');
      const crawlRunId = await world.addRun();
      const held = jumps.map((_hours, index) =>
        site.hold(Math.ceil(((index + 1) * site.urls.length) / (jumps.length + 1))),
      );
      const jumping = await world.startWorker('jumping', {
        preload: new URL('./shifted-clock.ts', import.meta.url),
        environment: { GUAZHENG_TEST_CLOCK: file },
      });
      if (workers > 1) await world.startWorker('right');
      for (const [index, request] of held.entries()) {
        const { answer } = await request;
        await writeFile(file, String((jumps[index] ?? 0) * hour));
        jumping.child.kill('SIGUSR2');
        answer();
      }
      await world.finished(crawlRunId);
      expect(world.workers.every(isRunning)).toBe(true);
      const { due, done } = await world.expectWhole(`clock jumped ${jumps.length} times, ${workers} worker(s)`);
      expect({ due, done }).toEqual({ due: site.urls.length, done: site.urls.length });
      await world.expectEverythingRead();
    },
    isLong ? 600_000 : 90_000,
  );
});
