import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from '../crawler/fetch/local-server.js';
import { type CrawlWorld, detailPage, listPage, openCrawlWorld, run } from '../queue/crawl-world.js';
import { tally } from './tally.js';

let world: CrawlWorld;
beforeEach(async () => {
  world = await openCrawlWorld();
  world.routes['/jobs'] = page(listPage(['/1']));
  world.routes['/1'] = page(detailPage('职位 1'));
});
afterEach(() => world.close());

/** Crawls the site to its end: a list and a posting. */
async function crawlAll(): Promise<void> {
  const worker = world.worker('only');
  const jobs = [...(await world.start()).jobs];
  for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) jobs.push(...(await run(worker, job)).next);
}

test('what is still due is lost, and nothing is when a run is over', async () => {
  await world.start();
  expect(await tally(world.database)).toEqual({ due: 1, done: 0, dead: 0, refused: 0, lost: 2, doubled: 0 });
  await world.database.dueWork.deleteMany();
  await world.database.crawlTask.deleteMany();
  await world.database.crawlRun.deleteMany();
  await crawlAll();
  expect(await tally(world.database)).toEqual({ due: 2, done: 2, dead: 0, refused: 0, lost: 0, doubled: 0 });
});

test('a page that is dead without a reason is lost, and so is a posting that nobody linked', async () => {
  await crawlAll();
  const { database } = world;
  await database.crawlTask.updateMany({ where: { kind: 'detail' }, data: { state: 'dead' } });
  expect(await tally(database)).toMatchObject({ done: 1, dead: 1, lost: 1 });
  await database.dueWork.deleteMany({ where: { step: 'link_posting' } });
  expect(await tally(database)).toMatchObject({ lost: 2, doubled: 0 });
});

test('a second capture of a page and a second version of the same words are doubled', async () => {
  await crawlAll();
  const { database } = world;
  const { id: _id, record, ...capture } = await database.capture.findFirstOrThrow();
  await database.capture.create({ data: { ...capture, record: record ?? {} } });
  // Nobody read the second one, nor does the ledger know of it.
  expect(await tally(database)).toMatchObject({ lost: 2, doubled: 1 });
  const { id: _version, ...version } = await database.postingVersion.findFirstOrThrow();
  await database.postingVersion.create({ data: { ...version, number: version.number + 1 } });
  expect(await tally(database)).toMatchObject({ doubled: 2 });
});
