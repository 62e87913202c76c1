import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { captureRecord } from '../../contracts/capture.js';
import { takeTurn } from '../../crawler/politeness/take-turn.js';
import { verifyLedger } from '../../evidence/ledger/verify-ledger.js';
import { canonicalJson, type JsonValue } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { QueuedJob } from '../../queue/engine.js';
import { page } from '../crawler/fetch/local-server.js';
import { type CrawlWorld, detailPage, listPage, openCrawlWorld, run, smallPlatform } from './crawl-world.js';

let world: CrawlWorld;
beforeEach(async () => {
  world = await openCrawlWorld();
  world.routes['/jobs'] = page(listPage(['/1']));
  world.routes['/1'] = page(detailPage('一级建造师'));
});
afterEach(() => world.close());

/** The first job of each step on the way of one posting, run up to but without `last`. */
async function jobBefore(last: 'fetch_page' | 'read_capture' | 'read_detail' | 'judge_posting'): Promise<QueuedJob> {
  const worker = world.worker('guide');
  const { jobs } = await world.start();
  let job = jobs[0];
  for (const at of ['fetch_page', 'read_capture', 'fetch_detail', 'read_detail'] as const) {
    if (job === undefined) break;
    if (at === last) return job;
    job = (await run(worker, job)).next[0];
  }
  if (job === undefined) throw new Error('the way ended early');
  return job;
}

/** What the record holds, in numbers. */
async function counts(): Promise<Record<string, number>> {
  const { database } = world;
  const [captures, tasks, postings, versions, verdicts, agencies, contacts, done] = await Promise.all([
    database.capture.count(),
    database.crawlTask.count(),
    database.posting.count(),
    database.postingVersion.count(),
    database.verdict.count(),
    database.agency.count(),
    database.postingContact.count(),
    database.dueWork.count({ where: { state: 'done' } }),
  ]);
  const due = await database.dueWork.count({ where: { state: 'due' } });
  const { entries } = await verifyLedger(database);
  return { captures, tasks, postings, versions, verdicts, agencies, contacts, done, due, entries };
}
const rowOf = (job: QueuedJob) => world.database.dueWork.findUniqueOrThrow({ where: { id: job.payload.dueWorkId } });
const taskAt = (path: string) =>
  world.database.crawlTask.findFirstOrThrow({ where: { url: `http://small.test${path}` } });
const oneRental = detailPage('一级建造师', '一建挂靠，不坐班，证书挂靠费每年三万元，联系电话13812345678。');

describe('a job run twice', () => {
  test.each(['fetch_page', 'read_capture', 'read_detail', 'judge_posting'] as const)(
    'has one effect when the second comes after the first (%s)',
    async (step) => {
      world.routes['/1'] = page(oneRental);
      const job = await jobBefore(step);
      const worker = world.worker('worker');
      await run(worker, job);
      const once = await counts();
      expect(await run(worker, job)).toEqual({ again: undefined, next: [] });
      expect(await run(world.worker('another'), job)).toEqual({ again: undefined, next: [] });
      expect(await counts()).toEqual(once);
    },
  );

  test.each(['fetch_page', 'read_capture', 'read_detail', 'judge_posting'] as const)(
    'has one effect when several workers have it at once (%s)',
    async (step) => {
      const job = await jobBefore(step);
      const before = await counts();
      const results = await Promise.all(
        Array.from({ length: 8 }, (_, index) => run(world.worker(`worker-${index}`), job)),
      );
      expect(results.filter(({ next }) => next.length > 0)).toHaveLength(1);
      const after = await counts();
      expect(after.done).toBe((before.done ?? 0) + 1);
      expect(await rowOf(job)).toMatchObject({ state: 'done', attempts: 0, delays: 0, leaseHolder: null });
      const { captures, postings, versions, verdicts, entries } = after;
      const platformAndRelease = 2;
      expect(entries).toBe(platformAndRelease + (captures ?? 0) + (postings ?? 0) + (verdicts ?? 0));
      expect(versions).toBe(step === 'read_detail' || step === 'judge_posting' ? 1 : 0);
      expect(verdicts).toBe(step === 'judge_posting' ? 1 : 0);
    },
  );

  test('has one effect when the second came after the claim of the first had run out', async () => {
    const job = await jobBefore('fetch_page');
    const waiting: (() => void)[] = [];
    world.routes['/jobs'] = (_, response) => void waiting.push(() => response.end(listPage(['/1'])));
    const slow = run(world.worker('slow'), job);
    await expect.poll(() => waiting.length).toBe(1);
    const late = world.worker('late');
    late.ahead = 11 * 60_000;
    const second = run(late, job);
    await expect.poll(() => waiting.length).toBe(2);
    waiting[1]?.();
    expect((await second).next).toHaveLength(1);
    waiting[0]?.();
    expect(await slow).toEqual({ again: undefined, next: [] });
    expect(await counts()).toMatchObject({ captures: 1, done: 1, due: 1, entries: 3 });
  });

  test('is not begun while another worker’s claim runs, nor before its time', async () => {
    const job = await jobBefore('fetch_page');
    const { database } = world;
    const leaseUntil = new Date(Date.now() + 60_000);
    await database.dueWork.updateMany({ data: { leaseHolder: 'another', leaseUntil } });
    expect(await run(world.worker('worker'), job)).toEqual({ again: undefined, next: [] });
    const dueAt = new Date(Date.now() + 60_000);
    await database.dueWork.updateMany({ data: { leaseHolder: null, leaseUntil: null, dueAt } });
    expect(await run(world.worker('worker'), job)).toEqual({ again: dueAt, next: [] });
    expect(await counts()).toMatchObject({ captures: 0, due: 1 });
  });
});

