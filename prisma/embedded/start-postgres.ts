import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rename, rm, statfs } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FatalError } from '../../contracts/errors.js';
import type { PostgresBinaries } from './binaries.js';
import { type Postmaster, readPostmaster } from './postmaster-pid.js';
import { startTimeOf } from './process-identity.js';
import type { SystemUser } from './system-user.js';

/** Nothing of ours: PGPORT, PGOPTIONS, LC_ALL and their like would change what the server does. */
export const cleanEnvironment = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C.UTF-8' };

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  // A failing statement or its row must not carry personal data into the log.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};

/** For tests alone: a power cut would destroy the cluster. */
const volatileSettings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** Recovery after a crash replays the write-ahead log first. */
const readyWithinMilliseconds = 120_000;
const stoppedWithinMilliseconds = 60_000;
const pollMilliseconds = 20;

export interface ServerOptions {
  binaries: PostgresBinaries;
  dataFolder: string;
  user: SystemUser;
  /** Where the server writes its log; the previous one is kept as `.1`. */
  logFile: string;
  durable: boolean;
}

/**
 * The running server of a data folder: the one that runs already, or a new one. The server is a session of its own,
 * so that Ctrl-C in a terminal and the end of this process do not reach it.
 *
 * @throws FatalError `postgres_failed` with the last line of its log
 */
export async function ensureServer(options: ServerOptions): Promise<{ postmaster: Postmaster; started: boolean }> {
  let complaint = '';
  // A port that another program took in between, or a predecessor's shared memory that is about to go: try again.
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const running = await untilSettled(options.dataFolder);
    if (running !== undefined) return { postmaster: running, started: false };
    // Left over from a dead server. PostgreSQL would refuse to start if its number now belongs to another process.
    await rm(join(options.dataFolder, 'postmaster.pid'), { force: true });
    await rename(options.logFile, `${options.logFile}.1`).catch(() => undefined);
    const postmaster = await startServer(options);
    if (postmaster !== undefined) return { postmaster, started: true };
    complaint = await lastComplaint(options.logFile);
    if (!/Address already in use|shared memory block|already exists|starting up/.test(complaint)) break;
    await delay(500);
  }
  if ((await statfs(options.dataFolder)).bavail === 0) {
    throw new FatalError('disk_full', `The disk of ${options.dataFolder} is full; PostgreSQL cannot start.`);
  }
  throw new FatalError('postgres_failed', `PostgreSQL did not start (${complaint}); its log is ${options.logFile}.`);
}

/** Ends a server in order: open transactions are rolled back, the data is written, and the process is waited for. */
export async function stopServer({ pid, startTime }: Postmaster): Promise<void> {
  // SIGINT is PostgreSQL's "fast shutdown".
  process.kill(pid, 'SIGINT');
  const deadline = Date.now() + stoppedWithinMilliseconds;
  while ((await startTimeOf(pid)) === startTime) {
    if (Date.now() > deadline) {
      throw new FatalError(
        'postgres_failed',
        `PostgreSQL (process ${pid}) did not stop within a minute; look at its log.`,
      );
    }
    await delay(pollMilliseconds);
  }
}

/** A server that is ready, after waiting for one that starts or stops; undefined when none runs. */
async function untilSettled(dataFolder: string): Promise<Postmaster | undefined> {
  const deadline = Date.now() + readyWithinMilliseconds;
  for (;;) {
    const postmaster = await readPostmaster(dataFolder);
    if (postmaster === undefined || postmaster.state === 'ready') return postmaster;
    if (Date.now() > deadline) {
      throw new FatalError(
        'postgres_failed',
        `PostgreSQL (process ${postmaster.pid}) is ${postmaster.state} and does not become ready.`,
      );
    }
    await delay(pollMilliseconds);
  }
}

/** Undefined when it exits before it is ready; its log says why. */
async function startServer(options: ServerOptions): Promise<Postmaster | undefined> {
  const { binaries, dataFolder, user, logFile, durable } = options;
  const flags = Object.entries({ ...settings, ...(durable ? {} : volatileSettings) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const log = await open(logFile, 'a', 0o600);
  try {
    const child = spawn(
      join(binaries.folder, 'bin', 'postgres'),
      ['-D', dataFolder, '-p', String(await freePort()), ...flags],
      {
        cwd: '/',
        env: cleanEnvironment,
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
        ...(process.getuid?.() === 0 ? { uid: user.uid, gid: user.gid } : {}),
      },
    );
    let gone = false;
    child.on('exit', () => {
      gone = true;
    });
    await once(child, 'spawn');
    child.unref();
    const deadline = Date.now() + readyWithinMilliseconds;
    while (!gone && Date.now() < deadline) {
      const postmaster = await readPostmaster(dataFolder);
      if (postmaster?.pid === child.pid && postmaster?.state === 'ready') return postmaster;
      await delay(pollMilliseconds);
    }
    return undefined;
  } finally {
    await log.close();
  }
}

/** PostgreSQL cannot be told to take any port, so one is found first and tried. */
async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}

async function lastComplaint(logFile: string): Promise<string> {
  const lines = (await readFile(logFile, 'utf8')).split('\n');
  return (
    lines.filter((line) => /FATAL|PANIC|could not bind|LOG: {2}could not/.test(line)).join(' ') || 'without a word'
  );
}
