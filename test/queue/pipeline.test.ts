import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyLedger } from '../../evidence/ledger/verify-ledger.js';
import { claimEngine } from '../../prisma/engine-lock.js';
import { storePlatform } from '../../queue/platforms.js';
import { type RunProgress, readRunProgress } from '../../queue/run-progress.js';
import { type Pipeline, startPipeline } from '../../queue/start-pipeline.js';
import { page } from '../crawler/fetch/local-server.js';
import {
  type CrawlWorld,
  detailPage,
  listPage,
  openCrawlWorld,
  release,
  smallPlatform,
  userAgent,
} from './crawl-world.js';
import { hasRedis, type RedisServer, startRedis } from './redis-server.js';

let world: CrawlWorld;
let pipelines: Pipeline[];
const notices: string[] = [];
beforeEach(async () => {
  world = await openCrawlWorld();
  pipelines = [];
  notices.length = 0;
});
afterEach(async () => {
  for (const pipeline of pipelines) await pipeline.close();
  await world.close();
});

async function open(redisUrl?: string): Promise<Pipeline> {
  const pipeline = await startPipeline({
    database: world.database,
    databaseUrl: world.databaseUrl,
    blobs: world.blobs,
    release,
    stateFolder: join(world.folder, 'state'),
    ledgerHeadsFolder: join(world.folder, 'ledger-heads'),
    guard: { allow: [], hosts: world.hosts },
    userAgent,
    redisUrl,
    // No browser on this PATH.
    environment: {},
    concurrency: {
      fetch_page: 4,
      render_page: 1,
      read_capture: 2,
      judge_posting: 2,
      link_posting: 2,
      capture_full: 1,
      stamp_seal: 1,
      recapture_case: 1,
      capture_complaint: 1,
    },
    onNotice: (sentence) => notices.push(sentence),
  });
  pipelines.push(pipeline);
  return pipeline;
}
const store = (yaml = smallPlatform()) => storePlatform(world.database, yaml, 'small.yaml', new Date());

/** Waits for the run's end. */
async function finished(pipeline: Pipeline, crawlRunId: string): Promise<RunProgress> {
  for (;;) {
    const progress = await Promise.race([readRunProgress(world.database, [crawlRunId]), pipeline.fatal]);
    if (progress.finished) return progress;
    await sleep(20);
  }
}
async function crawl(pipeline: Pipeline): Promise<RunProgress> {
  const { crawlRunId } = await pipeline.crawl('small');
  return finished(pipeline, crawlRunId);
}

/** The one flagged posting is to be captured in full. */
const captureOrders = 1;

/** Two list pages with six postings, one of them an advertisement that rents out a credential. */
function sixPostings(): void {
  world.routes['/jobs'] = (request, response) => {
    const second = request.url?.includes('page=2') === true;
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(second ? listPage(['/4', '/5', '/6', '/1']) : listPage(['/1', '/2', '/3'], '/jobs?page=2'));
  };
  for (const number of [1, 2, 3, 4, 5]) world.routes[`/${number}`] = page(detailPage(`职位 ${number}`));
  const rental = '急聘一级建造师挂靠，不坐班，不用到岗，证书挂靠费每年三万元，只需证书和社保，联系微信 zhengshu888';
  world.routes['/6'] = page(detailPage('一级建造师挂靠', rental));
}

