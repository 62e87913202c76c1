import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoPlatforms, startDemoPlatforms } from '../../fixtures/platforms/start-platforms.js';
import { type ProvidedDatabase, provideDatabase } from '../../prisma/embedded/provide-database.js';
import { guazheng, lastLine, project, sentenceOf, startGuazheng, temporaryFolder } from './run-guazheng.js';

let folder: string;
let remove: () => Promise<void>;
let env: Record<string, string>;
let demo: DemoPlatforms;
const pageIsBuilt = existsSync(join(project, 'dist', 'web', 'index.html'));
if (!pageIsBuilt) console.warn('record-commands: the page is not built (npm run setup), serve is not tested');

beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  demo = await startDemoPlatforms({ folder: join(project, 'fixtures', 'platforms') });
  const hosts = demo.platforms.flatMap((platform) => Object.entries(platform.hosts));
  env = {
    GUAZHENG_HOME: join(folder, 'home'),
    GUAZHENG_HOSTS: hosts.map(([host, target]) => `${host}=${target}`).join(','),
  };
});
afterAll(async () => {
  await letGo();
  await demo.close();
  await remove();
});

/** Keeps the embedded server up, so that commands that are tested for something else attach to it and need not start and stop it each. */
let held: ProvidedDatabase | undefined;
const hold = async (): Promise<void> => {
  held = await provideDatabase({ stateFolder: join(folder, 'home') });
};
const letGo = async (): Promise<void> => {
  await held?.release();
  held = undefined;
};

const run = (...words: string[]) => guazheng(words, { env });
const chucai = join(project, 'fixtures', 'platforms', 'chucai', 'platform.yaml');

/** The embedded server's own sign that it runs. */
const databaseRuns = () => existsSync(join(folder, 'home', 'postgres', 'postmaster.pid'));

describe('one state folder, from nothing', () => {
  test('migrate makes the database, and has nothing to do a second time', async () => {
    const first = await run('migrate');
    expect([first.code, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toMatch(/^Applied: /);
    expect((await run('migrate')).stdout).toBe('The database is up to date.\n');
    expect(databaseRuns()).toBe(false);
  });

  test('without a platform, list says how to add one, and crawl that there is none', async () => {
    await hold();
    const list = await run('platform', 'list');
    expect([list.code, list.stdout]).toEqual([0, expect.stringContaining('guazheng platform add FILE')]);
    const crawl = await run('crawl', 'chucai');
    expect(crawl.code).toBe(2);
    expect(sentenceOf(crawl)).toMatch(/no platform «chucai» \(there is none yet\)/);
  });

  test('a platform file is added once, and the same again changes nothing', async () => {
    expect((await run('platform', 'add', chucai)).stdout).toMatch(/^chucai: version 1 is stored/);
    const again = await run('platform', 'add', chucai);
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('nothing has changed since version 1')]);
  });

  test('platform test fetches a list page and a posting, and stores nothing in the record', async () => {
    const ended = await run('platform', 'test', chucai, '--json');
    expect(ended.code).toBe(0);
    const { pages } = lastLine(ended.stdout) as { pages: { kind: string; postings: unknown[] }[] };
    expect(pages.map(({ kind }) => kind)).toEqual(['list', 'detail']);
    expect(pages.map(({ postings }) => postings.length)).toEqual([10, 1]);
  });

  test('crawl keeps to its limit, and list shows what it found', async () => {
    await letGo();
    const ended = await run('crawl', 'chucai', '--limit', '4', '--json');
    expect(ended.code).toBe(0);
    expect(databaseRuns()).toBe(false);
    await hold();
    const { postings, ...pages } = lastLine(ended.stdout);
    expect(pages).toEqual({ pages: 4, failed: 0 });
    expect(postings).toBeGreaterThan(0);
    const list = await run('platform', 'list', '--json');
    expect(lastLine(list.stdout)).toEqual({
      platforms: [
        {
          ...{ id: 'chucai', name: '楚才网', version: 1, postings, lastCrawl: expect.stringMatching(/^\d{4}-.*Z$/) },
          ...{ health: 'ok', yield: 1, nextRun: null },
        },
      ],
    });
  });

  test('a platform of which nothing can be read is exit 1, and told by URL', async () => {
    await writeFile(
      join(folder, 'private.yaml'),
      'id: private\nname: 内网\nentry: [http://127.0.0.1:9/jobs]\nlist: { from: html, item: li, fields: { url: a@href } }\n',
    );
    expect((await run('platform', 'add', join(folder, 'private.yaml'))).code).toBe(0);
    const ended = await run('crawl', 'private', '--json');
    expect(ended.code).toBe(1);
    expect(lastLine(ended.stdout)).toEqual({ pages: 0, failed: 1, postings: 0 });
    expect(ended.stderr).toMatch(/http:\/\/127\.0\.0\.1:9\/jobs: /);
  });

  test('nothing is left running', async () => {
    await letGo();
    expect(databaseRuns()).toBe(false);
    expect(await readdir(join(folder, 'home', 'attached'))).toEqual([]);
  });
});

