import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StepContext } from '../../queue/steps/step.js';
import { page } from '../crawler/fetch/local-server.js';
import {
  type CrawlWorld,
  detailPage,
  drain,
  hasChromium,
  listPage,
  openCrawlWorld,
  smallPlatform,
} from './crawl-world.js';

const hasBrowser = hasChromium('platforms that do not say how to fetch');

let world: CrawlWorld;
beforeEach(async () => {
  world = await openCrawlWorld();
});
afterEach(() => world.close());

const byScript = (html: string): string =>
  `<main></main><script>document.querySelector('main').innerHTML = ${JSON.stringify(html)}</script>`;
const paths = ['/1', '/2', '/3', '/4', '/5', '/6', '/7', '/8'];

const worker = (): StepContext => ({ ...world.worker('worker'), browser: world.openBrowser() });
const learned = () =>
  world.database.fetchMethod.findMany({
    orderBy: { kind: 'asc' },
    select: { kind: true, method: true, settledAt: true },
  });

describe.skipIf(!hasBrowser)('a platform whose file does not say how to fetch', () => {
  test('is fetched over HTTP when the browser shows no more, and each posting is one version', async () => {
    world.routes['/jobs'] = page(listPage(paths));
    for (const path of paths) world.routes[path] = page(detailPage(`职位 ${path}`));
    await drain(worker(), (await world.start(smallPlatform('', 'learned'))).jobs);
    expect(await learned()).toMatchObject([
      { kind: 'list', method: 'http', settledAt: null },
      { kind: 'detail', method: 'http', settledAt: expect.any(Date) },
    ]);
    const rendered = await world.database.capture.count({ where: { method: 'browser' } });
    // One list and a handful of details were compared; not every page costs the platform two visits.
    expect(rendered).toBe(6);
    expect(await world.database.postingVersion.count()).toBe(paths.length);
    expect(await world.database.verdict.count()).toBe(paths.length);
  });

  test('is fetched in the browser once pages have shown their postings there alone', async () => {
    world.routes['/jobs'] = page(byScript(listPage(paths)));
    for (const path of paths) world.routes[path] = page(byScript(detailPage(`职位 ${path}`)));
    const context = worker();
    await drain(context, (await world.start(smallPlatform('', 'learned'))).jobs);
    expect(await world.database.posting.count()).toBe(paths.length);
    expect(await learned()).toMatchObject([
      { kind: 'list', method: 'http', settledAt: null },
      { kind: 'detail', method: 'browser', settledAt: expect.any(Date) },
    ]);
    expect(await world.database.crawlTask.count({ where: { state: { not: 'done' } } })).toBe(0);

    const before = await world.database.capture.count({ where: { method: 'http' } });
    await drain(context, (await world.start(smallPlatform('', 'learned'))).jobs);
    // The list is still being learned; the postings go to the browser at once.
    expect(await world.database.capture.count({ where: { method: 'http' } })).toBe(before + 1);
  });

  test('is not settled by a browser that fails', async () => {
    world.routes['/jobs'] = page(listPage(['/1']));
    world.routes['/1'] = page(detailPage('职位'));
    const context = { ...world.worker('worker'), browser: { absent: 'there is none here' } };
    await drain(context, (await world.start(smallPlatform('', 'learned'))).jobs);
    expect(await learned()).toEqual([]);
    // What HTTP has shown stays done.
    expect(await world.database.crawlTask.count({ where: { state: 'done' } })).toBe(2);
    expect(await world.database.verdict.count()).toBe(1);
  });
});
