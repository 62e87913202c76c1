import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findChromium } from '../../crawler/fetch/chromium.js';
import { hasRedis } from '../queue/redis-server.js';
import { type FaultWorld, isLong, openFaultWorld } from './fault-world.js';

const hasChromium = (await findChromium(process.env)) !== undefined;
if (!hasChromium) {
  if (process.env.CI === 'true') throw new Error('Chromium is not installed; with CI=true it must be');
  process.stderr.write('Chromium is not installed: the test of full captures under kills is skipped.\n');
}

const kills = isLong ? 10 : 2;
const postings = isLong ? 140 : 21;
/** Every seventh posting rents out a credential. */
const flagged = Math.floor(postings / 7);

let world: FaultWorld;
beforeEach(async () => {
  world = await openFaultWorld({ postings, rentals: true });
});
afterEach(() => world.close());

describe.skipIf(!hasChromium || !hasRedis())(
  'flagged postings whose workers are killed while they capture them',
  () => {
    test(`are captured in full, each once, after ${kills} kills`, async () => {
      const { site, database } = world;
      const crawlRunId = await world.addRun();
      await world.startWorker('first');
      // More requests than the crawl has pages: at the end of the crawl, and in full captures.
      for (let kill = 1; kill <= kills; kill += 1) {
        const { worker: name, answer } = await site.hold(site.urls.length + kill);
        await world.workers.find((worker) => worker.name === name)?.kill();
        answer();
        await world.startWorker(`heir${kill}`);
      }
      await world.finished(crawlRunId);
      await expect
        .poll(() => database.dueWork.count({ where: { state: 'due' } }), { timeout: 240_000, interval: 200 })
        .toBe(0);
      expect(await database.fullCapture.count()).toBe(flagged);
      await world.expectWhole(`worker killed ${kills} times while it captured in full`);
    }, 600_000);
  },
);
