import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTimeOf } from '../../prisma/embedded/process-identity.js';
import { createEmbeddedEngine } from '../../queue/embedded/embedded-engine.js';
import { leaseHolder } from '../../queue/leases.js';
import { reconcile } from '../../queue/reconcile.js';
import { type CrawlWorld, idleEngine, openCrawlWorld, run } from './crawl-world.js';

let world: CrawlWorld;
beforeEach(async () => {
  world = await openCrawlWorld();
});
afterEach(() => world.close());

describe('reconcile', () => {
  test('offers everything that is due, at its time, and nothing that has ended', async () => {
    const { database } = world;
    const late = new Date(Date.now() + 60_000);
    await database.dueWork.createMany({
      data: [
        { id: 'now', step: 'fetch_page', subjectId: '1' },
        { id: 'late', step: 'judge_posting', subjectId: '2', dueAt: late },
        { id: 'done', step: 'fetch_page', subjectId: '3', state: 'done' },
        { id: 'dead', step: 'fetch_page', subjectId: '4', state: 'dead' },
        { id: 'refused', step: 'fetch_page', subjectId: '5', state: 'refused' },
      ],
    });
    const engine = idleEngine();
    expect(await reconcile(database, engine, new Date())).toEqual({ due: 2, putBack: 2 });
    const found = new Map(engine.added.map((job) => [job.payload.dueWorkId, job]));
    expect([...found.keys()].sort()).toEqual(['late', 'now']);
    expect(found.get('late')).toEqual({
      payload: { dueWorkId: 'late', step: 'judge_posting' },
      notBefore: late,
      priority: 0,
    });
  });

  test('goes through more rows than one page holds, each once', async () => {
    const { database } = world;
    const data = Array.from({ length: 2_345 }, (_, index) => ({ step: 'fetch_page', subjectId: `subject-${index}` }));
    await database.dueWork.createMany({ data });
    const engine = idleEngine();
    expect(await reconcile(database, engine, new Date())).toEqual({ due: data.length, putBack: data.length });
    expect(new Set(engine.added.map((job) => job.payload.dueWorkId)).size).toBe(data.length);
  });

  test('twice, and twice at once, is the same as once', async () => {
    const { database } = world;
    const { crawlRunId } = await world.start();
    const engine = createEmbeddedEngine();
    await reconcile(database, engine, new Date());
    await Promise.all([reconcile(database, engine, new Date()), reconcile(database, engine, new Date())]);
    expect(await engine.size()).toBe(1);
    expect(await database.crawlRun.findUnique({ where: { id: crawlRunId } })).toMatchObject({ state: 'running' });
    await engine.close();
  });

  test('frees what dead processes of this machine had claimed, and no one else’s', async () => {
    const { database } = world;
    const child = spawn('sleep', ['1000']);
    await once(child, 'spawn');
    const start = await startTimeOf(child.pid ?? 0);
    const killed = spawn('true');
    await once(killed, 'exit');
    const holders = {
      own: await leaseHolder(),
      living: `${hostname()}:${child.pid}:${start}`,
      dead: `${hostname()}:${killed.pid}:${start}`,
      // A container that is started again gets the same number.
      predecessor: `${hostname()}:${process.pid}:1`,
      elsewhere: `elsewhere.example:${killed.pid}:${start}`,
    };
    try {
      await database.dueWork.createMany({
        data: Object.entries(holders).map(([id, holder]) => ({
          id,
          step: 'fetch_page',
          subjectId: id,
          leaseHolder: holder,
          leaseUntil: new Date(Date.now() + 60_000),
        })),
      });
      await reconcile(database, idleEngine(), new Date());
      const rows = await database.dueWork.findMany({ where: { leaseHolder: { not: null } }, orderBy: { id: 'asc' } });
      expect(rows.map(({ id }) => id)).toEqual(['elsewhere', 'living', 'own']);
      expect(rows.every(({ leaseUntil }) => leaseUntil !== null)).toBe(true);
    } finally {
      child.kill();
    }
  });

  test('work that a dead process had claimed is done by the next one', async () => {
    const { database } = world;
    world.routes['/jobs'] = (_, response) => response.end('<ul><li><a href="/1">一</a></li></ul>');
    const { jobs } = await world.start();
    await database.dueWork.updateMany({
      data: { leaseHolder: `${hostname()}:${process.pid}:1`, leaseUntil: new Date(Date.now() + 600_000) },
    });
    const worker = world.worker(await leaseHolder());
    await run(worker, jobs[0]);
    expect(await database.capture.count()).toBe(0);
    await reconcile(database, idleEngine(), new Date());
    await run(worker, jobs[0]);
    expect(await database.capture.count()).toBe(1);
  });

  test('ends the runs in which nothing is due, and leaves the others', async () => {
    const { database } = world;
    const { crawlRunId } = await world.start();
    const now = new Date();
    await reconcile(database, idleEngine(), now);
    expect(await database.crawlRun.findUnique({ where: { id: crawlRunId } })).toMatchObject({ state: 'running' });
    await database.dueWork.updateMany({ data: { state: 'dead' } });
    await reconcile(database, idleEngine(), now);
    await reconcile(database, idleEngine(), new Date());
    expect(await database.crawlRun.findUnique({ where: { id: crawlRunId } })).toMatchObject({
      state: 'finished',
      finishedAt: now,
    });
  });
});