describe('the ledger', () => {
  test('holds one entry for each capture, sighting and verdict, over what the record says', async () => {
    world.routes['/1'] = page(oneRental);
    const worker = world.worker('worker');
    await run(worker, await jobBefore('judge_posting'));
    const { database } = world;
    const entries = await database.ledgerEntry.findMany({ orderBy: { sequence: 'asc' } });
    expect(entries.map(({ kind }) => kind)).toEqual([
      'release.registered',
      'platform.versioned',
      'capture.stored',
      'capture.stored',
      'posting.first_seen',
      'verdict.given',
      'capture.ordered',
    ]);
    for (const capture of await database.capture.findMany()) {
      const entry = entries.find(({ subjectId }) => subjectId === capture.id);
      expect(entry?.subjectSha256).toBe(sha256(canonicalJson(captureRecord.parse(capture.record) as JsonValue)));
    }
    const stored = await database.verdict.findFirstOrThrow({ include: { postingVersion: true } });
    const { band, probability, categories, side, reasons, terms, missing, releaseId, postingVersion } = stored;
    const judged = { band, probability, categories, side, reasons, terms, missing };
    expect(entries.at(-2)?.subjectSha256).toBe(
      sha256(
        canonicalJson({ ...judged, release: releaseId, postingVersion: postingVersion.contentSha256 } as JsonValue),
      ),
    );
    expect(await verifyLedger(database)).toEqual({ entries: 7, ok: true });
    expect(await database.posting.findFirst()).toMatchObject({ band, probability });
    expect(await database.contact.findMany()).toMatchObject([{ kind: 'phone', value: '13812345678' }]);
  });
});

/** Statements of each step's transaction, in their order. The connection dies at one of them, as in a crash. */
const statements = [
  ['fetch_page', 'UPDATE', 'DueWork', `NEW."state" = 'done'`],
  ['fetch_page', 'INSERT', 'Capture', 'true'],
  ['fetch_page', 'UPDATE', 'CrawlTask', `NEW."state" = 'fetched'`],
  ['fetch_page', 'INSERT', 'DueWork', `NEW."step" = 'read_capture'`],
  ['fetch_page', 'INSERT', 'LedgerEntry', 'true'],
  ['read_capture', 'UPDATE', 'DueWork', `NEW."state" = 'done'`],
  ['read_capture', 'UPDATE', 'CrawlTask', `NEW."state" = 'done'`],
  ['read_capture', 'INSERT', 'CrawlTask', 'true'],
  ['read_capture', 'INSERT', 'DueWork', `NEW."step" = 'fetch_page'`],
  ['read_detail', 'INSERT', 'Agency', 'true'],
  ['read_detail', 'INSERT', 'Posting', 'true'],
  ['read_detail', 'INSERT', 'PostingVersion', 'true'],
  ['read_detail', 'INSERT', 'DueWork', `NEW."step" = 'judge_posting'`],
  ['judge_posting', 'UPDATE', 'DueWork', `NEW."state" = 'done'`],
  ['judge_posting', 'INSERT', 'Verdict', 'true'],
  ['judge_posting', 'UPDATE', 'Posting', 'true'],
  ['judge_posting', 'INSERT', 'Contact', 'true'],
  ['judge_posting', 'INSERT', 'PostingContact', 'true'],
  ['judge_posting', 'INSERT', 'LedgerEntry', 'true'],
  ['fetch_page', 'COMMIT after UPDATE', 'DueWork', `NEW."state" = 'done'`],
  ['read_capture', 'COMMIT after UPDATE', 'DueWork', `NEW."state" = 'done'`],
  ['read_detail', 'COMMIT after UPDATE', 'DueWork', `NEW."state" = 'done'`],
  ['judge_posting', 'COMMIT after UPDATE', 'DueWork', `NEW."state" = 'done'`],
] as const;

