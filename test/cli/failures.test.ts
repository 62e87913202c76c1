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
  const opened = await openScheduledPlatforms(['jing']);
  database = opened.database;
  env = { GUAZHENG_HOME: folder, DATABASE_URL: opened.url };
  close = async () => {
    await opened.close();
    await remove();
  };
  await storeRun(
    database,
    'jing',
    [
      { url: 'http://jing.test/gone', state: 'dead', error: { code: 'status_404', class: 'dead' } },
      { url: 'http://jing.test/slow', state: 'dead', error: { code: 'timeout', class: 'retried' } },
    ],
    { state: 'finished' },
  );
});
afterAll(() => close());

const run = (...words: string[]) => guazheng(words, { env });

describe('guazheng failures', () => {
  test('tells each with its number, a page and the reason', async () => {
    const ended = await run('failures');
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('jing: 1 ended with status_404 (dead)\n  such as http://jing.test/gone\n');
    const { failures } = lastLine((await run('failures', '--class', 'retried', '--json')).stdout);
    expect(failures).toMatchObject([{ errorCode: 'timeout', ended: 1, url: 'http://jing.test/slow' }]);
  });

  test('a class that is none, and a platform that is unknown, are exit 2 and one sentence', async () => {
    const word = await run('failures', '--class', 'seit gestern');
    expect([word.code, sentenceOf(word)]).toEqual([
      2,
      expect.stringContaining('retried, delayed, dead, refused, defect'),
    ]);
    const platform = await run('failures', '--platform', 'yue');
    expect([platform.code, sentenceOf(platform)]).toEqual([2, expect.stringContaining('no platform «yue»')]);
    const old = await run('failures', '--all', '--rerun');
    expect([old.code, sentenceOf(old)]).toEqual([2, expect.stringContaining('leave --all out')]);
  });

  test('--rerun makes those of the class due again, and says who does them', async () => {
    const ended = await run('failures', '--class', 'retried', '--rerun');
    expect([ended.code, ended.stdout]).toEqual([0, '1 are due again; guazheng crawl PLATFORM goes on with them.\n']);
    const tasks = await database.crawlTask.findMany({ orderBy: { url: 'asc' }, select: { state: true } });
    expect(tasks.map(({ state }) => state)).toEqual(['dead', 'due']);
    expect((await run('failures', '--class', 'retried', '--rerun', '--json')).stdout).toBe('{"rerun":0}\n');
  });

  test('--rerun says whose failures it leaves, because another run goes on', async () => {
    await database.crawlRun.updateMany({ data: { state: 'finished' } });
    const startedAt = new Date(Date.now() - 86_400_000);
    await storeRun(database, 'jing', [{ url: 'http://jing.test/jobs', state: 'due' }], { startedAt });
    const ended = await run('failures', '--class', 'dead', '--rerun');
    expect([ended.code, ended.stdout]).toEqual([0, '']);
    expect(ended.stderr).toMatch(/^jing: its failures are left as they are, for another run of it goes on/);
  });
});
