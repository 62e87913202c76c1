import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DemoPlatform, type DemoPlatforms, startDemoPlatforms } from '../../fixtures/platforms/start-platforms.js';
import { get, platformsFolder } from '../fixtures/demo-client.js';
import { hasRedis } from '../queue/redis-server.js';
import { type FaultWorld, openFaultWorld } from './fault-world.js';

let demo: DemoPlatforms;
let platform: DemoPlatform;
let world: FaultWorld;
beforeEach(async () => {
  demo = await startDemoPlatforms({ folder: platformsFolder });
  const hostile = demo.platforms.find(({ id }) => id === 'jiusheng');
  if (hostile === undefined) throw new Error('the hostile platform is missing');
  platform = hostile;
  world = await openFaultWorld({ postings: 1 });
});
afterEach(async () => {
  await world.close();
  await demo.close();
});

const host = 'jiusheng.test';

describe.skipIf(!hasRedis())('a run over the hostile platform of the demo', () => {
  test('reaches every posting, explains every refusal, and asks for nothing that robots.txt forbids', async () => {
    const { database } = world;
    const crawlRunId = await world.addRun(platform.yaml);
    await world.startWorker('only', { environment: { GUAZHENG_HOSTS: `${host}=${platform.hosts[host]}` } });
    await world.finished(crawlRunId);
    const asked = platform.requests().map(({ path }) => path);

    const postings = await database.posting.findMany({ select: { url: true, band: true } });
    const shown = [...demo.truth.keys()].filter((url) => new URL(url).host === host);
    expect(shown.length).toBeGreaterThan(20);
    expect(postings.map(({ url }) => url).sort()).toEqual(shown.sort());
    expect(postings.filter(({ band }) => band === null)).toEqual([]);

    // Its own log is the judge.
    const file = await (await get(platform, `http://${host}/robots.txt`)).body.text();
    const closed = [...file.matchAll(/^Disallow: (\S+)$/gm)].flatMap(([, path]) => path ?? []);
    expect(closed).toContain('/private/');
    expect(asked.filter((path) => closed.some((prefix) => path.startsWith(prefix)))).toEqual([]);
    expect(asked[0]).toBe('/robots.txt');

    const failed = await database.crawlTask.findMany({
      where: { state: { in: ['dead', 'refused'] } },
      select: { url: true, errorCode: true, errorMessage: true },
    });
    expect(Object.fromEntries(failed.map(({ url, errorCode }) => [new URL(url).pathname, errorCode]))).toEqual({
      '/private/vip-1.html': 'robots_disallowed',
      '/private/vip-2.html': 'robots_disallowed',
      '/jump/1': 'redirect_loop',
      '/go/1': 'address_refused',
      '/go/2': 'address_refused',
      '/zp/js-900.html': 'body_too_large',
      '/zp/js-901.html': 'body_too_large',
    });
    expect(failed.filter(({ errorMessage }) => (errorMessage ?? '').length < 30)).toEqual([]);
    const forbidden = await database.crawlDecision.findMany({
      where: { rule: { startsWith: 'robots' }, allowed: false },
    });
    const own = forbidden.map(({ url }) => new URL(url)).filter((url) => url.host === host);
    expect([...new Set(own.map(({ pathname }) => pathname))].sort()).toEqual([
      '/private/vip-1.html',
      '/private/vip-2.html',
    ]);
    await world.expectWhole('the hostile platform of the demo');
  });
});
