import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../prisma/open-database.js';
import { settleFinishedRun } from '../../queue/runs/finish-statistics.js';
import { storeBodies, storeRun } from '../queue/runs/stored-runs.js';
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
  const startedAt = new Date('2026-11-22T18:00:00Z');
  const pages = [{ url: 'http://jing.test/1', posting: {} }];
  await storeBodies(join(folder, 'blobs'), pages);
  const id = await storeRun(database, 'jing', pages, { state: 'finished', startedAt });
  await database.$transaction((transaction) => settleFinishedRun(transaction, id, startedAt));
  await database.layoutAlarm.create({
    data: {
      platformId: 'jing',
      crawlRunId: id,
      reasons: ['“薪酬”为空的比例升至 67%，以往中位数为 0%'],
      raisedAt: startedAt,
    },
  });
});
afterAll(() => close());

const run = (...words: string[]) => guazheng(words, { env });
const inTenDays = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);

describe('guazheng platform', () => {
  test('list shows health, last run, yield and next run', async () => {
    const lines = (await run('platform', 'list')).stdout.split('\n');
    expect(lines[0]).toMatch(/^PLATFORM\s+NAME\s+HEALTH\s+LAST RUN\s+STATE\s+YIELD\s+POSTINGS\s+NEXT RUN$/);
    expect(lines[1]).toMatch(/^chu\s+平台chu\s+never crawled\s+never\s+0\s+no schedule$/);
    expect(lines[2]).toMatch(/^jing\s+平台jing\s+alarm\s+2026-11-23 02:00\s+finished\s+1\.00\s+1\s+no schedule$/);
    const { platforms } = lastLine((await run('platform', 'list', '--json')).stdout);
    expect(platforms).toMatchObject([
      { id: 'chu', health: 'never crawled' },
      { id: 'jing', yield: 1, postings: 1 },
    ]);
  });

  test('show tells the alarm and its reasons, until it is closed', async () => {
    expect((await run('platform', 'show', 'jing')).stdout).toMatch(
      /health\s+alarm\n(?:.*\n)*alarm\s+“薪酬”为空的比例升至 67%/,
    );
    expect((await run('platform', 'close-alarm', 'jing')).stdout).toMatch(/1 closed/);
    expect((await run('platform', 'close-alarm', 'jing')).stdout).toMatch(/no alarm was open/);
    expect(lastLine((await run('platform', 'show', 'jing', '--json')).stdout)).toMatchObject({
      health: 'ok',
      alarm: [],
    });
  });

  test('basis grants, lists and revokes, each by a name', async () => {
    const grant = (...words: string[]) =>
      run('platform', 'basis', 'grant', 'jing', '--basis', '鄂人社监〔2026〕1号', ...words);
    expect((await run('platform', 'basis', 'list', 'jing')).stdout).toMatch(/robots\.txt decides/);
    for (const [words, sentence] of [
      [['--until', inTenDays], /--by/],
      [['--by', '王某'], /--until/],
      [['--by', '王某', '--until', '2026-02-30'], /no day/],
      [['--by', '王某', '--until', '2020-01-01'], /at most a year/],
      [['--by', ' ', '--until', inTenDays], /name of who grants it/],
    ] as const) {
      const ended = await grant(...words);
      expect(ended.code).toBe(2);
      expect(sentenceOf(ended)).toMatch(sentence);
    }
    expect((await grant('--by', '王某', '--until', inTenDays)).code).toBe(0);
    expect((await run('platform', 'basis', 'list', 'jing')).stdout).toMatch(/鄂人社监〔2026〕1号\s+王某/);
    expect((await run('platform', 'show', 'jing')).stdout).toMatch(/legal basis\s+鄂人社监/);
    expect((await run('platform', 'basis', 'revoke', 'jing', '--by', '王某')).stdout).toMatch(
      /robots\.txt decides again/,
    );
    const again = await run('platform', 'basis', 'revoke', 'jing', '--by', '王某');
    expect([again.code, sentenceOf(again)]).toEqual([2, expect.stringContaining('nothing to revoke')]);
  });

  test('remove takes it out of the crawl and keeps what was captured', async () => {
    expect((await run('platform', 'remove', 'jing')).code).toBe(0);
    expect((await run('platform', 'list')).stdout).not.toContain('jing');
    expect(await database.posting.count()).toBe(1);
    expect(await database.capture.count()).toBe(1);
    const again = await run('platform', 'remove', 'jing');
    expect([again.code, sentenceOf(again)]).toEqual([2, expect.stringContaining('no platform «jing»')]);
  });
});
