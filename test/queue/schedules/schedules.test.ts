import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyLedger } from '../../../evidence/ledger/verify-ledger.js';
import { type Database, openDatabase } from '../../../prisma/open-database.js';
import { listSchedules } from '../../../queue/schedules/list-schedules.js';
import { pauseSchedule, resumeSchedule, setSchedule } from '../../../queue/schedules/set-schedule.js';
import { startDueRuns } from '../../../queue/schedules/start-due-runs.js';
import { openScheduledPlatforms } from './scheduled-platforms.js';

let database: Database;
let url: string;
let close: () => Promise<void>;
beforeEach(async () => {
  ({ database, url, close } = await openScheduledPlatforms(['jing', 'chu']));
});
afterEach(() => close());

const minute = 60_000;
const day = 24 * 60 * minute;
const evening = new Date('2026-11-22T10:00:00Z');
/** 02:00 in Shanghai, `days` after 23 November. */
const fire = (days = 0) => new Date(Date.parse('2026-11-22T18:00:00Z') + days * day);
const later = (moment: Date, milliseconds: number) => new Date(moment.getTime() + milliseconds);

const set = (platformId = 'jing', more: { cron?: string; window?: string; pageBudget?: number } = {}) =>
  setSchedule(database, { platformId, cron: '0 2 * * *', timeZone: 'Asia/Shanghai', ...more }, evening);
const nextRunAt = async (platformId = 'jing') =>
  (await database.schedule.findUniqueOrThrow({ where: { platformId } })).nextRunAt;
const runs = () => database.crawlRun.count();
const endRuns = (finishedAt: Date) => database.crawlRun.updateMany({ data: { state: 'finished', finishedAt } });
const ledgerKinds = async () =>
  (
    await database.ledgerEntry.findMany({ where: { kind: { startsWith: 'schedule.' } }, orderBy: { sequence: 'asc' } })
  ).map(({ kind }) => kind);

describe('setting a schedule', () => {
  test('stores it with its next start, and the ledger says so', async () => {
    await set('jing', { cron: ' 0  2 * * * ', window: '22:00-06:30', pageBudget: 40 });
    expect(await database.schedule.findUnique({ where: { platformId: 'jing' } })).toMatchObject({
      ...{ cron: '0 2 * * *', windowFrom: 1320, windowTo: 390, pageBudget: 40, nextRunAt: fire(), pausedAt: null },
    });
    expect(await ledgerKinds()).toEqual(['schedule.set']);
    expect(await verifyLedger(database)).toMatchObject({ ok: true });
  });

  test.each([{ cron: '0 0 30 2 *' }, { cron: '0 0 2 * * *' }, { window: '22:00' }, { window: '06:00-06:00' }])(
    'that is not usable (%o) stores nothing and leaves the old one',
    async (more) => {
      await set('jing', { pageBudget: 7 });
      await expect(set('jing', more)).rejects.toMatchObject({ name: 'InputError' });
      expect(await database.schedule.findMany()).toMatchObject([{ cron: '0 2 * * *', pageBudget: 7 }]);
      expect(await ledgerKinds()).toEqual(['schedule.set']);
    },
  );

  test('replaces what was set before, window and budget too', async () => {
    await set('jing', { window: '22:00-06:30', pageBudget: 40 });
    await set('jing', { cron: '0 3 * * *' });
    expect(await database.schedule.findMany()).toMatchObject([
      { cron: '0 3 * * *', windowFrom: null, windowTo: null, pageBudget: null, nextRunAt: later(fire(), 60 * minute) },
    ]);
  });

  test('shows its next five starts', async () => {
    await set('jing', { window: '22:00-06:30' });
    expect(await listSchedules(database)).toEqual([
      {
        ...{
          platformId: 'jing',
          name: '平台jing',
          cron: '0 2 * * *',
          timeZone: 'Asia/Shanghai',
          window: '22:00-06:30',
        },
        ...{ pageBudget: null, paused: false, next: [0, 1, 2, 3, 4].map(fire), runningSince: null },
      },
    ]);
  });
});

describe('a paused schedule', () => {
  test('starts nothing until it is resumed, and then not what it missed', async () => {
    await set();
    expect(await pauseSchedule(database, 'jing', evening)).toBe(true);
    expect(await pauseSchedule(database, 'jing', evening)).toBe(false);
    expect(await startDueRuns(database, fire(3))).toEqual([]);
    expect(await resumeSchedule(database, 'jing', later(fire(3), minute))).toBe(true);
    expect(await resumeSchedule(database, 'jing', later(fire(3), minute))).toBe(false);
    expect(await startDueRuns(database, later(fire(3), 2 * minute))).toEqual([]);
    expect(await nextRunAt()).toEqual(fire(4));
    expect(await ledgerKinds()).toEqual(['schedule.set', 'schedule.paused', 'schedule.resumed']);
  });

  test('stays paused when it is set anew', async () => {
    await set();
    await pauseSchedule(database, 'jing', evening);
    await set('jing', { cron: '0 3 * * *' });
    expect(await database.schedule.findMany()).toMatchObject([
      { cron: '0 3 * * *', pausedAt: evening, nextRunAt: null },
    ]);
  });

  test('there must be one', async () => {
    await expect(pauseSchedule(database, 'chu', evening)).rejects.toMatchObject({ code: 'schedule_missing' });
  });
});

