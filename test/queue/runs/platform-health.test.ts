import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../../prisma/open-database.js';
import { settleFinishedRun } from '../../../queue/runs/finish-statistics.js';
import { listRuns } from '../../../queue/runs/list-runs.js';
import { readPlatformHealth } from '../../../queue/runs/platform-health.js';
import { setSchedule } from '../../../queue/schedules/set-schedule.js';
import { openScheduledPlatforms } from '../schedules/scheduled-platforms.js';
import { type StoredPage, storeRun } from './stored-runs.js';

let database: Database;
let close: () => Promise<void>;
beforeEach(async () => {
  ({ database, close } = await openScheduledPlatforms(['jing']));
});
afterEach(() => close());

const startedAt = new Date('2026-11-22T04:00:00Z');
const now = new Date('2026-11-23T04:00:00Z');
const good: StoredPage = { url: 'http://jing.test/1', posting: {} };
const gone: StoredPage = { url: 'http://jing.test/2', state: 'dead', error: { code: 'status_404', class: 'dead' } };
async function finish(...pages: StoredPage[]): Promise<string> {
  const id = await storeRun(database, 'jing', pages, { state: 'finished', startedAt });
  await database.$transaction((transaction) => settleFinishedRun(transaction, id, now));
  return id;
}
const schedule = () =>
  setSchedule(database, { platformId: 'jing', cron: '0 2 * * *', timeZone: 'Asia/Shanghai' }, startedAt);
const health = async (at = now) => (await readPlatformHealth(database, at))[0];

test('a platform that was never crawled says so', async () => {
  expect(await health()).toMatchObject({ health: 'never crawled', lastRun: null, yield: null, nextRunAt: null });
});

test('a platform of which most pages could be read is ok, with its yield and its next run', async () => {
  await finish(good, gone);
  await schedule();
  expect(await health(startedAt)).toMatchObject({
    ...{ health: 'ok', yield: 1, postings: 1, nextRunAt: new Date('2026-11-22T18:00:00Z'), alarm: [] },
    lastRun: { state: 'finished', startedAt },
  });
});

test('a platform of which fewer pages could be read than not is failing, also while it is crawled again', async () => {
  await finish(good, gone, { ...gone, url: 'http://jing.test/3' });
  await storeRun(database, 'jing', [{ ...good, state: 'due' }], { startedAt: now });
  expect(await health()).toMatchObject({ health: 'failing', lastRun: { state: 'running' } });
});

test('a platform whose run waits for a person is paused, whatever its schedule says', async () => {
  await finish(good);
  await schedule();
  await storeRun(database, 'jing', [{ ...good, state: 'due' }], { startedAt: now });
  await database.crawlRun.updateMany({ where: { state: 'running' }, data: { pausedAt: now } });
  expect(await health(new Date('2027-01-01T00:00:00Z'))).toMatchObject({
    health: 'paused',
    lastRun: { pausedAt: now },
  });
  await database.crawlRun.updateMany({ where: { state: 'running' }, data: { pausedAt: null } });
  expect(await health(startedAt)).toMatchObject({ health: 'ok' });
});

test('a platform whose start has long passed is overdue: nobody runs the schedules', async () => {
  await finish(good);
  await schedule();
  expect(await health(new Date('2026-11-22T18:04:00Z'))).toMatchObject({ health: 'ok' });
  expect(await health(new Date('2026-11-22T18:06:00Z'))).toMatchObject({ health: 'overdue' });
});

test('an open alarm comes before all others, with its reasons', async () => {
  const crawlRunId = await finish(gone);
  const alarm = { platformId: 'jing', crawlRunId, reasons: ['原因'], raisedAt: now };
  await database.layoutAlarm.create({ data: alarm });
  expect(await health()).toMatchObject({ health: 'alarm', alarm: ['原因'] });
  await database.layoutAlarm.updateMany({ data: { closedAt: now } });
  expect(await health()).toMatchObject({ health: 'failing', alarm: [] });
});

test('a removed platform is not listed', async () => {
  await database.platform.updateMany({ data: { removedAt: now } });
  expect(await health()).toBeUndefined();
});

test('runs are listed with what they yielded so far, those that go on first', async () => {
  await finish(good);
  await storeRun(database, 'jing', [good, { url: 'http://jing.test/4', state: 'due' }], {
    startedAt: new Date(startedAt.getTime() - 60_000),
  });
  expect(await listRuns(database, now)).toMatchObject([
    { state: 'running', pagesLeft: 1, statistics: { postings: 1, details: { done: 1 } } },
    { state: 'finished', pagesLeft: 0, platformId: 'jing', startedBy: 'command', isAlarmed: false },
  ]);
  expect(await listRuns(database, now, { platformId: 'chu' })).toEqual([]);
});
