import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { grantLegalBasis } from '../../casework/legal-basis/grant-legal-basis.js';
import { revokeLegalBasis } from '../../casework/legal-basis/revoke-legal-basis.js';
import type { QueuedJob } from '../../queue/engine.js';
import { startCrawlRun } from '../../queue/start-crawl-run.js';
import { page } from '../crawler/fetch/local-server.js';
import { type CrawlWorld, detailPage, drain, listPage, openCrawlWorld, run, smallPlatform } from './crawl-world.js';

let world: CrawlWorld;
beforeEach(async () => {
  world = await openCrawlWorld();
});
afterEach(() => world.close());

/** A run as a schedule starts it. */
const startScheduled = (now: Date): Promise<{ crawlRunId: string; jobs: readonly QueuedJob[] }> =>
  world.database.$transaction((transaction) =>
    startCrawlRun(transaction, { platformId: 'small', startedBy: 'schedule', now }),
  );
const crawlOnce = async (): Promise<void> => drain(world.worker('worker'), (await world.start()).jobs);
const asked = (path: string): number => world.site.requests.filter((request) => request === path).length;
const postingAt = (path: string) =>
  world.database.posting.findFirstOrThrow({ where: { url: `http://small.test${path}` } });

describe('a run that a schedule started', () => {
  beforeEach(async () => {
    world.routes['/jobs'] = page(listPage(['/1', '/2']));
    world.routes['/1'] = page(detailPage('职位 /1'));
    world.routes['/2'] = page(detailPage('职位 /2'));
    await crawlOnce();
  });

  test('visits what is new, and only notes that it saw what is known and not due', async () => {
    world.routes['/jobs'] = page(listPage(['/1', '/2', '/3']));
    world.routes['/3'] = page(detailPage('职位 /3'));
    const before = await postingAt('/1');
    const { jobs, crawlRunId } = await startScheduled(new Date());
    await drain(world.worker('worker'), jobs);
    expect([asked('/1'), asked('/2'), asked('/3')]).toEqual([1, 1, 1]);
    expect((await postingAt('/1')).lastSeenAt.getTime()).toBeGreaterThan(before.lastSeenAt.getTime());
    expect(await world.database.crawlTask.count({ where: { crawlRunId } })).toBe(2);
  });

  test('visits again what its list says something else of', async () => {
    world.routes['/jobs'] = page(listPage(['/1', '/2']).replace('职位 /1', '另一个职位'));
    const { jobs } = await startScheduled(new Date());
    await drain(world.worker('worker'), jobs);
    expect([asked('/1'), asked('/2')]).toEqual([2, 1]);
  });

  test('begins with the postings whose time has come, though no list names them any more', async () => {
    world.routes['/jobs'] = page(listPage(['/2']));
    const due = new Date(Date.now() - 1_000);
    await world.database.posting.update({ where: { id: (await postingAt('/1')).id }, data: { nextVisitAt: due } });
    const { jobs } = await startScheduled(new Date());
    expect(jobs).toHaveLength(2);
    await drain(world.worker('worker'), jobs);
    expect([asked('/1'), asked('/2')]).toEqual([2, 1]);
  });

  test('finds a posting removed at once when its page is gone, and at the second look when the page holds none', async () => {
    const at = (path: string) => postingAt(path).then(({ state, absences }) => ({ state, absences }));
    world.routes['/1'] = (_, response) => response.writeHead(410).end();
    world.routes['/2'] = page('<p>该职位已下线</p>');
    for (const expected of [
      { state: 'live', absences: 1 },
      { state: 'removed', absences: 2 },
    ]) {
      await world.database.posting.updateMany({ data: { nextVisitAt: new Date(Date.now() - 1_000) } });
      const { jobs, crawlRunId } = await startScheduled(new Date());
      await drain(world.worker('worker'), jobs);
      expect((await at('/1')).state).toBe('removed');
      expect(await at('/2')).toEqual(expected);
      // That a posting is gone is an answer, not a failure of the crawl.
      expect(await world.database.crawlTask.count({ where: { crawlRunId, state: { not: 'done' } } })).toBe(0);
    }
    const events = await world.database.postingEvent.findMany({ where: { kind: 'removed' } });
    expect(events.map(({ detail }) => detail)).toEqual([{ reason: 'gone' }, { reason: 'absent' }]);
  });

  test('asks conditionally, and a page that has not changed is seen without being read', async () => {
    world.routes['/1'] = (request, response) => {
      response.setHeader('etag', '"first"');
      if (request.headers['if-none-match'] === '"first"') response.writeHead(304).end();
      else response.end(detailPage('职位 /1'));
    };
    await crawlOnce();
    const before = await postingAt('/1');
    await world.database.posting.update({ where: { id: before.id }, data: { nextVisitAt: new Date(0) } });
    const { jobs } = await startScheduled(new Date());
    await drain(world.worker('worker'), jobs);
    const captures = await world.database.capture.findMany({ where: { status: 304 } });
    expect(captures).toMatchObject([{ bodyBytes: 0, record: { notModifiedSince: expect.any(String) } }]);
    expect((await postingAt('/1')).lastSeenAt.getTime()).toBeGreaterThan(before.lastSeenAt.getTime());
    expect(await world.database.postingVersion.count({ where: { postingId: before.id } })).toBe(1);
  });
});

