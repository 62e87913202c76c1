import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reconcile } from '../../../queue/reconcile.js';
import { cancelRun } from '../../../queue/runs/cancel-run.js';
import { pauseRun, resumeRun } from '../../../queue/runs/pause-run.js';
import { type CrawlWorld, detailPage, drain, idleEngine, listPage, openCrawlWorld, run } from '../crawl-world.js';

let world: CrawlWorld;
const page =
  (html: string): RequestListener =>
  (_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);

beforeAll(async () => {
  world = await openCrawlWorld();
  world.routes['/jobs'] = page(listPage(['/a', '/b']));
  for (const path of ['/a', '/b']) world.routes[path] = page(detailPage(`职位 ${path}`));
});
afterAll(() => world.close());

const pause = (id: string) =>
  world.database.$transaction((transaction) => pauseRun(transaction, id, new Date(), 'user-1'));
const resume = (id: string) =>
  world.database.$transaction((transaction) => resumeRun(transaction, id, new Date(), 'user-1'));
const kinds = async (subjectId: string) =>
  (await world.database.ledgerEntry.findMany({ where: { subjectId }, orderBy: { sequence: 'asc' } })).map(
    ({ kind }) => kind,
  );
const pages = (crawlRunId: string, state: 'due' | 'done') =>
  world.database.crawlTask.count({ where: { crawlRunId, state } });

describe('a paused run', () => {
  test('has no page taken until it goes on, while what was received is still read', async () => {
    const worker = world.worker('one');
    const { crawlRunId, jobs } = await world.start();
    const { next } = await run(worker, jobs[0]);
    expect(await pause(crawlRunId)).toBe(true);
    expect(await pause(crawlRunId)).toBe(false);

    // The list was received before: reading it makes its pages due, and none of them is taken.
    const { next: details } = await run(worker, next[0]);
    expect(details.map(({ payload }) => payload.step)).toEqual(['fetch_page', 'fetch_page']);
    await drain(worker, details);
    expect(await pages(crawlRunId, 'due')).toBe(2);
    const engine = idleEngine();
    await reconcile(world.database, engine, new Date());
    expect(engine.added).toEqual([]);
    expect((await world.database.crawlRun.findUniqueOrThrow({ where: { id: crawlRunId } })).state).toBe('running');

    const again = await resume(crawlRunId);
    expect(again?.map(({ payload }) => payload.dueWorkId).toSorted()).toEqual(
      details.map(({ payload }) => payload.dueWorkId).toSorted(),
    );
    expect(await resume(crawlRunId)).toBeUndefined();
    await drain(worker, again ?? []);
    expect(await pages(crawlRunId, 'done')).toBe(3);
    expect(await kinds(crawlRunId)).toEqual(['run.paused', 'run.resumed']);
  });

  test('is no longer paused once it was cancelled, so that what is run again of it is taken', async () => {
    const { crawlRunId } = await world.start();
    await pause(crawlRunId);
    await world.database.$transaction((transaction) =>
      cancelRun(transaction, { platformId: 'small' }, new Date(), 'user-1'),
    );
    const cancelled = await world.database.crawlRun.findUniqueOrThrow({ where: { id: crawlRunId } });
    expect(cancelled).toMatchObject({ state: 'cancelled', pausedAt: null });
    expect(await pause(crawlRunId)).toBe(false);
    expect(await resume(crawlRunId)).toBeUndefined();
  });
});
