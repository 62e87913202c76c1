import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyLedger } from '../../../evidence/ledger/verify-ledger.js';
import type { Database } from '../../../prisma/open-database.js';
import { cancelRun } from '../../../queue/runs/cancel-run.js';
import { type FailureFilter, groupFailures } from '../../../queue/runs/failures.js';
import { settleFinishedRun } from '../../../queue/runs/finish-statistics.js';
import { removePlatform } from '../../../queue/runs/remove-platform.js';
import { rerunFailures } from '../../../queue/runs/rerun-failures.js';
import { setSchedule } from '../../../queue/schedules/set-schedule.js';
import { startCrawlRun } from '../../../queue/start-crawl-run.js';
import { gate, untilOneWaitsForALock } from '../../postings/two-workers.js';
import { openScheduledPlatforms } from '../schedules/scheduled-platforms.js';
import { type StoredPage, storeRun } from './stored-runs.js';

let database: Database;
let close: () => Promise<void>;
beforeEach(async () => {
  ({ database, close } = await openScheduledPlatforms(['jing', 'chu']));
});
afterEach(() => close());

const now = new Date('2026-11-23T04:00:00Z');
const gone = { code: 'status_404', class: 'dead' };
const slow = { code: 'timeout', class: 'retried' };
const robots = { code: 'robots_disallow', class: 'refused' };
const noPosting = { code: 'no_posting', class: 'dead', captured: true };
const pages: StoredPage[] = [
  { kind: 'list', url: 'http://jing.test/jobs' },
  { url: 'http://jing.test/gone1', state: 'dead', error: gone },
  { url: 'http://jing.test/gone2', state: 'dead', error: gone },
  { url: 'http://jing.test/slow', state: 'dead', error: slow },
  { url: 'http://jing.test/private', state: 'refused', error: robots },
  { url: 'http://jing.test/unread', state: 'dead', error: noPosting },
];
const finished = { state: 'finished', startedAt: new Date('2026-11-22T04:00:00Z') } as const;
const codes = async (filter: FailureFilter) =>
  Object.fromEntries((await groupFailures(database, filter)).map(({ errorCode, ended }) => [errorCode, ended]));
const rerun = (filter: FailureFilter) =>
  database.$transaction((transaction) => rerunFailures(transaction, { filter }, now));
/** Work that failed after a posting was found removed: it belongs to no run. */
async function failedLink(platformId: string): Promise<string> {
  const url = `http://${platformId}.test/removed`;
  const seen = { firstSeenAt: now, lastSeenAt: now };
  const posting = await database.posting.create({ data: { platformId, key: url, keySha256: url, url, ...seen } });
  const event = await database.postingEvent.create({
    data: { postingId: posting.id, kind: 'removed', at: now, detail: {} },
  });
  const error = { errorCode: 'defect', errorMessage: 'a defect', errorClass: 'defect' };
  const { id } = await database.dueWork.create({
    data: { step: 'link_posting', subjectId: event.id, crawlRunId: null, state: 'dead', ...error },
  });
  return id;
}
const pageStates = async () => {
  const tasks = await database.crawlTask.findMany({ orderBy: { id: 'asc' } });
  return Object.fromEntries(tasks.map(({ url, state }) => [new URL(url).pathname.slice(1), state]));
};

describe('failures', () => {
  test('are grouped by error code, with a page and the sentence that says why', async () => {
    await storeRun(database, 'jing', pages, finished);
    const [first, ...others] = await groupFailures(database, {});
    expect(first).toEqual({
      ...{ platformId: 'jing', errorClass: 'dead', errorCode: 'status_404', ended: 2, again: 0 },
      url: expect.stringMatching(/gone\d$/),
      captureId: null,
      message: expect.stringMatching(/^status_404 at .*gone\d$/),
    });
    expect(others.map(({ errorCode }) => errorCode).sort()).toEqual(['no_posting', 'robots_disallow', 'timeout']);
    expect(others.find(({ errorCode }) => errorCode === 'no_posting')?.url).toBe('http://jing.test/unread');
  });

  test('are chosen by class, by code and by platform', async () => {
    await storeRun(database, 'jing', pages, finished);
    await storeRun(database, 'chu', [{ url: 'http://chu.test/1', state: 'dead', error: gone }], finished);
    expect(await codes({ class: 'retried' })).toEqual({ timeout: 1 });
    expect(await codes({ class: 'dead', platformId: 'jing' })).toEqual({ status_404: 2, no_posting: 1 });
    expect(await codes({ class: 'status_404', platformId: 'chu' })).toEqual({ status_404: 1 });
    expect(await codes({ class: 'no_such_code' })).toEqual({});
    await expect(codes({ class: "dead' OR 1=1" })).rejects.toMatchObject({ code: 'failure_class_unknown' });
  });

  test('are those of the newest run, unless all are asked for', async () => {
    await storeRun(database, 'jing', pages, finished);
    await storeRun(database, 'jing', [{ url: 'http://jing.test/slow', state: 'dead', error: slow }], {
      ...finished,
      startedAt: now,
    });
    expect(await codes({})).toEqual({ timeout: 1 });
    expect(await codes({ allRuns: true })).toMatchObject({ timeout: 2, status_404: 2 });
  });

  test('that are tried again by themselves are told apart', async () => {
    await storeRun(database, 'jing', [{ url: 'http://jing.test/slow', state: 'due', error: slow }]);
    expect(await groupFailures(database, {})).toMatchObject([{ errorCode: 'timeout', ended: 0, again: 1 }]);
  });

  test('of work that has no page are listed too', async () => {
    const crawlRunId = await storeRun(database, 'jing', [{ url: 'http://jing.test/1', posting: {} }], finished);
    const version = await database.postingVersion.findFirstOrThrow();
    const error = { errorCode: 'defect', errorMessage: 'a defect', errorClass: 'defect' };
    await database.dueWork.create({
      data: { step: 'judge_posting', subjectId: version.id, crawlRunId, state: 'dead', ...error },
    });
    expect(await groupFailures(database, { class: 'defect' })).toMatchObject([{ url: 'http://jing.test/1' }]);
  });

  test('of work that belongs to no run are those of its posting', async () => {
    await storeRun(database, 'chu', [], finished);
    await failedLink('jing');
    const defect = { platformId: 'jing', errorCode: 'defect', ended: 1, url: 'http://jing.test/removed' };
    expect(await groupFailures(database, {})).toMatchObject([defect]);
    expect(await groupFailures(database, { allRuns: true, platformId: 'jing' })).toMatchObject([defect]);
    expect(await groupFailures(database, { platformId: 'chu' })).toEqual([]);
  });
});

