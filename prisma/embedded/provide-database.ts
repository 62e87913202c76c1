import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, realpath, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FatalError, InputError, messageOf, systemCodeOf } from '../../contracts/errors.js';
import { connectClient } from '../connect-client.js';
import { findPostgresBinaries, type PostgresBinaries, reachableBinaries } from './binaries.js';
import { chooseDataFolder, type DataFolder, noteDataFolder, sweepUnfinished } from './choose-data-folder.js';
import { clusterRole, createCluster } from './create-cluster.js';
import { withFolderLock } from './folder-lock.js';
import { readPostmaster } from './postmaster-pid.js';
import { announcePresence, countPresent } from './presence.js';
import { ensureServer, stopServer } from './start-postgres.js';

export interface DatabaseOptions {
  /** `.guazheng`: holds the data, the server's log and password, and who is attached. Created when missing. */
  stateFolder: string;
  /** A PostgreSQL server of somebody else's; without it the embedded one is used. */
  databaseUrl?: string;
  /** Hears in one sentence what an administrator should know, such as another data folder. */
  onNotice?: (sentence: string) => void;
  /** False switches fsync off, for tests whose data may go. */
  durable?: boolean;
  /** Where data and programs go when PostgreSQL's user cannot reach ours. */
  systemFolder?: string;
  /** PostgreSQL's programs, when not those that npm installed. */
  binaries?: PostgresBinaries;
}

export interface ProvidedDatabase {
  /** With the password: not for a log. */
  url: string;
  /**
   * `external`: DATABASE_URL. `started`: by this call. `attached`: another living command uses it.
   * `adopted`: it ran, but whoever used it is dead.
   */
  kind: 'external' | 'started' | 'attached' | 'adopted';
  /** Of the embedded server's data. */
  folder?: string;
  /** Call it last, once. The last of those who use the embedded server stops it. */
  release(): Promise<void>;
}

/** Outside of home folders and checkouts, so that any user can enter it. */
const defaultSystemFolder = '/var/lib/guazheng-watch';

/**
 * A database that can be connected to. Commands that start or end at the same moment take turns under a lock on the
 * state folder, in which each says that it is there before the lock is let go: nobody's server is stopped under them.
 * A killed command leaves the server running; the next one takes it over and stops it in the end.
 *
 * @throws InputError when DATABASE_URL is unusable, or files or users that the embedded server needs are missing
 * @throws FatalError `disk_full`, `initdb_failed`, `postgres_failed`
 */
export async function provideDatabase(options: DatabaseOptions): Promise<ProvidedDatabase> {
  if (options.databaseUrl !== undefined) {
    await checkExternal(options.databaseUrl);
    return { url: options.databaseUrl, kind: 'external', release: () => Promise.resolve() };
  }
  if (process.platform !== 'linux') {
    throw new InputError(
      'embedded_unsupported',
      'The embedded database runs on Linux alone; set DATABASE_URL to a PostgreSQL server.',
    );
  }
  await mkdir(options.stateFolder, { recursive: true });
  const stateFolder = await realpath(options.stateFolder);
  return withFolderLock(stateFolder, () => attach(stateFolder, options));
}

async function attach(stateFolder: string, options: DatabaseOptions): Promise<ProvidedDatabase> {
  const { onNotice = () => undefined, systemFolder = defaultSystemFolder } = options;
  const data = await chooseDataFolder(stateFolder, systemFolder, onNotice);
  const password = await readOrMakePassword(stateFolder, data.exists);
  const others = await countPresent(stateFolder);
  const leave = await announcePresence(stateFolder);
  const release = async () => {
    await leave();
    if ((await countPresent(stateFolder)) === 0) await stopIfRunning(data.path);
  };
  const connect = async (folder: DataFolder) => {
    const { postmaster, started } = await runServer(stateFolder, folder, password, options);
    const url = `postgresql://${clusterRole}:${password}@127.0.0.1:${postmaster.port}/${clusterRole}`;
    await createDatabase(url);
    return { url, started };
  };

  try {
    const { url, started } = await connect(data).catch(async (error: unknown) => {
      if (!(error instanceof InputError) || error.code !== 'database_unreachable') throw error;
      // A server that was dying when its pid file was read; by now it is gone, and a new one can be started.
      await delay(500);
      return connect({ ...data, exists: true });
    });
    let released: Promise<void> | undefined;
    return {
      url,
      kind: started ? 'started' : others > 0 ? 'attached' : 'adopted',
      folder: data.path,
      release: () => {
        released ??= withFolderLock(stateFolder, release);
        return released;
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** The server of a data folder, which is created when it does not exist. */
async function runServer(stateFolder: string, data: DataFolder, password: string, options: DatabaseOptions) {
  const running = data.exists ? await readPostmaster(data.path) : undefined;
  if (running?.state === 'ready') return { postmaster: running, started: false };

  const { durable = true, systemFolder = defaultSystemFolder } = options;
  const installed = options.binaries ?? (await findPostgresBinaries());
  const binaries = await reachableBinaries(installed, data.user, systemFolder);
  if (!data.exists) {
    await sweepUnfinished(data.path);
    await createCluster(binaries, data.path, data.user, password, () => noteDataFolder(stateFolder, data.path));
  }
  const logFile = join(stateFolder, 'postgres.log');
  return ensureServer({ binaries, dataFolder: data.path, user: data.user, logFile, durable });
}

async function stopIfRunning(dataFolder: string): Promise<void> {
  const postmaster = await readPostmaster(dataFolder);
  if (postmaster !== undefined) await stopServer(postmaster);
}

/** On disk before initdb, so that no cluster exists whose password is unknown. */
async function readOrMakePassword(stateFolder: string, clusterExists: boolean): Promise<string> {
  const file = join(stateFolder, 'postgres-password');
  const known = await readFile(file, 'utf8').catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw new InputError(
      'password_unreadable',
      `${file} cannot be read (${messageOf(error)}); start as the user who owns it.`,
      { cause: error },
    );
  });
  if (known !== undefined) return known.trim();
  if (clusterExists) {
    throw new InputError('password_missing', `${file} is missing, but the database exists; put it back from a backup.`);
  }
  const password = randomBytes(24).toString('hex');
  const unfinished = await open(`${file}.new`, 'w', 0o600);
  try {
    await unfinished.writeFile(`${password}\n`);
    await unfinished.sync();
  } finally {
    await unfinished.close();
  }
  await rename(`${file}.new`, file);
  return password;
}

/** The cluster begins with PostgreSQL's own databases only; ours is made by the first who misses it. */
async function createDatabase(url: string): Promise<void> {
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  const client = await connectClient(maintenance.href);
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [clusterRole]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(clusterRole)}`);
  } catch (error) {
    throw new FatalError('postgres_failed', `The embedded database could not be created: ${messageOf(error)}.`, {
      cause: error,
    });
  } finally {
    await client.end();
  }
}

async function checkExternal(url: string): Promise<void> {
  const client = await connectClient(url);
  try {
    const { rows } = await client.query<{ server_encoding: string }>('SHOW server_encoding');
    if (rows[0]?.server_encoding !== 'UTF8') {
      throw new InputError(
        'database_encoding',
        `The database of DATABASE_URL stores ${rows[0]?.server_encoding}, which cannot hold Chinese text; create it with ENCODING 'UTF8'.`,
      );
    }
  } finally {
    await client.end();
  }
}