describe('the pipeline', () => {
  test('goes from a platform’s lists over its postings to their verdicts', async () => {
    sixPostings();
    await store();
    const pipeline = await open();
    expect(await crawl(pipeline)).toEqual({
      finished: true,
      pagesDone: 8,
      pagesKnown: 8,
      pagesFailed: 0,
      postings: 6,
    });
    const postings = await world.database.posting.findMany({ include: { agency: true }, orderBy: { url: 'asc' } });
    expect(postings.map(({ url }) => new URL(url).pathname)).toEqual(['/1', '/2', '/3', '/4', '/5', '/6']);
    expect(postings.map(({ band }) => band)).toEqual(['clear', 'clear', 'clear', 'clear', 'clear', 'flagged']);
    expect(postings.every(({ agency }) => agency?.name === '诚信人力资源有限公司')).toBe(true);
    expect(await world.database.verdict.count()).toBe(6);
    expect(await world.database.capture.count()).toBe(8);
    for (const { bodySha256 } of await world.database.capture.findMany())
      expect(await world.blobs.has(bodySha256)).toBe(true);
    const states = await world.database.dueWork.groupBy({
      by: ['state'],
      where: { crawlRunId: { not: null } },
      _count: true,
    });
    expect(states).toEqual([{ state: 'done', _count: 8 + 8 + 6 + 6 }]);
    expect(await verifyLedger(world.database)).toEqual({ entries: 2 + 8 + 6 + 6 + captureOrders, ok: true });
    expect(notices).toEqual([]);
  });

  test('the same words again are no new version; changed ones are, with a verdict of their own', async () => {
    sixPostings();
    await store();
    const pipeline = await open();
    await crawl(pipeline);
    world.routes['/1'] = page(detailPage('职位 1', '改过的正文：需到岗，月薪八千，五险一金。'));
    await crawl(pipeline);
    expect(await world.database.crawlRun.count({ where: { state: 'finished' } })).toBe(2);
    expect(await world.database.posting.count()).toBe(6);
    expect(await world.database.postingVersion.count()).toBe(7);
    expect(await world.database.verdict.count()).toBe(7);
    expect(await world.database.capture.count()).toBe(16);
  });

  test('pages that fail end with their reasons, and the others do not suffer', async () => {
    sixPostings();
    let asked = 0;
    world.routes['/1'] = (_, response) => response.writeHead(404).end();
    world.routes['/2'] = page('<h1>只有标题</h1>');
    const patient = page(detailPage('职位 3'));
    world.routes['/3'] = (request, response) => {
      asked += 1;
      if (asked === 1) response.writeHead(503, { 'retry-after': '1' }).end();
      else patient(request, response);
    };
    world.routes['/robots.txt'] = page('User-agent: *\nDisallow: /4\n', { 'content-type': 'text/plain' });
    await store();
    const progress = await crawl(await open());
    expect(progress).toMatchObject({ pagesDone: 5, pagesFailed: 3, pagesKnown: 8, postings: 3 });
    const failed = await world.database.crawlTask.findMany({
      where: { state: { in: ['dead', 'refused'] } },
      orderBy: { url: 'asc' },
    });
    expect(failed.map(({ state, errorCode }) => [state, errorCode])).toEqual([
      ['dead', 'gone'],
      ['dead', 'no_posting'],
      ['refused', 'robots_disallowed'],
    ]);
    expect(failed.every(({ errorMessage }) => errorMessage?.includes('http://small.test/'))).toBe(true);
    // What could not be read is captured all the same.
    expect(await world.database.capture.count()).toBe(6);
    expect(await world.database.dueWork.findMany({ where: { step: 'fetch_page', delays: { gt: 0 } } })).toMatchObject([
      { state: 'done', attempts: 0 },
    ]);
  });

  test('closed in the midst of a run gives its pages back, and the next one goes on', async () => {
    sixPostings();
    let asked: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      asked = resolve;
    });
    world.routes['/2'] = () => asked();
    await store();
    const first = await open();
    const { crawlRunId } = await first.crawl('small');
    await arrived;
    await first.close();
    const left = await world.database.dueWork.findMany({ where: { state: 'due' } });
    expect(left.length).toBeGreaterThan(0);
    expect(left.every((row) => row.leaseHolder === null && row.attempts === 0 && row.errorCode === null)).toBe(true);
    world.routes['/2'] = page(detailPage('职位 2'));
    const second = await open();
    expect(await second.crawl('small')).toEqual({ crawlRunId, resumed: true });
    expect(await finished(second, crawlRunId)).toMatchObject({ pagesDone: 8, pagesFailed: 0 });
    expect(await world.database.postingVersion.count()).toBe(6);
    expect(await verifyLedger(world.database)).toEqual({ entries: 2 + 8 + 6 + 6 + captureOrders, ok: true });
  });

  test('stops when the connection that holds its claim breaks', async () => {
    const pipeline = await open();
    await world.database.$queryRaw`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name LIKE 'guazheng-engine%'`;
    await expect(pipeline.fatal).rejects.toMatchObject({ code: 'engine_claim_lost' });
  });

  test('is refused where another one works, and one that could not start holds nothing', async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject({ code: 'engine_running' });
    await first.close();
    await world.database.$executeRaw`ALTER TABLE "DueWork" RENAME TO "Hidden"`;
    await expect(open()).rejects.toThrow();
    await world.database.$executeRaw`ALTER TABLE "Hidden" RENAME TO "DueWork"`;
    await (await claimEngine(world.databaseUrl)).release();
    await open();
  });
});