describe('doctor', () => {
  test('says what it found, check by check', async () => {
    const ended = await run('doctor', '--json');
    const { ok, checks } = lastLine(ended.stdout) as {
      ok: boolean;
      checks: { check: string; ok: boolean; detail: string }[];
    };
    expect(checks.map(({ check }) => check)).toEqual([
      'address guard',
      'classifier release',
      'browser',
      'database and ledger',
      'blob store',
      'queue',
    ]);
    expect(ok).toBe(checks.every((check) => check.ok));
    expect(ended.code).toBe(ok ? 0 : 1);
    expect(checks[3]).toMatchObject({ ok: true, detail: expect.stringMatching(/[1-9]\d* ledger entries verify/) });
  });

  test('is exit 1 when a part is missing, and says what to do', async () => {
    const ended = await guazheng(['doctor'], {
      env: {
        GUAZHENG_RELEASE: '/nowhere/release.json',
        DATABASE_URL: 'postgresql://user:geheim@127.0.0.1:1/x',
        REDIS_URL: 'redis://:geheim@127.0.0.1:1',
        GUAZHENG_HOME: join(folder, 'other'),
      },
    });
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/^FAIL classifier release: .*\/nowhere\/release\.json/m);
    expect(ended.stdout).toMatch(/^FAIL database and ledger: .*user@127\.0\.0\.1:1\/x/m);
    expect(ended.stdout).toMatch(/^FAIL queue: .*start it or correct REDIS_URL/m);
    expect(ended.stdout + ended.stderr).not.toContain('geheim');
  });
});

test('a DATABASE_URL that leads nowhere is exit 2 and one sentence, without the password', async () => {
  const away = { ...env, DATABASE_URL: 'postgresql://user:geheim@127.0.0.1:1/x' };
  for (const ended of await Promise.all(
    [['platform', 'list'], ['serve']].map((words) => guazheng(words, { env: away })),
  )) {
    expect(ended.code).toBe(2);
    expect(sentenceOf(ended)).toMatch(/user@127\.0\.0\.1:1\/x: nothing listens there/);
    expect(ended.stderr).not.toContain('geheim');
  }
});

describe.skipIf(!pageIsBuilt)('serve', () => {
  const occupy = async (): Promise<Server> => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };

  test.each([['serve'], ['demo']])('%s on a port in use is exit 2 and one sentence', async (command) => {
    const server = await occupy();
    const { port } = server.address() as AddressInfo;
    const ended = await run(command, '--port', String(port));
    server.close();
    expect(ended.code).toBe(2);
    expect(sentenceOf(ended)).toMatch(new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is in use; .*another port`));
    expect(databaseRuns()).toBe(false);
  });

  test('opens the page, and ends in good order when asked to', async () => {
    const child = startGuazheng(['serve', '--port', '0'], { env });
    if (child.stderr === null) throw new Error('no pipe');
    const [line] = await once(createInterface(child.stderr), 'line');
    const url = /http:\S+/.exec(line)?.[0] ?? '';
    expect((await fetch(url)).status).toBe(200);
    child.kill('SIGTERM');
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(databaseRuns()).toBe(false);
  });
});
