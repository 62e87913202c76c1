import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { InputError } from '../../contracts/errors.js';
import { connectClient } from '../../prisma/connect-client.js';
import { findPostgresBinaries } from '../../prisma/embedded/binaries.js';
import { type ProvidedDatabase, provideDatabase } from '../../prisma/embedded/provide-database.js';

const isLong = process.env.GUAZHENG_FAULTS === 'long';

/** A state folder whose database was made once and stopped. */
let made: string;
beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'guazheng-test-embedded-'));
  await chmod(made, 0o755);
  const database = await provideDatabase({ stateFolder: made, durable: false });
  await database.release();
});
afterAll(() => rm(made, { recursive: true, force: true }));

let root: string;
let stateFolder: string;
let systemFolder: string;
let holders: ChildProcess[];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'guazheng-test-embedded-'));
  await chmod(root, 0o755);
  stateFolder = join(root, 'state');
  systemFolder = join(root, 'system');
  holders = [];
});
afterEach(async () => {
  for (const holder of holders) holder.kill('SIGKILL');
  for (const pid of await serversUnder(root)) process.kill(pid, 'SIGQUIT');
  await expect.poll(() => serversUnder(root)).toEqual([]);
  await rm(root, { recursive: true, force: true });
});

/** For tests that are not about the first start: the state folder as an earlier command left it. */
async function startedBefore(): Promise<void> {
  // With the owners, as no copy of Node's has them.
  execFileSync('cp', ['-a', made, stateFolder]);
  await writeFile(join(stateFolder, 'postgres-folder'), `${join(stateFolder, 'postgres')}\n`);
}

const provide = (options: Partial<Parameters<typeof provideDatabase>[0]> = {}) =>
  provideDatabase({ stateFolder, systemFolder, durable: false, ...options });

/** Process ids of the PostgreSQL servers, not of their children, whose data lies under a folder. */
async function serversUnder(folder: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found: number[] = [];
  for (const pid of pids) {
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
    if (words[0]?.endsWith('/postgres') && words.some((word) => word.startsWith(`${folder}/`))) found.push(Number(pid));
  }
  return found;
}

