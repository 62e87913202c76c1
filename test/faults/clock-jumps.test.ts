import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hasRedis } from '../queue/redis-server.js';
import { type FaultWorld, isLong, isRunning, openFaultWorld } from './fault-world.js';

const hour = 3_600_000;
/** Where the clock stands in turn, from the true time: with its worker alone, and beside another. */
const many = [5, 0, -5, 0, 30, -30, 7, -1, 0];
const [alone, beside] = isLong ? [many, many] : [[5], [-5]];
const postings = isLong ? 400 : 40;
const concurrency = 4;

let world: FaultWorld;
beforeEach(async () => {
  world = await openFaultWorld({ postings });
});
afterEach(() => world.close());

describe.skipIf(!hasRedis())('a run on a machine whose clock jumps by hours', () => {
  test(
    'goes on at once wherever the clock stands, alone and beside one whose clock is right',
    async () => {
      const { site } = world;
      const file = join(world.folder, 'clock');
      await writeFile(file, '0');
      const crawlRunId = await world.addRun();
      const turns = [...alone, ...beside];
      const numbers = turns.map((_hours, index) => Math.ceil(((index + 1) * site.urls.length) / (turns.length + 1)));
      const held = numbers.map((number) => site.hold(number));
      // Everything that the first worker has under way when the second comes, so that pages are left for both.
      const middle = numbers[alone.length] ?? 0;
      const besides = Array.from({ length: concurrency - 1 }, (_, index) => site.hold(middle + index + 1));
      const jumping = await world.startWorker('jumping', {
        concurrency,
        preload: new URL('./shifted-clock.ts', import.meta.url),
        environment: { GUAZHENG_TEST_CLOCK: file },
      });
      for (const [index, request] of held.entries()) {
        const { answer } = await request;
        if (index === alone.length) {
          const waiting = await Promise.all(besides);
          await world.startWorker('right', { concurrency });
          for (const one of waiting) one.answer();
        }
        await writeFile(file, String((turns[index] ?? 0) * hour));
        jumping.child.kill('SIGUSR2');
        answer();
      }
      await world.finished(crawlRunId);
      expect(world.workers.every(isRunning)).toBe(true);
      expect(new Set(site.log.map(({ worker }) => worker))).toEqual(new Set(['jumping', 'right']));
      const { due, done } = await world.expectWhole(`clock jumped ${turns.length} times, alone and beside another`);
      expect({ due, done }).toEqual({ due: site.urls.length, done: site.urls.length });
      await world.expectEverythingRead();
    },
    isLong ? 600_000 : 180_000,
  );
});
