import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../prisma/open-database.js';
import { storeRun } from '../queue/runs/stored-runs.js';
import { openScheduledPlatforms } from '../queue/schedules/scheduled-platforms.js';
import { guazheng, lastLine, sentenceOf, temporaryFolder } from './run-guazheng.js';

let database: Database;
let close: () => Promise<void>;
let env: Record<string, string>;
beforeAll(async () => {
  const { folder, remove } = await temporaryFolder();
  const opened = await openScheduledPlatforms(['jing', 'chu']);
  database = opened.database;
  env = { GUAZHENG_HOME: folder, DATABASE_URL: opened.url };
  close = async () => {
    await opened.close();
    await remove();
  };
});
afterAll(() => close());

const run = (...words: string[]) => guazheng(words, { env });

describe('guazheng schedule', () => {
  test('without one, list says how to set one', async () => {
    const ended = await run('schedule', 'list');
    expect([ended.code, ended.stdout]).toEqual([0, expect.stringContaining('guazheng schedule set PLATFORM')]);
  });

  test.each([
    [['jing', '--cron', '0 0 30 2 *'], /never fires/],
    [['jing', '--cron', '0 0 2 * * *'], /five fields/],
    [['jing', '--cron', '0 2 * * *', '--time-zone', 'Asia/Nowhere'], /Asia\/Nowhere.*no time zone/],
    [['jing', '--cron', '0 2 * * *', '--window', 'nachts'], /window/],
    [['yue', '--cron', '0 2 * * *'], /no platform «yue»/],
    [['jing', '--cron', '0 2 * * *', '--limit', '0'], /«0»/],
    [['jing'], /--cron/],
  ])('set %j is exit 2 and one sentence', async (words, sentence) => {
    const ended = await run('schedule', 'set', ...words);
    expect(ended.code).toBe(2);
    expect(sentenceOf(ended)).toMatch(sentence);
    expect(await database.schedule.count()).toBe(0);
  });

  test('set says when the next runs start, and list shows them in columns', async () => {
    const words = ['--cron', '30 22 * * *', '--window', '22:00-06:30', '--limit', '50'];
    const set = await run('schedule', 'set', 'jing', ...words);
    expect([set.code, set.stderr]).toEqual([0, '']);
    expect(set.stdout).toMatch(
      /^jing: the next runs start at (\d{4}-\d\d-\d\d 22:30, ){4}\d{4}-\d\d-\d\d 22:30 \(Asia\/Shanghai\)/,
    );
    await storeRun(database, 'jing', [{ url: 'http://jing.test/jobs', state: 'due' }]);
    const list = await run('schedule', 'list');
    expect(list.stdout).toMatch(/^PLATFORM\s+NAME\s+CRON/);
    expect(list.stdout).toMatch(
      /jing\s+平台jing\s+30 22 \* \* \*\s+Asia\/Shanghai\s+22:00-06:30\s+50\s+running since .*no second run starts/,
    );
    const { schedules } = lastLine((await run('schedule', 'list', '--json')).stdout) as {
      schedules: { next: string[] }[];
    };
    expect(schedules).toMatchObject([{ platformId: 'jing', paused: false, window: '22:00-06:30', pageBudget: 50 }]);
    expect(schedules[0]?.next).toHaveLength(5);
  });

  test('pause and resume say what they changed', async () => {
    expect((await run('schedule', 'pause', 'jing')).stdout).toMatch(/paused/);
    expect((await run('schedule', 'pause', 'jing')).stdout).toMatch(/already/);
    expect((await run('schedule', 'list')).stdout).toMatch(/paused; running/);
    expect((await run('schedule', 'resume', 'jing')).stdout).toMatch(/goes on/);
    const missing = await run('schedule', 'pause', 'chu');
    expect([missing.code, sentenceOf(missing)]).toEqual([2, expect.stringContaining('guazheng schedule set chu')]);
  });
});