describe('a list that leads nowhere', () => {
  test('is left after three pages that name nothing new, and the record says why', async () => {
    world.routes['/jobs'] = (request, response) => {
      const number = Number(/page=(\d+)/.exec(request.url ?? '')?.[1] ?? 1);
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(listPage(['/1'], `/jobs?page=${number + 1}`));
    };
    world.routes['/1'] = page(detailPage('职位'));
    await crawlOnce();
    expect(world.site.requests.filter((path) => path.startsWith('/jobs')).length).toBe(4);
    const decisions = await world.database.crawlDecision.findMany({ where: { allowed: false } });
    expect(decisions).toMatchObject([{ url: 'http://small.test/jobs?page=5', rule: 'budget' }]);
    expect(decisions[0]?.detail).toContain('new');
  });
});

describe('a run that was cancelled', () => {
  test('is not gone on with by a list that was under way', async () => {
    world.routes['/jobs'] = page(listPage(['/1', '/2']));
    const worker = world.worker('worker');
    const { jobs, crawlRunId } = await world.start();
    const { next } = await run(worker, jobs[0]);
    await world.database.crawlRun.update({ where: { id: crawlRunId }, data: { state: 'cancelled' } });
    expect((await run(worker, next[0])).next).toEqual([]);
    expect(await world.database.crawlTask.count()).toBe(1);
  });
});

describe('a list that is longer than the platform file allows', () => {
  test('is read, whatever box its header has, and is no log-in page', async () => {
    const login = '<title>请登录</title><form action="/login"><input name="user"><input type="password"></form>';
    world.routes['/jobs'] = page(`${login}${listPage(['/1'], '/jobs?page=2')}`);
    world.routes['/1'] = page(detailPage('职位'));
    const { jobs } = await world.start(smallPlatform('limits: { listPages: 1 }'));
    await drain(world.worker('worker'), jobs);
    const tasks = await world.database.crawlTask.findMany({ orderBy: { url: 'asc' } });
    expect(tasks).toMatchObject([
      { url: 'http://small.test/1', state: 'done', errorCode: null },
      { url: 'http://small.test/jobs', state: 'done', errorCode: 'list_cut' },
    ]);
  });
});

describe('a legal basis', () => {
  const robots = 'User-agent: *\nDisallow: /';
  const grant = (): Promise<unknown> =>
    grantLegalBasis(
      world.database,
      {
        ...{ platformId: 'small', basis: '某省专项检查通知第三条', grantedBy: '主管甲' },
        validUntil: new Date(Date.now() + 86_400_000),
      },
      new Date(),
    );

  test('lets pages be fetched that robots.txt forbids, each capture cites it, and it ends when it is revoked', async () => {
    world.routes['/robots.txt'] = (_, response) => response.end(robots);
    world.routes['/jobs'] = page(listPage(['/1']));
    world.routes['/1'] = page(detailPage('职位'));
    const first = await world.start();
    await drain(world.worker('before'), first.jobs);
    expect(asked('/jobs')).toBe(0);
    await grant();
    await drain(world.worker('under it'), (await world.start()).jobs);
    expect([asked('/jobs'), asked('/1')]).toEqual([1, 1]);
    const captures = await world.database.capture.findMany({ include: { legalBasis: true } });
    expect(captures.map(({ legalBasis }) => legalBasis?.basis)).toEqual(Array(2).fill('某省专项检查通知第三条'));
    await revokeLegalBasis(world.database, { platformId: 'small', revokedBy: '主管甲' }, new Date());
    await drain(world.worker('after'), (await world.start()).jobs);
    expect(asked('/jobs')).toBe(1);
  });
});

