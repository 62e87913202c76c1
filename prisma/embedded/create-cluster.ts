import { spawn } from 'node:child_process';
import { chown, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { FatalError } from '../../contracts/errors.js';
import type { PostgresBinaries } from './binaries.js';
import { unfinishedPrefix } from './choose-data-folder.js';
import { cleanEnvironment } from './start-postgres.js';
import type { SystemUser } from './system-user.js';

/** The one role of the cluster, and the name of its database. */
export const clusterRole = 'guazheng';

/**
 * UTF-8 whatever LANG says; ICU's Chinese order for sorting; and a character type that knows Chinese letters,
 * without which pg_trgm finds no trigram in them.
 */
const localeFlags = [
  '--encoding=UTF8',
  '--locale-provider=icu',
  '--icu-locale=zh',
  '--locale=C.UTF-8',
  '--lc-messages=C',
];

/**
 * Creates a cluster in `path` by initdb: in a folder beside it that is renamed when it is whole, so that a killed
 * creation is seen as none.
 *
 * @param beforeRename what must be on disk before the cluster can be found
 * @throws FatalError `disk_full`, `initdb_failed`
 */
export async function createCluster(
  binaries: PostgresBinaries,
  path: string,
  user: SystemUser,
  password: string,
  beforeRename: () => Promise<void>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = await mkdtemp(unfinishedPrefix(path));
  try {
    const data = join(unfinished, 'data');
    const passwordFile = join(unfinished, 'password');
    await mkdir(data, { mode: 0o700 });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (process.getuid?.() === 0) {
      for (const owned of [unfinished, data, passwordFile]) await chown(owned, user.uid, user.gid);
    }
    await runInitdb(binaries, data, passwordFile, user);
    await beforeRename();
    await rename(data, path);
  } catch (error) {
    throw diskFull(error, path) ?? error;
  } finally {
    await rm(unfinished, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

async function runInitdb(binaries: PostgresBinaries, data: string, passwordFile: string, user: SystemUser) {
  const child = spawn(
    join(binaries.folder, 'bin', 'initdb'),
    [
      `--pgdata=${data}`,
      `--username=${clusterRole}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      ...localeFlags,
    ],
    {
      cwd: '/',
      env: cleanEnvironment,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(process.getuid?.() === 0 ? { uid: user.uid, gid: user.gid } : {}),
    },
  );
  const exit = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  const [code, stderr] = await Promise.all([exit, text(child.stderr)]);
  if (code === 0) return;
  throw new FatalError('initdb_failed', `PostgreSQL could not create its data folder: ${lastComplaint(stderr)}`);
}

/** initdb reports the cause as an `error:`, `FATAL:` or `PANIC:` line, then what it cleaned up. */
function lastComplaint(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return lines.findLast((line) => /error:|FATAL:|PANIC:/.test(line)) ?? lines.at(-1) ?? 'initdb said nothing';
}

function diskFull(error: unknown, path: string): FatalError | undefined {
  if (!(error instanceof Error) || !/No space left on device|ENOSPC|Disk quota exceeded|EDQUOT/.test(error.message)) {
    return undefined;
  }
  return new FatalError(
    'disk_full',
    `The disk of ${dirname(path)} is full; PostgreSQL needs about 60 MB to begin with.`,
    {
      cause: error,
    },
  );
}
