import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { storePlatform } from '../../queue/platforms.js';
import { setSchedule } from '../../queue/schedules/set-schedule.js';
import { hasRedis, type RedisServer, startRedis } from '../queue/redis-server.js';
import { type FaultWorld, isLong, openFaultWorld } from './fault-world.js';
import { platformYaml } from './recruitment-site.js';

let world: FaultWorld;
let redis: RedisServer;
beforeEach(async () => {
  world = await openFaultWorld({ postings: 20 });
  redis = await startRedis();
});
afterEach(async () => {
  await world.close();
  await redis.close();
});

describe.skipIf(!hasRedis())('two schedulers at once', () => {
  // Over one Redis a single worker gets each tick; with one each, both look at the schedule at the same moment.
  test('start one run for one schedule that is due, and each page of it is read once', async () => {
    const { database, site } = world;
    const { id: platformId } = await storePlatform(database, platformYaml(), 'faulty.yaml', new Date());
    await setSchedule(database, { platformId, cron: '0 3 1 1 *', timeZone: 'Asia/Shanghai' }, new Date());
    await database.schedule.update({ where: { platformId }, data: { nextRunAt: new Date(Date.now() - 60_000) } });
    await Promise.all([
      world.startWorker('first'),
      world.startWorker('second', { environment: { REDIS_URL: redis.url } }),
    ]);
    await expect
      .poll(() => database.crawlRun.count({ where: { state: 'finished' } }), { timeout: 120_000, interval: 200 })
      .toBe(1);
    // Two more ticks.
    if (isLong) await sleep(120_000);
    expect(await database.crawlRun.findMany()).toMatchObject([{ startedBy: 'schedule' }]);
    const { due, done } = await world.expectWhole('two schedulers at once');
    expect({ due, done }).toEqual({ due: site.urls.length, done: site.urls.length });
    await world.expectEverythingRead();
    expect(site.log).toHaveLength(site.urls.length);
  }, 400_000);
});