/**
 * Waits until the reconciliation of each minute is back in a Redis that has lost it, and lets its next one come at once. The long form waits
 * for the minute itself.
 */
async function endOfMinute(url: string): Promise<void> {
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  const queue = new Queue('tick-reconcile', { connection, prefix: 'guazheng' });
  try {
    const schedule = () => queue.getJobScheduler('reconcile');
    await expect.poll(schedule, { timeout: 90_000, interval: 50 }).toMatchObject({ pattern: '* * * * *' });
    if (process.env.GUAZHENG_FAULTS === 'long') return;
    for (const job of await queue.getDelayed())
      await job.promote().catch(async (error: unknown) => {
        // At the end of a minute it comes by itself.
        if (await job.isDelayed()) throw error;
      });
  } finally {
    await queue.close();
    connection.disconnect();
  }
}

describe.skipIf(!hasRedis())('the pipeline over Redis', () => {
  let redis: RedisServer;
  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    for (const pipeline of pipelines.splice(0)) await pipeline.close();
    await redis.close();
  });

  test('two workers do the work of one run, each page once', async () => {
    sixPostings();
    await store();
    const [first] = [await open(redis.url), await open(redis.url)];
    expect(await crawl(first)).toMatchObject({ pagesDone: 8, pagesFailed: 0, postings: 6 });
    expect(world.site.requests.filter((path) => path !== '/robots.txt').sort()).toEqual(
      ['/1', '/2', '/3', '/4', '/5', '/6', '/jobs', '/jobs?page=2'].sort(),
    );
    expect(await verifyLedger(world.database)).toEqual({ entries: 2 + 8 + 6 + 6 + captureOrders, ok: true });
  });

  test('what a flushed Redis has lost comes back from the rows, by itself', async () => {
    sixPostings();
    let asked: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      asked = resolve;
    });
    let answer: () => void = () => undefined;
    world.routes['/jobs'] = (_, response) => {
      answer = () => response.end(listPage(['/1', '/2', '/3']));
      asked();
    };
    await store();
    const pipeline = await open(redis.url);
    const { crawlRunId } = await pipeline.crawl('small');
    await arrived;
    // Work that nothing knows of but its row.
    await world.database.dueWork.create({ data: { step: 'judge_posting', subjectId: 'nobody', crawlRunId } });
    const client = new Redis(redis.url);
    await client.flushall();
    client.disconnect();
    answer();
    await endOfMinute(redis.url);
    await expect
      .poll(() => world.database.dueWork.count({ where: { subjectId: 'nobody', state: 'dead' } }), {
        timeout: 90_000,
        interval: 20,
      })
      .toBe(1);
    await expect.poll(() => world.database.verdict.count(), { timeout: 90_000, interval: 20 }).toBe(3);
  }, 120_000);

  test('a Redis that is not there is one sentence, and nothing stays open', async () => {
    await redis.kill();
    await expect(open(redis.url)).rejects.toMatchObject({ code: 'redis_unreachable' });
  });
});