describe('a crash', () => {
  async function plant(verb: string, table: string, condition: string, body: string): Promise<void> {
    const { database } = world;
    await database.$executeRawUnsafe(
      `CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body}; RETURN NEW; END $$`,
    );
    await database.$executeRawUnsafe(
      `CREATE CONSTRAINT TRIGGER planted AFTER ${verb.split(' ').at(-1)} ON "${table}"
         DEFERRABLE INITIALLY ${verb.startsWith('COMMIT') ? 'DEFERRED' : 'IMMEDIATE'}
         FOR EACH ROW WHEN (${condition}) EXECUTE FUNCTION planted()`,
    );
  }
  const pull = (): Promise<unknown> => world.database.$executeRawUnsafe('DROP FUNCTION planted CASCADE');

  test.each(statements)(
    'of %s at %s of %s leaves nothing half done, and the work is done by the next try',
    async (step, verb, table, condition) => {
      world.routes['/1'] = page(oneRental);
      const job = await jobBefore(step);
      const before = await counts();
      const tasks = await world.database.crawlTask.findMany();
      const worker = world.worker('worker');
      await plant(verb, table, condition, 'PERFORM pg_terminate_backend(pg_backend_pid())');
      await expect(run(worker, job)).rejects.toMatchObject({ code: 'database_gone' });
      expect(await counts()).toEqual(before);
      expect(await world.database.crawlTask.findMany()).toEqual(tasks);
      // Given back: the next try need not wait until the claim runs out.
      expect(await rowOf(job)).toMatchObject({ state: 'due', attempts: 0, leaseHolder: null });
      await pull();
      await run(worker, job);
      expect(await rowOf(job)).toMatchObject({ state: 'done' });
      expect(await counts()).not.toEqual(before);
      expect(await verifyLedger(world.database)).toMatchObject({ ok: true });
    },
  );

  test('a defect in the last statement leaves nothing half done, costs an attempt, and the next try succeeds', async () => {
    const job = await jobBefore('judge_posting');
    const before = await counts();
    const worker = world.worker('worker');
    await plant('INSERT', 'LedgerEntry', 'true', `RAISE EXCEPTION 'planted defect'`);
    const begun = Date.now();
    const { again } = await run(worker, job);
    expect(again?.getTime()).toBeGreaterThan(begun + 1_000);
    expect(await counts()).toEqual(before);
    expect(await rowOf(job)).toMatchObject({ state: 'due', attempts: 1, errorCode: 'defect', dueAt: again });
    await pull();
    worker.ahead = 60_000;
    await run(worker, job);
    expect(await rowOf(job)).toMatchObject({ state: 'done', errorCode: null, errorMessage: null });
    expect(await counts()).toMatchObject({ verdicts: 1 });
  });

  test('a defect that stays ends the work after four tries, and its run with it', async () => {
    const job = await jobBefore('read_capture');
    const worker = world.worker('worker');
    await plant('UPDATE', 'CrawlTask', `NEW."state" = 'done'`, `RAISE EXCEPTION 'planted defect'`);
    for (let attempt = 1; attempt <= 4; attempt++) {
      await run(worker, job);
      worker.ahead += 600_000;
    }
    await pull();
    expect(await rowOf(job)).toMatchObject({ state: 'dead', errorCode: 'defect' });
    expect(await taskAt('/jobs')).toMatchObject({
      state: 'dead',
      errorCode: 'defect',
      errorMessage: expect.stringContaining('planted defect'),
    });
    expect(await world.database.crawlRun.findFirst()).toMatchObject({ state: 'finished' });
  });

  test('a full disk of the database stops the worker, and the work is not to blame', async () => {
    const job = await jobBefore('fetch_page');
    await plant('INSERT', 'Capture', 'true', `RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'`);
    await expect(run(world.worker('worker'), job)).rejects.toMatchObject({ code: 'database_failed' });
    expect(await rowOf(job)).toMatchObject({ state: 'due', attempts: 0, leaseHolder: null });
  });
});

