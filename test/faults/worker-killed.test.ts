import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findChromium } from '../../crawler/fetch/chromium.js';
import { hasRedis } from '../queue/redis-server.js';
import { type FaultWorld, isLong, isRunning, openFaultWorld } from './fault-world.js';

const hasChromium = (await findChromium(process.env)) !== undefined;
const kills = isLong ? 20 : 2;
const postings = isLong ? 400 : 15;

let world: FaultWorld;
beforeEach(async () => {
  world = await openFaultWorld({ postings, rentals: true });
});
afterEach(() => world.close());

describe.skipIf(!hasRedis())('a run whose workers are killed with a page under way', () => {
  test(`comes to its end with every page and every full capture once, after ${kills} kills`, async () => {
    const { site, database } = world;
    const crawlRunId = await world.addRun();
    // Spread over the whole run, each with a page that has been asked for and not answered.
    const held = Array.from({ length: kills }, (_, index) =>
      site.hold(Math.ceil(((index + 1) * site.urls.length) / (kills + 2))),
    );
    await Promise.all([world.startWorker('first'), world.startWorker('second')]);
    for (const [index, request] of held.entries()) {
      const { worker: name, answer } = await request;
      const victim = world.workers.find((worker) => worker.name === name);
      if (victim === undefined) throw new Error(`no worker ${name}`);
      await victim.kill();
      answer();
      await world.startWorker(`heir${index + 1}`);
    }
    await world.finished(crawlRunId);
    expect(world.workers.filter((worker) => !isRunning(worker))).toHaveLength(kills);
    // What is flagged is captured in full after the run, too.
    await expect
      .poll(() => database.dueWork.count({ where: { state: 'due' } }), { timeout: 400_000, interval: 200 })
      .toBe(0);
    expect(await database.fullCapture.count()).toBe(hasChromium ? Math.floor(postings / 7) : 0);
    const { due, done } = await world.expectWhole(`worker killed ${kills} times`);
    expect({ due, done }).toEqual({ due: site.urls.length, done: site.urls.length });
    await world.expectEverythingRead();
  }, 600_000);
});