describe('a re-run', () => {
  test('makes the failures of one class due again, and nothing else', async () => {
    const id = await storeRun(database, 'jing', pages, finished);
    await database.$transaction((transaction) => settleFinishedRun(transaction, id, now));
    const before = await pageStates();
    const { jobs, left } = await rerun({ class: 'retried' });
    expect(left).toEqual([]);
    expect(await pageStates()).toEqual({ ...before, slow: 'due' });
    const due = await database.dueWork.findMany({ where: { state: 'due' } });
    expect(due).toMatchObject([
      { step: 'fetch_page', attempts: 0, delays: 0, dueAt: now, finishedAt: null, errorCode: null, errorClass: null },
    ]);
    expect(jobs).toEqual([{ payload: { dueWorkId: due[0]?.id, step: 'fetch_page' }, notBefore: now, priority: 0 }]);
    expect(await database.crawlRun.findMany()).toMatchObject([
      { state: 'running', finishedAt: null, statistics: null },
    ]);
    expect(await database.ledgerEntry.findMany({ where: { kind: 'failures.rerun' } })).toMatchObject([
      { subjectId: id },
    ]);
    expect(await verifyLedger(database)).toMatchObject({ ok: true });
  });

  test('of a page that was captured reads it again and does not fetch it', async () => {
    await storeRun(database, 'jing', pages, finished);
    expect(await rerun({ class: 'no_posting' })).toMatchObject({ jobs: [{ payload: { step: 'read_capture' } }] });
    expect(await pageStates()).toMatchObject({ unread: 'fetched', gone1: 'dead' });
  });

  test('of nothing changes nothing', async () => {
    await storeRun(database, 'jing', pages, finished);
    expect(await rerun({ class: 'delayed' })).toEqual({ jobs: [], left: [] });
    expect(await database.crawlRun.findMany()).toMatchObject([{ state: 'finished' }]);
    expect(await database.ledgerEntry.count({ where: { kind: 'failures.rerun' } })).toBe(0);
  });

  test('twice at once makes each due once', async () => {
    await storeRun(database, 'jing', pages, finished);
    const both = await Promise.all([rerun({ class: 'status_404' }), rerun({ class: 'status_404' })]);
    expect(both.flatMap(({ jobs }) => jobs)).toHaveLength(2);
  });

  test('of older runs is refused: a platform would have two runs', async () => {
    await expect(rerun({ allRuns: true })).rejects.toMatchObject({ code: 'rerun_of_old_runs' });
  });

  test('leaves a page alone that was read although a comparison of it failed', async () => {
    const crawlRunId = await storeRun(database, 'jing', [{ url: 'http://jing.test/1', posting: {} }], finished);
    const { id } = await database.crawlTask.findFirstOrThrow();
    const error = { errorCode: 'timeout', errorMessage: 'slow', errorClass: 'retried' };
    await database.dueWork.create({
      data: { step: 'render_page', subjectId: id, crawlRunId, state: 'dead', ...error },
    });
    expect(await rerun({ class: 'timeout' })).toMatchObject({ jobs: [{ payload: { step: 'render_page' } }] });
    expect(await pageStates()).toEqual({ 1: 'done' });
  });

  test('of work that belongs to no run makes it due, and starts none', async () => {
    await storeRun(database, 'jing', pages, finished);
    const id = await failedLink('jing');
    expect(await rerun({ class: 'defect' })).toMatchObject({
      jobs: [{ payload: { dueWorkId: id, step: 'link_posting' } }],
    });
    expect(await database.dueWork.findMany({ where: { state: 'due' } })).toMatchObject([{ id, errorCode: null }]);
    expect(await database.crawlRun.findMany()).toMatchObject([{ state: 'finished' }]);
    expect(await database.ledgerEntry.findMany({ where: { kind: 'failures.rerun' } })).toMatchObject([
      { subjectId: 'jing' },
    ]);
    expect(await verifyLedger(database)).toMatchObject({ ok: true });
  });

  test('leaves a platform alone that was removed', async () => {
    await storeRun(database, 'jing', pages, finished);
    await failedLink('jing');
    await database.platform.update({ where: { id: 'jing' }, data: { removedAt: now } });
    expect(await rerun({})).toEqual({ jobs: [], left: [] });
    expect(await database.crawlRun.findMany()).toMatchObject([{ state: 'finished' }]);
  });

  test('leaves the failures of a run beside which another one of its platform goes on', async () => {
    await storeRun(database, 'jing', pages, finished);
    // By a clock that was behind.
    const startedAt = new Date('2026-11-21T04:00:00Z');
    await storeRun(database, 'jing', [{ url: 'http://jing.test/1', state: 'due' }], { startedAt });
    await storeRun(database, 'chu', [{ url: 'http://chu.test/1', state: 'dead', error: gone }], finished);
    const { jobs, left } = await rerun({ class: 'dead' });
    expect([jobs.length, left]).toEqual([1, ['jing']]);
    expect(
      await database.crawlRun.count({ where: { state: 'running', platformVersion: { platformId: 'jing' } } }),
    ).toBe(1);
  });

  test('waits for a run that is about to start, and makes no second one run beside it', async () => {
    await storeRun(database, 'jing', pages, finished);
    const { hasStarted, mayCommit } = { hasStarted: gate(), mayCommit: gate() };
    const starting = database.$transaction(async (transaction) => {
      await startCrawlRun(transaction, { platformId: 'jing', startedBy: 'schedule', now });
      hasStarted.open();
      await mayCommit.opened;
    });
    await hasStarted.opened;
    const rerunning = rerun({ class: 'retried' });
    await Promise.race([rerunning, untilOneWaitsForALock(database)]);
    mayCommit.open();
    await starting;
    await rerunning;
    expect(await database.crawlRun.count({ where: { state: 'running' } })).toBe(1);
  });
});