describe('a page that fails', () => {
  const fetchJobs = async (more?: string, fetch?: 'browser'): Promise<QueuedJob> => {
    const { jobs } = await world.start(smallPlatform(more, fetch));
    const [job] = jobs;
    if (job === undefined) throw new Error('the run has no page');
    return job;
  };

  test('and will never go better is dead with its reason, and its run ends', async () => {
    world.routes['/jobs'] = (_, response) => response.writeHead(404).end();
    const job = await fetchJobs();
    expect(await run(world.worker('worker'), job)).toEqual({ again: undefined, next: [] });
    expect(await rowOf(job)).toMatchObject({ state: 'dead', errorCode: 'gone', leaseHolder: null });
    expect(await taskAt('/jobs')).toMatchObject({
      state: 'dead',
      errorCode: 'gone',
      errorMessage: expect.stringContaining('404'),
    });
    expect(await world.database.crawlRun.findFirst()).toMatchObject({ state: 'finished' });
  });

  test('that robots.txt forbids is refused with its reason, is not fetched, and the decision is kept', async () => {
    world.routes['/robots.txt'] = page('User-agent: *\nDisallow: /jobs\n', { 'content-type': 'text/plain' });
    const job = await fetchJobs();
    await run(world.worker('worker'), job);
    expect(await taskAt('/jobs')).toMatchObject({ state: 'refused', errorCode: 'robots_disallowed' });
    expect(world.site.requests).toEqual(['/robots.txt']);
    expect(await world.database.crawlDecision.findMany()).toMatchObject([
      { url: 'http://small.test/jobs', rule: 'robots', allowed: false },
    ]);
  });

  test('that needs a browser where there is none is refused with that reason', async () => {
    const job = await fetchJobs('', 'browser');
    expect(job.payload.step).toBe('render_page');
    await run(world.worker('worker'), job);
    expect(await taskAt('/jobs')).toMatchObject({ state: 'refused', errorCode: 'browser_missing' });
  });

  test('and may go better costs an attempt each time, and is dead after four', async () => {
    world.routes['/jobs'] = (_, response) => response.writeHead(500).end();
    const job = await fetchJobs();
    const worker = world.worker('worker');
    for (const attempts of [1, 2, 3]) {
      const { again } = await run(worker, job);
      const row = await rowOf(job);
      expect(row).toMatchObject({ state: 'due', attempts, errorCode: 'server_error', dueAt: again, leaseHolder: null });
      expect(await taskAt('/jobs')).toMatchObject({ state: 'due', errorCode: 'server_error', errorClass: 'retried' });
      worker.ahead += 60_000;
    }
    expect((await run(worker, job)).again).toBeUndefined();
    expect(await taskAt('/jobs')).toMatchObject({ state: 'dead', errorCode: 'server_error' });
    expect(world.site.requests.filter((path) => path === '/jobs')).toHaveLength(4);
  });

  test('because the platform drops the connection costs an attempt, and does not look like a database that is gone', async () => {
    world.routes['/jobs'] = (request) => void request.socket.resetAndDestroy();
    const job = await fetchJobs();
    await run(world.worker('worker'), job);
    expect(await rowOf(job)).toMatchObject({ state: 'due', attempts: 1, errorCode: 'connection_failed' });
  });

  test('because the platform asks to wait costs no attempt, and no page of its host is asked for meanwhile', async () => {
    const asked: number[] = [];
    world.routes['/jobs'] = (_, response) => {
      asked.push(Date.now());
      if (asked.length === 1) response.writeHead(429, { 'retry-after': '1' }).end();
      else response.end(listPage(['/1']));
    };
    const job = await fetchJobs();
    const worker = world.worker('worker');
    const { again } = await run(worker, job);
    expect(await rowOf(job)).toMatchObject({ state: 'due', attempts: 0, delays: 1, errorCode: 'asked_to_wait' });
    // Another page's turn comes when the pause is over.
    const signal = new AbortController().signal;
    const turn = {
      host: 'small.test',
      bookingId: 'another',
      gapMilliseconds: 1,
      longestWaitMilliseconds: 5_000,
      signal,
    };
    await takeTurn(worker.pace, turn);
    expect(Date.now()).toBeGreaterThanOrEqual(again?.getTime() ?? Number.NaN);
    expect((await run(worker, job)).next).toHaveLength(1);
    expect(await rowOf(job)).toMatchObject({ state: 'done', attempts: 0 });
  });

  test('because its list holds no posting is dead with that reason, and its capture is kept', async () => {
    world.routes['/jobs'] = page(listPage([]));
    const first = await run(world.worker('worker'), await fetchJobs());
    await run(world.worker('worker'), first.next[0]);
    expect(await taskAt('/jobs')).toMatchObject({ state: 'dead', errorCode: 'list_empty' });
    expect(await world.database.capture.count()).toBe(1);
  });

  test('that was under way when the worker was told to stop is given back as it was', async () => {
    let asked: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      asked = resolve;
    });
    world.routes['/jobs'] = () => asked();
    const job = await fetchJobs();
    const stop = new AbortController();
    const running = run(world.worker('worker'), job, stop.signal);
    await arrived;
    stop.abort();
    expect(await running).toEqual({ again: undefined, next: [] });
    expect(await rowOf(job)).toMatchObject({
      state: 'due',
      attempts: 0,
      delays: 0,
      errorCode: null,
      leaseHolder: null,
      leaseUntil: null,
    });
    expect(await world.database.crawlRun.findFirst()).toMatchObject({ state: 'running' });
  });

  test('because its row is gone is dead, and does not come back for ever', async () => {
    const job = await fetchJobs();
    await world.database.crawlTask.deleteMany();
    const worker = world.worker('worker');
    for (let attempt = 1; attempt <= 4; attempt++) {
      await run(worker, job);
      worker.ahead += 600_000;
    }
    expect(await rowOf(job)).toMatchObject({ state: 'dead' });
    expect(await run(worker, { payload: { dueWorkId: 'nobody', step: 'fetch_page' } })).toEqual({
      again: undefined,
      next: [],
    });
  });
});

