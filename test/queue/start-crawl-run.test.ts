import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyLedger } from '../../evidence/ledger/verify-ledger.js';
import { requirePlatform, storePlatform } from '../../queue/platforms.js';
import { registerRelease } from '../../queue/register-release.js';
import { startCrawlRun } from '../../queue/start-crawl-run.js';
import { page } from '../crawler/fetch/local-server.js';
import { type CrawlWorld, detailPage, listPage, openCrawlWorld, release, run, smallPlatform } from './crawl-world.js';

let world: CrawlWorld;
beforeEach(async () => {
  world = await openCrawlWorld();
});
afterEach(() => world.close());

const store = (yaml: string) => storePlatform(world.database, yaml, 'small.yaml', new Date());
const start = (pageBudget?: number) =>
  world.database.$transaction((transaction) =>
    startCrawlRun(transaction, { platformId: 'small', pageBudget, startedBy: 'command', now: new Date() }),
  );

describe('a platform', () => {
  test('gets a version for each change of its file, and the same file again changes nothing', async () => {
    expect(await store(smallPlatform())).toEqual({ id: 'small', version: 1, isNew: true });
    expect(await store(smallPlatform())).toEqual({ id: 'small', version: 1, isNew: false });
    expect(await store(smallPlatform('# a comment counts too'))).toEqual({ id: 'small', version: 2, isNew: true });
    // Back to what it was: a version again, for what is newest counts.
    expect(await store(smallPlatform())).toEqual({ id: 'small', version: 3, isNew: true });
    const entries = await world.database.ledgerEntry.count({ where: { kind: 'platform.versioned' } });
    expect(entries).toBe(3);
  });

  test('stored by several at once has one version', async () => {
    const versions = await Promise.all(Array.from({ length: 6 }, () => store(smallPlatform()).catch(() => undefined)));
    expect(versions.filter((version) => version?.isNew)).toHaveLength(1);
    expect(await world.database.platformVersion.count()).toBe(1);
    expect(await verifyLedger(world.database)).toMatchObject({ ok: true });
  });

  test('a file that is not usable stores nothing', async () => {
    await expect(store(smallPlatform('colour: red'))).rejects.toThrow('small.yaml');
    expect(await world.database.platform.count()).toBe(0);
  });

  test('that is unknown is named with those that there are', async () => {
    await expect(requirePlatform(world.database, 'large')).rejects.toThrow('none yet');
    await store(smallPlatform());
    await expect(requirePlatform(world.database, 'large')).rejects.toThrow('small');
    await requirePlatform(world.database, 'small');
  });
});

test('a release is registered once, with one entry in the ledger, however many start at once', async () => {
  const { database, blobs } = world;
  await Promise.all(Array.from({ length: 4 }, () => registerRelease(database, blobs, release, new Date())));
  expect(await database.classifierRelease.count()).toBe(1);
  expect(await database.ledgerEntry.count({ where: { kind: 'release.registered' } })).toBe(1);
});

describe('a crawl run', () => {
  test('begins with its entry pages, each once', async () => {
    const entries = ['http://small.test/jobs', 'http://small.test/jobs#top', 'http://small.test/more'];
    await store(smallPlatform().replace('[http://small.test/jobs]', `['${entries.join("', '")}']`));
    const { crawlRunId, resumed, jobs } = await start();
    expect(resumed).toBe(false);
    expect(jobs.map(({ payload }) => payload.step)).toEqual(['fetch_page', 'fetch_page']);
    const tasks = await world.database.crawlTask.findMany({ where: { crawlRunId }, orderBy: { url: 'asc' } });
    expect(tasks.map(({ url, kind, state }) => [url, kind, state])).toEqual([
      ['http://small.test/jobs', 'list', 'due'],
      ['http://small.test/more', 'list', 'due'],
    ]);
  });

  test('that was left unfinished is gone on with, and a finished one is followed by a new one', async () => {
    await store(smallPlatform());
    const first = await start();
    expect(await start()).toEqual({ crawlRunId: first.crawlRunId, resumed: true, jobs: [] });
    await world.database.crawlRun.updateMany({ data: { state: 'finished' } });
    expect((await start()).crawlRunId).not.toBe(first.crawlRunId);
  });

  test('goes on with the version of the file that it began with', async () => {
    await store(smallPlatform());
    const first = await start();
    await store(smallPlatform('', 'browser'));
    expect(await start()).toMatchObject({ crawlRunId: first.crawlRunId, resumed: true });
  });

  test('is one when several start it at once', async () => {
    await store(smallPlatform());
    const { database } = world;
    // Runs cannot be written until all have begun and wait, for this lock or for each other.
    const runs = await database.$transaction(async (transaction) => {
      await transaction.$executeRaw`LOCK TABLE "CrawlRun" IN SHARE MODE`;
      const starting = Array.from({ length: 4 }, () => start());
      const waiting = () => database.$queryRaw<{ count: number }[]>`
        SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      await expect.poll(waiting).toEqual([{ count: starting.length }]);
      return { starting };
    });
    const started = await Promise.all(runs.starting);
    expect(new Set(started.map(({ crawlRunId }) => crawlRunId)).size).toBe(1);
    expect(started.filter(({ resumed }) => !resumed)).toHaveLength(1);
    expect(await world.database.crawlRun.count()).toBe(1);
    expect(await world.database.dueWork.count()).toBe(1);
  });

  test('has as many pages as its budget, and says of the others that it was used up', async () => {
    world.routes['/jobs'] = page(listPage(['/1', '/2', '/3', '/4', '/1'], '/jobs?page=2'));
    for (const path of ['/1', '/2', '/3', '/4']) world.routes[path] = page(detailPage(path));
    const worker = world.worker('worker');
    const { jobs } = await world.start(smallPlatform(), 3);
    const read = await run(worker, (await run(worker, jobs[0])).next[0]);
    expect(read.next).toHaveLength(2);
    const tasks = await world.database.crawlTask.findMany({ select: { url: true }, orderBy: { id: 'asc' } });
    expect(tasks).toHaveLength(3);
    const decisions = await world.database.crawlDecision.findMany({ where: { rule: 'budget' } });
    expect(decisions).toHaveLength(3);
    const known = [...tasks, ...decisions].map(({ url }) => url);
    expect(new Set(known).size).toBe(known.length);
    for (const decision of decisions)
      expect(decision).toMatchObject({ allowed: false, detail: expect.stringContaining('3 pages') });
  });

  test('has no more entry pages than its budget', async () => {
    await store(smallPlatform().replace('[http://small.test/jobs]', '[http://small.test/a, http://small.test/b]'));
    expect((await start(1)).jobs).toHaveLength(1);
  });

  test('keeps its budget when several of its pages are read at once', async () => {
    const lists = ['/list/1', '/list/2', '/list/3', '/list/4'];
    const yaml = smallPlatform().replace(
      '[http://small.test/jobs]',
      `[${lists.map((path) => `http://small.test${path}`).join(', ')}]`,
    );
    for (const path of lists)
      world.routes[path] = page(listPage(Array.from({ length: 10 }, (_, index) => `${path}/${index}`)));
    const { jobs } = await world.start(yaml, 20);
    const worker = world.worker('worker');
    const reading = (await Promise.all(jobs.map((job) => run(worker, job)))).flatMap(({ next }) => next);
    await Promise.all(reading.map((job) => run(worker, job)));
    expect(await world.database.crawlTask.count()).toBe(20);
    expect(await world.database.crawlDecision.count({ where: { rule: 'budget' } })).toBe(24);
  });
});