describe('a run that is cancelled', () => {
  const open: StoredPage[] = [
    { kind: 'list', url: 'http://jing.test/jobs' },
    { url: 'http://jing.test/due', state: 'due' },
    { url: 'http://jing.test/fetched', state: 'fetched' },
  ];
  const cancel = () => database.$transaction((transaction) => cancelRun(transaction, { platformId: 'jing' }, now));

  test('leaves out what is not read, and can go on with it by a re-run', async () => {
    const crawlRunId = await storeRun(database, 'jing', open);
    expect(await cancel()).toEqual({ crawlRunId, pages: 2 });
    expect(await pageStates()).toEqual({ jobs: 'done', due: 'refused', fetched: 'refused' });
    expect(await database.crawlRun.findMany()).toMatchObject([
      { state: 'cancelled', finishedAt: now, statistics: { details: { refused: 2 } } },
    ]);
    expect(await cancel()).toBeUndefined();
    expect((await rerun({ class: 'cancelled' })).jobs).toHaveLength(2);
    expect(await pageStates()).toEqual({ jobs: 'done', due: 'due', fetched: 'fetched' });
    expect(await database.crawlRun.findMany()).toMatchObject([{ state: 'running' }]);
  });

  test('still has the postings judged that it has found', async () => {
    const crawlRunId = await storeRun(database, 'jing', open);
    await database.dueWork.create({ data: { step: 'judge_posting', subjectId: 'a version', crawlRunId } });
    await cancel();
    expect(await database.dueWork.findMany({ where: { state: 'due' } })).toMatchObject([{ step: 'judge_posting' }]);
  });

  test('with its platform, when that is removed, whose schedule is paused', async () => {
    await storeRun(database, 'jing', open);
    await setSchedule(database, { platformId: 'jing', cron: '0 2 * * *', timeZone: 'Asia/Shanghai' }, now);
    await database.$transaction((transaction) => removePlatform(transaction, 'jing', now));
    expect(await database.platform.findUnique({ where: { id: 'jing' } })).toMatchObject({ removedAt: now });
    expect(await database.schedule.findMany()).toMatchObject([{ pausedAt: now, nextRunAt: null }]);
    expect(await database.crawlRun.findMany()).toMatchObject([{ state: 'cancelled' }]);
    expect(await database.ledgerEntry.count({ where: { kind: { in: ['platform.removed', 'run.cancelled'] } } })).toBe(
      2,
    );
    expect(await verifyLedger(database)).toMatchObject({ ok: true });
  });
});