describe('workers that meet', () => {
  test('at the same agencies, in opposite orders, each store all of their postings', async () => {
    const yaml = `
id: small
name: 小站
entry: [${[1, 2, 3, 4].map((list) => `http://small.test/list/${list}`).join(', ')}]
pace: { gapMilliseconds: 1 }
list: { from: html, item: li, fields: { key: .key, title: b, agency: i, text: p } }
detail: { from: list }
`;
    const agencies = Array.from({ length: 40 }, (_, index) => `机构${index}`);
    for (const list of [1, 2, 3, 4]) {
      const order = list % 2 === 0 ? agencies : agencies.toReversed();
      const items = order.map(
        (agency) => `<li><b>会计</b><i>${agency}</i><p>招聘会计</p><span class="key">${list}-${agency}</span></li>`,
      );
      world.routes[`/list/${list}`] = page(`<ul>${items.join('')}</ul>`);
    }
    const { jobs } = await world.start(yaml);
    const worker = world.worker('guide');
    const reading = (await Promise.all(jobs.map((job) => run(worker, job)))).flatMap(({ next }) => next);
    let left = reading;
    for (let round = 0; left.length > 0 && round < 20; round++) {
      const results = await Promise.all(
        left.map(async (job, index) => ({ job, ...(await run(world.worker(`worker-${round}-${index}`), job)) })),
      );
      left = results.filter(({ again }) => again !== undefined).map(({ job }) => job);
      const soonest = Math.max(0, ...results.map(({ again }) => (again?.getTime() ?? 0) - Date.now()));
      await new Promise((resolve) => setTimeout(resolve, soonest));
    }
    expect(await world.database.dueWork.count({ where: { step: 'read_capture', state: 'done' } })).toBe(4);
    expect(await counts()).toMatchObject({ agencies: 40, postings: 160, versions: 160 });
    expect(await world.database.dueWork.count({ where: { attempts: { gt: 0 } } })).toBe(0);
  });
});
