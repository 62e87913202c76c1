import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storePlatform } from '../../queue/platforms.js';
import { readMetrics } from '../../server/metrics.js';
import { openMetricsServer } from '../../server/open-metrics-server.js';
import { storeRun } from '../queue/runs/stored-runs.js';
import { quietPlatform } from '../queue/schedules/scheduled-platforms.js';
import { seedPostings } from './seed-postings.js';
import { type ServedDatabase, serveDatabase } from './served-database.js';

let served: ServedDatabase;
const now = new Date();
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
beforeAll(async () => {
  served = await serveDatabase();
  await seedPostings(served.db);
  await served.db.crawlRun.updateMany({ data: { state: 'finished' } });
  await storePlatform(served.db, quietPlatform('jing'), 'jing.yaml', now);
  await storeRun(served.db, 'jing', [
    { kind: 'list', url: 'http://jing.test/jobs' },
    { url: 'http://jing.test/1', state: 'dead', error: { code: 'status_404', class: 'dead' } },
  ]);
  await served.db.dueWork.createMany({
    data: [
      { step: 'fetch_page', subjectId: 'a', dueAt: minutesAgo(10) },
      { step: 'fetch_page', subjectId: 'b', dueAt: minutesAgo(5), leaseHolder: 'x', leaseUntil: minutesAgo(-5) },
      { step: 'fetch_page', subjectId: 'c', dueAt: minutesAgo(5), leaseHolder: 'x', leaseUntil: minutesAgo(1) },
      { step: 'fetch_page', subjectId: 'd', dueAt: minutesAgo(-5) },
      { step: 'judge_posting', subjectId: 'e', dueAt: minutesAgo(20), state: 'done' },
    ],
  });
});
afterAll(() => served?.close());

describe('the metrics', () => {
  test('say what is due, by step and state, and how old the oldest is', async () => {
    const lines = (await readMetrics(served.db, now)).split('\n');
    expect(lines.filter((line) => line.startsWith('guazheng_due_work'))).toEqual(
      expect.arrayContaining([
        'guazheng_due_work{step="fetch_page",state="ready"} 2',
        'guazheng_due_work{step="fetch_page",state="claimed"} 1',
        'guazheng_due_work{step="fetch_page",state="waiting"} 1',
        'guazheng_due_work_oldest_seconds 600',
      ]),
    );
    expect(lines.some((line) => line.includes('judge_posting'))).toBe(false);
  });

  test('say how the runs that go on are doing, and what was found', async () => {
    const lines = (await readMetrics(served.db, now)).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'guazheng_crawl_runs_running 1',
        'guazheng_run_pages{outcome="done"} 1',
        'guazheng_run_pages{outcome="dead"} 1',
        'guazheng_run_pages{outcome="due"} 0',
        'guazheng_postings{band="flagged"} 16',
        'guazheng_postings{band="clear"} 9',
        'guazheng_layout_alarms_open 0',
      ]),
    );
    expect(lines.some((line) => line.startsWith('guazheng_worker_up'))).toBe(false);
  });

  test('of a worker say that it is up, and the size of its queue', async () => {
    const lines = (await readMetrics(served.db, now, { queueSize: async () => 7 })).split('\n');
    expect(lines).toEqual(expect.arrayContaining(['guazheng_worker_up 1', 'guazheng_queue_size 7']));
  });

  test('are served beside the page in the text format, to who works the machine', async () => {
    expect((await fetch(`${served.url}/metrics`)).status).toBe(401);
    expect((await (await served.logIn('reviewer')).get('/metrics')).status).toBe(403);
    const response = await (await served.logIn('operator')).get('/metrics');
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      expect.stringMatching(/^text\/plain; version=0\.0\.4/),
    ]);
    expect(await response.text()).toContain('# TYPE guazheng_due_work gauge');
  });

  test('cost little however much has piled up', async () => {
    await served.db.$executeRaw`
      INSERT INTO "DueWork" ("id", "step", "subjectId", "state")
      SELECT 'old-' || n, 'judge_posting', 'old-' || n, 'done' FROM generate_series(1, 50000) n`;
    await served.db.$executeRaw`ANALYZE "DueWork"`;
    const plan = await served.db.$queryRaw<{ 'QUERY PLAN': string }[]>`
      EXPLAIN SELECT "step", count(*) FROM "DueWork" WHERE "state" = 'due' GROUP BY 1`;
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('DueWork_state_dueAt_idx');
  });
});

describe('a worker’s own metrics', () => {
  test('are served on loopback, under one path', async () => {
    const server = await openMetricsServer(
      0,
      async () => 'guazheng_worker_up 1\n',
      () => undefined,
    );
    try {
      expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
      expect(await (await fetch(server.url)).text()).toBe('guazheng_worker_up 1\n');
      expect((await fetch(new URL('/', server.url))).status).toBe(404);
      expect((await fetch(server.url, { method: 'POST' })).status).toBe(405);
      const port = Number(new URL(server.url).port);
      await expect(
        openMetricsServer(
          port,
          async () => '',
          () => undefined,
        ),
      ).rejects.toMatchObject({
        code: 'port_in_use',
      });
    } finally {
      await server.close();
    }
  });

  test('that cannot be read are a 503, and told to the operator', async () => {
    const told: unknown[] = [];
    const server = await openMetricsServer(
      0,
      () => Promise.reject(new Error('away')),
      (error) => told.push(error),
    );
    try {
      expect((await fetch(server.url)).status).toBe(503);
      expect(told).toMatchObject([{ message: 'away' }]);
    } finally {
      await server.close();
    }
  });
});
