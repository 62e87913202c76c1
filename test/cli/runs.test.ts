import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../prisma/open-database.js';
import { settleFinishedRun } from '../../queue/runs/finish-statistics.js';
import { storeBodies, storeRun } from '../queue/runs/stored-runs.js';
import { openScheduledPlatforms } from '../queue/schedules/scheduled-platforms.js';
import { guazheng, lastLine, sentenceOf, temporaryFolder } from './run-guazheng.js';

let database: Database;
let close: () => Promise<void>;
let blobFolder: string;
let env: Record<string, string>;
beforeAll(async () => {
  const { folder, remove } = await temporaryFolder();
  const opened = await openScheduledPlatforms(['jing', 'chu']);
  database = opened.database;
  blobFolder = join(folder, 'blobs');
  env = { GUAZHENG_HOME: folder, DATABASE_URL: opened.url };
  close = async () => {
    await opened.close();
    await remove();
  };
});
afterAll(() => close());

const run = (...words: string[]) => guazheng(words, { env });

describe('guazheng runs', () => {
  test('without a run says how to start one', async () => {
    expect((await run('runs')).stdout).toContain('guazheng crawl PLATFORM');
  });

  test('shows what each run yielded, those that go on first', async () => {
    const startedAt = new Date('2026-11-22T18:00:00Z');
    const pages = [
      { url: 'http://chu.test/1', posting: {} },
      { kind: 'list' as const, url: 'http://chu.test/jobs' },
    ];
    await storeBodies(blobFolder, pages);
    const id = await storeRun(database, 'chu', pages, { state: 'finished', startedAt });
    await database.$transaction((transaction) => settleFinishedRun(transaction, id, startedAt));
    await storeRun(database, 'jing', [{ url: 'http://jing.test/1', state: 'due' }], { startedAt });
    const lines = (await run('runs')).stdout.trimEnd().split('\n');
    expect(lines[1]).toMatch(/^jing\s+2026-11-23 02:00\s+command\s+running\s+0\s+0\s+0\s+1\s+0/);
    expect(lines[2]).toMatch(/^chu\s+2026-11-23 02:00\s+command\s+finished\s+2\s+0\s+0\s+0\s+1\s+0\s+1$/);
    const { runs } = lastLine((await run('runs', '--platform', 'chu', '--json')).stdout);
    expect(runs).toMatchObject([{ id, platformId: 'chu', statistics: { postings: 1 } }]);
  });

  test('cancel ends the run that goes on, and says how to take it up again', async () => {
    const ended = await run('runs', 'cancel', 'jing');
    expect([ended.code, ended.stdout]).toEqual([
      0,
      expect.stringContaining('failures --class cancelled --platform jing --rerun'),
    ]);
    const again = await run('runs', 'cancel', 'jing');
    expect([again.code, sentenceOf(again)]).toEqual([2, expect.stringContaining('No run of jing goes on')]);
  });
});
