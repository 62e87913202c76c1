import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../../crawler/fetch/chromium.js';
import { verifyLedger } from '../../evidence/ledger/verify-ledger.js';
import { provideDatabase } from '../../prisma/embedded/provide-database.js';
import { type Database, openDatabase } from '../../prisma/open-database.js';
import { commandLine } from '../cli/command-line.js';

const hasChromium = (await findChromium(process.env)) !== undefined;
if (!hasChromium) {
  if (process.env.CI === 'true') throw new Error('Chromium is not installed; with CI=true it must be');
  process.stderr.write('Chromium is not installed: the demo that is killed is skipped.\n');
}

const projectFolder = join(import.meta.dirname, '../..');
const platforms = 6;
/** All that the demo platforms show to a crawler that keeps their rules. */
const postingsShown = 267;

let folder: string;
let home: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guazheng-test-killed-'));
  // PostgreSQL's user must pass when the tests run as root.
  await chmod(folder, 0o755);
  home = join(folder, 'home');
});
const started: Demo[] = [];
afterAll(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  // What a failed test left behind: only processes of this folder.
  for (const { pid } of await processesOf(home)) process.kill(pid, 'SIGKILL');
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

interface Demo {
  readonly child: ChildProcess;
  stdout: string;
  stderr: string;
}

function startDemo(): Demo {
  const { DATABASE_URL: _database, REDIS_URL: _redis, BLOB_STORE: _blobs, ...environment } = process.env;
  const child = spawn(process.execPath, [...commandLine, 'demo', '--once', '--json', '--captures', '0'], {
    cwd: projectFolder,
    // A browser that is killed leaves its profile there.
    env: { ...environment, GUAZHENG_HOME: home, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const demo: Demo = { child, stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    demo.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    demo.stderr += text;
  });
  started.push(demo);
  return demo;
}

/** Waits until so many blobs are stored; a demo that ends before is an error. */
async function untilStored(demo: Demo, blobs: number): Promise<void> {
  await expect
    .poll(
      async () => {
        if (demo.child.exitCode !== null) throw new Error(`The demo ended too early: ${demo.stderr}`);
        return await countBlobs();
      },
      { timeout: 120_000, interval: 100 },
    )
    .toBeGreaterThanOrEqual(blobs);
}
async function countBlobs(): Promise<number> {
  const names = await readdir(join(home, 'blobs'), { recursive: true }).catch(() => []);
  return names.filter((name) => /[0-9a-f]{64}$/.test(name)).length;
}

/** Processes whose command line or environment names the folder: the command, PostgreSQL, the browser. */
async function processesOf(name: string): Promise<{ pid: number; command: string }[]> {
  const found: { pid: number; command: string }[] = [];
  for (const pid of (await readdir('/proc')).map(Number).filter((number) => number > 0 && number !== process.pid)) {
    const read = (file: string): Promise<string> => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    const command = (await read('cmdline')).replaceAll('\0', ' ');
    if (command.includes(name) || (command !== '' && (await read('environ')).includes(name)))
      found.push({ pid, command });
  }
  return found;
}

async function kill(demo: Demo): Promise<void> {
  const exit = once(demo.child, 'exit');
  demo.child.kill('SIGKILL');
  await exit;
}

describe.skipIf(!hasChromium)('a demo', () => {
  test('that is asked to end does so in good order: nothing runs on', async () => {
    const demo = startDemo();
    await untilStored(demo, 20);
    const exit = once(demo.child, 'exit');
    demo.child.kill('SIGTERM');
    const [code, signal] = await exit;
    expect({ signal, stdout: demo.stdout }).toEqual({ signal: null, stdout: '' });
    expect(code).not.toBe(0);
    expect(demo.stderr).toContain('Stopped.');
    expect(await processesOf(home)).toEqual([]);
    await record(async (database) => {
      // Given back, not failed: a page is not to blame for a worker that stops.
      const left = await database.dueWork.findMany({ where: { state: 'due' } });
      expect(left.length).toBeGreaterThan(0);
      expect(left.filter(({ leaseHolder }) => leaseHolder !== null)).toEqual([]);
    });
  }, 120_000);

  test('that is killed leaves a record in which nothing is half done', async () => {
    const demo = startDemo();
    await untilStored(demo, 60);
    await kill(demo);
    await record(async (database) => {
      expect(await verifyLedger(database)).toMatchObject({ ok: true });
      const entries = await database.ledgerEntry.groupBy({ by: ['kind'], _count: true });
      const count = (kind: string): number => entries.find((row) => row.kind === kind)?._count ?? 0;
      expect(count('capture.stored')).toBe(await database.capture.count());
      expect(count('verdict.given')).toBe(await database.verdict.count());
    });
  }, 120_000);

  test('that is killed again goes on to its end with the next start, with every posting once', async () => {
    const killed = startDemo();
    await untilStored(killed, 120);
    await kill(killed);
    // Its database runs on.
    expect(await processesOf(home)).not.toEqual([]);
    const demo = startDemo();
    const [code] = await once(demo.child, 'exit');
    expect({ code, stderr: code === 0 ? '' : demo.stderr }).toEqual({ code: 0, stderr: '' });
    expect(demo.stderr).toContain('Going on with the unfinished crawl');
    const summary: unknown = JSON.parse(demo.stdout.trim().split('\n').at(-1) ?? '');
    expect(summary).toMatchObject({ platforms, postings: postingsShown });
    expect(await processesOf(home)).toEqual([]);

    await record(async (database) => {
      const runs = await database.crawlRun.findMany({ include: { platformVersion: true } });
      expect(runs.map(({ state }) => state)).toEqual(Array.from({ length: platforms }, () => 'finished'));
      expect(new Set(runs.map(({ platformVersion }) => platformVersion.platformId)).size).toBe(platforms);
      expect(await database.crawlTask.count({ where: { state: { in: ['due', 'fetched'] } } })).toBe(0);
      // Full captures are left out here.
      expect(await database.dueWork.count({ where: { state: 'due', step: { not: 'capture_full' } } })).toBe(0);

      const versions = await database.postingVersion.findMany({ include: { posting: true, verdicts: true } });
      expect(await database.posting.count()).toBe(postingsShown);
      const words = versions.map(({ postingId, contentSha256 }) => `${postingId} ${contentSha256}`);
      expect(new Set(words).size).toBe(words.length);
      const keys = versions.map(({ posting }) => `${posting.platformId} ${posting.key}`);
      expect(new Set(keys).size).toBe(postingsShown);
      expect(versions.filter(({ verdicts }) => verdicts.length !== 1)).toEqual([]);

      const entries = await database.ledgerEntry.findMany({ select: { kind: true, subjectId: true } });
      expect(await verifyLedger(database)).toEqual({ entries: entries.length, ok: true });
      expect(new Set(entries.map(({ subjectId }) => subjectId)).size).toBe(entries.length);
      const captures = await database.capture.count();
      expect(entries.filter(({ kind }) => kind === 'capture.stored')).toHaveLength(captures);
      expect(entries.filter(({ kind }) => kind === 'verdict.given')).toHaveLength(versions.length);
    });
    expect(await processesOf(home)).toEqual([]);
  }, 240_000);
});

/** Looks into the record that the demo left. */
async function record(look: (database: Database) => Promise<void>): Promise<void> {
  const provided = await provideDatabase({ stateFolder: home });
  const database = openDatabase(provided.url);
  try {
    await look(database);
  } finally {
    await database.close();
    await provided.release();
  }
}
