import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findChromium } from '../../crawler/fetch/chromium.js';
import { hasRedis } from '../queue/redis-server.js';
import { type FaultWorld, isLong, isRunning, openFaultWorld } from './fault-world.js';
import { processesOf } from './leftovers.js';
import { platformYaml } from './recruitment-site.js';

const hasChromium = (await findChromium(process.env)) !== undefined;
if (!hasChromium) {
  if (process.env.CI === 'true') throw new Error('Chromium is not installed; with CI=true it must be');
  process.stderr.write('Chromium is not installed: the test of a browser that is killed is skipped.\n');
}

const kills = isLong ? 10 : 2;
const postings = isLong ? 60 : 12;

let world: FaultWorld;
beforeEach(async () => {
  world = await openFaultWorld({ postings });
});
afterEach(() => world.close());

/** Kills every process of the browser that runs now. @returns whether there was one */
async function killBrowser(): Promise<boolean> {
  // Chromium's own children have a type; the first process leads the group of all of them.
  const leaders = (await processesOf(world.home)).filter(
    ({ command }) => command.includes('--guazheng-browser=') && !command.includes('--type='),
  );
  for (const { pid } of leaders) process.kill(-pid, 'SIGKILL');
  return leaders.length > 0;
}

describe.skipIf(!hasChromium || !hasRedis())('a run in the browser', () => {
  test(`whose browser is killed ${kills} times pays with an attempt of the pages that it had open, and with nothing else`, async () => {
    const { site, database } = world;
    const crawlRunId = await world.addRun(platformYaml({ fetch: 'browser' }));
    const held = Array.from({ length: kills }, (_, index) =>
      site.hold(Math.ceil(((index + 1) * site.urls.length) / (kills + 1))),
    );
    const worker = await world.startWorker('only');
    for (const request of held) {
      const { answer } = await request;
      expect(await killBrowser()).toBe(true);
      answer();
    }
    await world.finished(crawlRunId);
    expect(isRunning(worker)).toBe(true);
    const failed = await database.dueWork.findMany({ where: { attempts: { gt: 0 } } });
    // Six pages at most are open at once.
    expect(failed.length).toBeGreaterThanOrEqual(1);
    expect(failed.length).toBeLessThanOrEqual(6 * kills);
    expect(failed.filter(({ step, state }) => step !== 'render_page' || state !== 'done')).toEqual([]);
    const { due, done } = await world.expectWhole(`browser killed ${kills} times`);
    expect({ due, done }).toEqual({ due: site.urls.length, done: site.urls.length });
    await world.expectEverythingRead();
  }, 600_000);

  test('whose worker is killed with a page open leaves no browser and no folder behind when another one starts', async () => {
    const { site } = world;
    await world.addRun(platformYaml({ fetch: 'browser' }));
    const request = site.hold(3);
    const worker = await world.startWorker('killed');
    await request;
    await worker.kill();
    const heir = await world.startWorker('heir');
    const browsers = async (): Promise<string[]> =>
      (await processesOf(world.home))
        .filter(({ command }) => command.includes('--guazheng-browser=') && !command.includes(`=${heir.child.pid}-`))
        .map(({ command }) => command);
    await expect.poll(browsers, { timeout: 15_000 }).toEqual([]);
    expect(await heir.stop()).toMatchObject({ code: 0 });
    await world.expectNothingLeft();
  });
});