/** Another command that uses the database, in a process group of its own. */
async function startHolder(): Promise<{ child: ChildProcess; provided: ProvidedDatabase; end(): Promise<void> }> {
  const program = fileURLToPath(new URL('programs/hold-database.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program, stateFolder, systemFolder], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  holders.push(child);
  const [line] = await once(createInterface(child.stdout), 'line');
  return {
    child,
    provided: JSON.parse(line),
    end: async () => {
      const exit = once(child, 'exit');
      child.stdin.end();
      expect(await exit).toEqual([0, null]);
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const client = await connectClient(url);
  const { rows } = await client.query('SELECT 1 AS one');
  await client.end();
  return rows[0]?.one === 1;
}

describe('the embedded database', () => {
  test('is made at the first start, keeps its rows, and stops with its only user', async () => {
    const first = await provide();
    expect(first).toMatchObject({ kind: 'started', folder: join(stateFolder, 'postgres') });
    const client = await connectClient(first.url);
    await client.query('CREATE TABLE kept AS SELECT 42 AS value');
    await client.end();
    expect(await serversUnder(root)).toHaveLength(1);
    await first.release();
    expect(await serversUnder(root)).toEqual([]);

    const second = await provide();
    expect(second.kind).toBe('started');
    const again = await connectClient(second.url);
    expect((await again.query('SELECT value FROM kept')).rows).toEqual([{ value: 42 }]);
    await again.end();
    await second.release();
    await second.release();
    expect(await serversUnder(root)).toEqual([]);
  });

  test('listens on loopback alone, by password, and keeps the password from other users', async () => {
    const database = await provide();
    const url = new URL(database.url);
    expect(url.hostname).toBe('127.0.0.1');
    expect(url.password).toHaveLength(48);
    expect((await stat(join(stateFolder, 'postgres-password'))).mode & 0o777).toBe(0o600);
    url.password = 'wrong';
    await expect(connectClient(url.href)).rejects.toThrow('password is wrong');
    const client = await connectClient(database.url);
    const { rows } = await client.query(
      `SELECT current_setting('listen_addresses') AS addresses, current_setting('unix_socket_directories') AS sockets`,
    );
    expect(rows).toEqual([{ addresses: '127.0.0.1', sockets: '' }]);
    await client.end();
    await database.release();
  });

  test('a second command attaches, and the server runs until the last of them ends', async () => {
    await startedBefore();
    const first = await startHolder();
    const second = await provide();
    expect(first.provided.kind).toBe('started');
    expect(second).toMatchObject({ kind: 'attached', url: first.provided.url });
    await first.end();
    expect(await answers(second.url)).toBe(true);
    expect(await serversUnder(root)).toHaveLength(1);
    await second.release();
    expect(await serversUnder(root)).toEqual([]);
  });

  test('commands that start at the same moment share one server', async () => {
    const all = await Promise.all([startHolder(), startHolder(), provide(), provide()]);
    const provided = all.map((one) => ('provided' in one ? one.provided : one));
    expect(provided.filter(({ kind }) => kind === 'started')).toHaveLength(1);
    expect(provided.filter(({ kind }) => kind === 'attached')).toHaveLength(3);
    expect(new Set(provided.map(({ url }) => url)).size).toBe(1);
    expect(await serversUnder(root)).toHaveLength(1);
    await Promise.all(all.map((one) => ('end' in one ? one.end() : one.release())));
    expect(await serversUnder(root)).toEqual([]);
  });

  test('no command loses its server to another that ends meanwhile', async () => {
    await startedBefore();
    for (let round = 0; round < (isLong ? 5 : 3); round += 1) {
      const leaving = await provide();
      const [coming] = await Promise.all([provide(), leaving.release()]);
      expect(await answers(coming.url)).toBe(true);
      await coming.release();
    }
    expect(await serversUnder(root)).toEqual([]);
  });

  test('Ctrl-C in a terminal does not reach it', async () => {
    await startedBefore();
    const holder = await startHolder();
    const exit = once(holder.child, 'exit');
    process.kill(-(holder.child.pid ?? 0), 'SIGINT');
    await exit;
    expect(await answers(holder.provided.url)).toBe(true);
  });

  test('a command that was killed leaves the server; the next adopts it, and stops it in the end', async () => {
    await startedBefore();
    const killed = await startHolder();
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');
    const left = await serversUnder(root);
    expect(left).toHaveLength(1);

    const next = await provide();
    expect(next).toMatchObject({ kind: 'adopted', url: killed.provided.url });
    expect(await serversUnder(root)).toEqual(left);
    await next.release();
    expect(await serversUnder(root)).toEqual([]);
    expect(await readdir(join(stateFolder, 'attached'))).toEqual([]);
  });

  test('commands killed at any moment of the first start do not spoil the next one', async () => {
    for (const milliseconds of isLong ? [500, 700, 900, 1100] : [700, 1000]) {
      const program = fileURLToPath(new URL('programs/hold-database.ts', import.meta.url));
      const child = spawn(process.execPath, ['--import', 'tsx', program, stateFolder, systemFolder], { stdio: 'pipe' });
      holders.push(child);
      // Listened to from the start: one that ended by itself would never close again.
      const closed = once(child, 'close');
      const complaint = text(child.stderr);
      await delay(milliseconds);
      child.kill('SIGKILL');
      await closed;
      // It was killed, or it got as far as providing the database; it did not fail.
      expect(await complaint).toBe('');
    }
    const database = await provide();
    expect(await answers(database.url)).toBe(true);
    expect(await serversUnder(root)).toHaveLength(1);
    expect((await readdir(stateFolder)).filter((name) => name.includes('unfinished'))).toEqual([]);
    await database.release();
    expect(await serversUnder(root)).toEqual([]);
  });

  test('a server that was killed with SIGKILL is started again, with what was committed', async () => {
    await startedBefore();
    const first = await provide({ durable: true });
    const client = await connectClient(first.url);
    await client.query('CREATE TABLE kept AS SELECT 1');
    const [pid = 0] = await serversUnder(root);
    process.kill(pid, 'SIGKILL');
    const second = await provide();
    expect(second.kind).toBe('started');
    const again = await connectClient(second.url);
    expect((await again.query('SELECT count(*)::int AS count FROM kept')).rows).toEqual([{ count: 1 }]);
    await again.end();
    await Promise.all([first.release(), second.release()]);
  });

  test('a pid file left over is no obstacle, whether its number is free or belongs to another program by now', async () => {
    await startedBefore();
    const first = await provide();
    await first.release();
    const folder = first.folder ?? '';
    const { uid, gid } = await stat(folder);
    // Of the same user: PostgreSQL itself would take it for a server.
    const bystander = spawn('sleep', ['600'], { stdio: 'ignore', uid, gid });
    holders.push(bystander);
    for (const pid of [2 ** 22 - 1, bystander.pid]) {
      const file = join(folder, 'postmaster.pid');
      await writeFile(file, `${pid}\n${folder}\n1700000000\n5432\n\n127.0.0.1\n  0 0\nready   \n`);
      await chown(file, uid, gid);
      const next = await provide();
      expect(next.kind).toBe('started');
      await next.release();
    }
    expect(bystander.exitCode).toBeNull();
  });

  test('a presence whose number now belongs to another process does not keep the server running', async () => {
    await startedBefore();
    const database = await provide();
    await writeFile(join(stateFolder, 'attached', '1-recycled'), '99999999999');
    await database.release();
    expect(await serversUnder(root)).toEqual([]);
  });

  test('a folder that is gone is missed, not silently replaced by an empty database', async () => {
    await startedBefore();
    const first = await provide();
    await first.release();
    await rm(first.folder ?? '', { recursive: true });
    const error: unknown = await provide().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code: 'data_folder_missing', message: expect.stringContaining('postgres-folder') });
  });
});

describe.skipIf(process.getuid?.() !== 0)('the embedded database of root (needs root)', () => {
  test('lies elsewhere when only root can enter the state folder, says where, and is found again', async () => {
    await mkdir(stateFolder, { mode: 0o700 });
    const notices: string[] = [];
    const first = await provide({ onNotice: (sentence) => notices.push(sentence) });
    expect(dirname(first.folder ?? '')).toBe(systemFolder);
    expect(notices).toEqual([expect.stringContaining(first.folder ?? '')]);
    expect(notices[0]).toContain(stateFolder);
    expect(await readFile(join(stateFolder, 'postgres-folder'), 'utf8')).toBe(`${first.folder}\n`);
    const second = await startHolder();
    expect(second.provided).toMatchObject({ kind: 'attached', folder: first.folder });
    await first.release();
    await second.end();
    // Opened later, it stays where it is.
    await chmod(stateFolder, 0o755);
    const third = await provide();
    expect(third.folder).toBe(first.folder);
    await third.release();
    expect(await serversUnder(root)).toEqual([]);
  });

  test('runs a copy of the programs when only root can enter the checkout', async () => {
    const installed = await findPostgresBinaries();
    const checkout = join(root, 'checkout');
    await mkdir(checkout, { mode: 0o700 });
    await symlink(installed.folder, join(checkout, 'native'));
    const binaries = { ...installed, folder: join(checkout, 'native') };
    const database = await provide({ stateFolder: join(checkout, '.guazheng'), binaries });
    expect(await answers(database.url)).toBe(true);
    const [pid = 0] = await serversUnder(root);
    expect(await readFile(`/proc/${pid}/cmdline`, 'utf8')).toContain(`${systemFolder}/postgresql-${installed.version}`);
    await database.release();
  });

  test('never runs as root', async () => {
    await startedBefore();
    const database = await provide();
    const [pid = 0] = await serversUnder(root);
    expect(await readFile(`/proc/${pid}/status`, 'utf8')).not.toMatch(/^Uid:\s+0\s/m);
    await database.release();
  });

  test('a closed folder with a database in it is named, not passed over', async () => {
    await startedBefore();
    const first = await provide();
    await first.release();
    await chmod(stateFolder, 0o700);
    const error: unknown = await provide().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({
      code: 'data_folder_closed',
      message: expect.stringContaining(`chmod o+x ${stateFolder}`),
    });
  });

  test('a state folder that was deleted leaves its data aside, untouched, and begins anew', async () => {
    await mkdir(stateFolder, { mode: 0o700 });
    const first = await provide();
    await first.release();
    await rm(stateFolder, { recursive: true });
    await mkdir(stateFolder, { mode: 0o700 });
    const notices: string[] = [];
    const second = await provide({ onNotice: (sentence) => notices.push(sentence) });
    expect(notices[0]).toMatch(/kept as .*aside/);
    expect((await readdir(systemFolder)).filter((name) => name.includes('.aside-'))).toHaveLength(1);
    await second.release();
  });

  test('a full disk is one sentence', async ({ skip }) => {
    await mkdir(stateFolder);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=10m', 'tmpfs', stateFolder], { stdio: 'ignore' });
    } catch {
      skip('this machine does not let the tests mount a tmpfs');
    }
    try {
      const error: unknown = await provide().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'disk_full', message: expect.stringContaining(stateFolder) });
      expect((await readdir(stateFolder)).filter((name) => name.includes('unfinished'))).toEqual([]);
    } finally {
      execFileSync('umount', [stateFolder]);
    }
  });
});