describe('the runs that are due', () => {
  test('start at their time, with the budget and the window of their schedule', async () => {
    await set('jing', { window: '22:00-06:30', pageBudget: 40 });
    expect(await startDueRuns(database, later(fire(), -1))).toEqual([]);
    const jobs = await startDueRuns(database, fire());
    expect(jobs).toMatchObject([{ payload: { step: 'fetch_page' } }]);
    expect(await database.crawlRun.findMany()).toMatchObject([
      { startedBy: 'schedule', pageBudget: 40, windowFrom: 1320, windowTo: 390, timeZone: 'Asia/Shanghai' },
    ]);
    expect(await nextRunAt()).toEqual(fire(1));
  });

  test('that were missed are not made up: one starts', async () => {
    await set();
    expect(await startDueRuns(database, later(fire(5), 3 * minute))).toHaveLength(1);
    expect(await startDueRuns(database, later(fire(5), 4 * minute))).toEqual([]);
    expect(await runs()).toBe(1);
    expect(await nextRunAt()).toEqual(fire(6));
  });

  test('start once where two schedulers look at once', async () => {
    await set('jing');
    await set('chu');
    const other = openDatabase(url);
    try {
      for (let days = 0; days < 5; days += 1) {
        const looks = await Promise.all(
          [database, other, database, other].map((each) => startDueRuns(each, fire(days))),
        );
        expect(looks.flat()).toHaveLength(2);
        await endRuns(fire(days));
      }
      expect(await runs()).toBe(10);
    } finally {
      await other.close();
    }
  });

  test('wait for the run that still goes on, which the list says', async () => {
    await set();
    await startDueRuns(database, fire());
    expect(await startDueRuns(database, fire(1))).toEqual([]);
    expect(await runs()).toBe(1);
    expect(await listSchedules(database)).toMatchObject([{ runningSince: fire(), next: [2, 3, 4, 5, 6].map(fire) }]);
    await endRuns(fire(1));
    expect(await startDueRuns(database, fire(2))).toHaveLength(1);
    expect(await listSchedules(database)).toMatchObject([{ runningSince: fire(2) }]);
  });

  test('of one platform that cannot start do not keep back the others, and are not lost', async () => {
    await set('chu');
    await set('jing');
    await database.$executeRaw`ALTER TABLE "PlatformVersion" DISABLE TRIGGER "refuseUpdate"`;
    await database.platformVersion.updateMany({ where: { platformId: 'chu' }, data: { yaml: 'colour: red' } });
    await expect(startDueRuns(database, fire())).rejects.toMatchObject({ name: 'InputError' });
    expect(await database.crawlRun.findMany({ select: { platformVersion: { select: { platformId: true } } } })).toEqual(
      [{ platformVersion: { platformId: 'jing' } }],
    );
    expect(await nextRunAt('chu')).toEqual(fire());
  });

  test('of a removed platform do not start', async () => {
    await set();
    await database.platform.update({ where: { id: 'jing' }, data: { removedAt: evening } });
    expect(await startDueRuns(database, fire())).toEqual([]);
  });
});

describe('a clock that jumps', () => {
  test('back over a start does not start its run twice', async () => {
    await set();
    await startDueRuns(database, later(fire(), minute));
    await endRuns(later(fire(), 2 * minute));
    for (const back of [-60 * minute, -3 * day, minute, 5 * minute]) {
      expect(await startDueRuns(database, later(fire(), back))).toEqual([]);
    }
    expect(await runs()).toBe(1);
    expect(await startDueRuns(database, fire(1))).toHaveLength(1);
  });

  test('a year ahead and back starts one run, and the next one at its time', async () => {
    await set();
    await startDueRuns(database, fire(365));
    await endRuns(fire(365));
    expect(await nextRunAt()).toEqual(fire(366));
    expect(await startDueRuns(database, evening)).toEqual([]);
    expect(await nextRunAt()).toEqual(fire());
    expect(await startDueRuns(database, fire())).toHaveLength(1);
    expect(await runs()).toBe(2);
  });

  test('a day ahead and back does not serve that day twice', async () => {
    await set();
    await startDueRuns(database, later(fire(), minute));
    await endRuns(later(fire(), 2 * minute));
    await startDueRuns(database, later(fire(1), minute));
    await endRuns(later(fire(1), 2 * minute));
    expect(await startDueRuns(database, later(fire(), 5 * minute))).toEqual([]);
    expect(await nextRunAt()).toEqual(fire(2));
    expect(await startDueRuns(database, fire(1))).toEqual([]);
    expect(await startDueRuns(database, fire(2))).toHaveLength(1);
    expect(await runs()).toBe(3);
  });

  test('on one machine alone does not let the others start a run again', async () => {
    await set();
    await startDueRuns(database, later(fire(), minute));
    await endRuns(later(fire(), 2 * minute));
    // Its clock stands years behind.
    await startDueRuns(database, new Date('2020-01-01T00:00:00Z'));
    expect(await startDueRuns(database, later(fire(), 3 * minute))).toEqual([]);
    expect(await nextRunAt()).toEqual(fire(1));
    expect(await runs()).toBe(1);
  });
});
