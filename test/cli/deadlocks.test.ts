import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../prisma/open-database.js';
import { setSchedule } from '../../queue/schedules/set-schedule.js';
import { storeRun } from '../queue/runs/stored-runs.js';
import { openScheduledPlatforms } from '../queue/schedules/scheduled-platforms.js';
import { rollBackNextWrites } from './rolled-back-writes.js';
import { guazheng, sentenceOf, temporaryFolder } from './run-guazheng.js';

let database: Database;
let close: () => Promise<void>;
let env: Record<string, string>;
beforeAll(async () => {
  const { folder, remove } = await temporaryFolder();
  const opened = await openScheduledPlatforms(['jing', 'chu', 'xiang', 'e']);
  database = opened.database;
  env = { GUAZHENG_HOME: folder, DATABASE_URL: opened.url };
  close = async () => {
    await opened.close();
    await remove();
  };
  await storeRun(database, 'jing', [{ url: 'http://jing.test/1', state: 'due' }]);
  await storeRun(database, 'chu', [{ url: 'http://chu.test/1', state: 'due' }]);
  const error = { code: 'status_404', class: 'dead' };
  await storeRun(database, 'xiang', [{ url: 'http://xiang.test/1', state: 'dead', error }], { state: 'finished' });
});
afterAll(() => close());

const run = (...words: string[]) => guazheng(words, { env });

describe('a command that a deadlock with a worker rolls back does its work once more:', () => {
  test.each([
    ['runs cancel', ['runs', 'cancel', 'jing'], /^jing: cancelled; 1 pages/],
    ['platform remove', ['platform', 'remove', 'chu'], /^chu: removed/],
    ['failures --rerun', ['failures', '--platform', 'xiang', '--rerun'], /^1 are due again/],
  ])('%s', async (_, words, told) => {
    await rollBackNextWrites(database, 'CrawlRun', 2);
    const ended = await run(...words);
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    expect(ended.stdout).toMatch(told);
  });

  test('schedule run', async () => {
    await setSchedule(database, { platformId: 'e', cron: '0 2 * * *', timeZone: 'Asia/Shanghai' }, new Date());
    await rollBackNextWrites(database, 'CrawlRun', 2);
    const ended = await run('schedule', 'run', 'e');
    expect(ended.stderr).toContain('e: a run has begun.');
    expect(ended.stderr).not.toContain('deadlock');
  });

  test('and after five times says so in a sentence without words of the database', async () => {
    await storeRun(database, 'jing', [{ url: 'http://jing.test/2', state: 'due' }]);
    await rollBackNextWrites(database, 'CrawlRun', 5);
    const ended = await run('runs', 'cancel', 'jing');
    expect(ended.code).toBe(2);
    expect(sentenceOf(ended)).toMatch(/^guazheng: Nothing was changed: .* again/);
    expect(
      await database.crawlRun.count({ where: { state: 'running', platformVersion: { platformId: 'jing' } } }),
    ).toBe(1);
  });
});