describe('a platform whose lists hold whole postings', () => {
  const yaml = smallPlatform()
    .replace(/^detail:.*$/m, 'detail: { from: list }')
    .replace('title: a }', 'title: a, text: p }');
  const list = (numbers: readonly number[], next?: string): string =>
    `<ul>${numbers.map((number) => `<li><a href="/${number}">职位 ${number}</a><p>第 ${number} 个职位，需到岗工作，双休。</p></li>`).join('')}</ul>${
      next === undefined ? '' : `<a class="next" href="${next}">下一页</a>`
    }`;
  const lists = (pages: readonly (readonly number[])[]): void => {
    world.routes['/jobs'] = (request, response) => {
      const index = Number(/page=(\d+)/.exec(request.url ?? '')?.[1] ?? 1) - 1;
      const next = index + 1 < pages.length ? `/jobs?page=${index + 2}` : undefined;
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(list(pages[index] ?? [], next));
    };
  };
  /** A scheduled run an hour after every posting was last seen: clocks cannot be the reason that one is missed. */
  const crawlLater = async (): Promise<void> => {
    await world.database.posting.updateMany({ data: { lastSeenAt: new Date(Date.now() - 3_600_000) } });
    await drain(world.worker('worker'), (await startScheduled(new Date())).jobs);
  };
  const states = async (): Promise<Record<string, string>> => {
    const postings = await world.database.posting.findMany({ orderBy: { url: 'asc' } });
    return Object.fromEntries(postings.map(({ url, state }) => [new URL(url).pathname, state]));
  };

  test('reads every list, and a posting is removed when two runs that read all of them have missed it', async () => {
    lists([[1], [2], [3], [4], [5]]);
    await drain(world.worker('worker'), (await world.start(yaml)).jobs);
    expect(Object.keys(await states())).toHaveLength(5);
    lists([[1], [2], [3], [4]]);
    await crawlLater();
    expect((await states())['/5']).toBe('live');
    await crawlLater();
    expect(await states()).toEqual({ '/1': 'live', '/2': 'live', '/3': 'live', '/4': 'live', '/5': 'removed' });
  });

  test('removes nothing on the word of a list that broke off', async () => {
    lists([[1], [2]]);
    await drain(world.worker('worker'), (await world.start(yaml)).jobs);
    lists([[1], []]);
    for (let runs = 0; runs < 3; runs += 1) await crawlLater();
    expect(await states()).toEqual({ '/1': 'live', '/2': 'live' });
  });
});

describe('a run with an off-peak window', () => {
  test('asks for nothing outside of it, and the row says when it goes on', async () => {
    world.routes['/jobs'] = page(listPage([]));
    await world.start();
    await world.database.dueWork.deleteMany();
    await world.database.crawlRun.updateMany({ data: { state: 'finished' } });
    // By day in Shanghai.
    const noon = new Date('2026-11-23T04:00:00Z');
    const worker = world.worker('worker');
    worker.clock = { now: () => noon };
    const { jobs } = await world.database.$transaction((transaction) =>
      startCrawlRun(transaction, {
        ...{ platformId: 'small', startedBy: 'schedule', now: noon },
        window: { from: 22 * 60, to: 6 * 60, timeZone: 'Asia/Shanghai' },
      }),
    );
    const opening = new Date('2026-11-23T14:00:00Z');
    expect((await run(worker, jobs[0])).again).toEqual(opening);
    expect(world.site.requests).toEqual([]);
    expect(await world.database.dueWork.findMany()).toMatchObject([
      { state: 'due', dueAt: opening, attempts: 0, delays: 0, leaseHolder: null },
    ]);
  });
});
