import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError, messageOf, systemCodeOf } from '../../contracts/errors.js';
import { canEnter, closedFolder, postgresUser, type SystemUser } from './system-user.js';

export interface DataFolder {
  path: string;
  /** False until a cluster was created in it. */
  exists: boolean;
  user: SystemUser;
}

/** Where the choice is written down, so that the next command finds it whatever the permissions then are. */
const pointerFile = (stateFolder: string) => join(stateFolder, 'postgres-folder');

/**
 * Where the cluster lies, or will lie: `postgres` in the state folder; or, when this is root and the user that
 * PostgreSQL runs as cannot enter the state folder, a folder of that name's hash in `systemFolder`.
 *
 * @param stateFolder its real path
 * @param onNotice hears in one sentence when another folder than the state folder is chosen
 * @throws InputError `data_folder_missing`, `data_folder_closed`, `no_postgres_user`
 */
export async function chooseDataFolder(
  stateFolder: string,
  systemFolder: string,
  onNotice: (sentence: string) => void,
): Promise<DataFolder> {
  const noted = await readPointer(stateFolder);
  const usual = join(stateFolder, 'postgres');
  if (noted !== undefined || (await isCluster(usual))) return openExisting(stateFolder, noted ?? usual);

  const user = await postgresUser(usual);
  const closed = await closedFolder(user, stateFolder);
  if (closed === undefined) return { path: usual, exists: false, user };

  const path = join(systemFolder, createHash('sha256').update(stateFolder).digest('hex').slice(0, 12));
  await makeSystemFolder(systemFolder);
  if (!(await canEnter(user, systemFolder))) {
    throw new InputError(
      'data_folder_closed',
      `PostgreSQL runs as ${user.name} and can enter neither ${closed} nor ${systemFolder}; open one with \`chmod o+x\`, or set DATABASE_URL.`,
    );
  }
  if (await isCluster(path)) await setAside(path, onNotice);
  onNotice(
    `PostgreSQL runs as the user ${user.name}, which cannot enter ${closed}; its data lies in ${path} (noted in ${pointerFile(stateFolder)}).`,
  );
  return { path, exists: false, user };
}

/**
 * Makes the folder outside the state folder, whatever the umask says, and refuses one that another user put there to
 * read what is written into it.
 *
 * @throws InputError `data_folder_closed`
 */
export async function makeSystemFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    const { uid } = await lstat(folder);
    if (uid !== process.getuid?.()) throw new Error('it belongs to another user');
    await chmod(folder, 0o755);
  } catch (error) {
    throw new InputError(
      'data_folder_closed',
      `PostgreSQL's user cannot enter the state folder, and ${folder} cannot be used instead (${messageOf(error)}); open the state folder with \`chmod o+x\`, or set DATABASE_URL.`,
      { cause: error },
    );
  }
}

/** Written before the cluster appears under its final name: a cluster never exists without being found again. */
export async function noteDataFolder(stateFolder: string, path: string): Promise<void> {
  await writeFile(pointerFile(stateFolder), `${path}\n`);
}

/** A cluster being created stands beside its final place under a name that begins with this. */
export const unfinishedPrefix = (path: string) => `${path}.unfinished-`;

/** Removes what a killed creation left behind and says whether there was any. */
export async function sweepUnfinished(path: string): Promise<boolean> {
  const names = await readdir(dirname(path)).catch(() => []);
  const left = names
    .map((name) => join(dirname(path), name))
    .filter((other) => other.startsWith(unfinishedPrefix(path)));
  // initdb may outlive its killed command by a moment and go on writing: what it adds while a folder is emptied is taken in the next try.
  for (const folder of left) await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  return left.length > 0;
}

async function openExisting(stateFolder: string, path: string): Promise<DataFolder> {
  const user = await postgresUser(path);
  const closed = await closedFolder(user, dirname(path));
  if (closed !== undefined) {
    throw new InputError(
      'data_folder_closed',
      `PostgreSQL runs as ${user.name} and cannot enter ${closed} on the way to its data in ${path}; open it with \`chmod o+x ${closed}\`, or move the data and write its new place into ${pointerFile(stateFolder)}.`,
    );
  }
  if (await isCluster(path)) return { path, exists: true, user };
  if (await sweepUnfinished(path)) return { path, exists: false, user };
  throw new InputError(
    'data_folder_missing',
    `The database folder ${path} is missing; put it back, or delete ${pointerFile(stateFolder)} to begin with an empty database.`,
  );
}

async function readPointer(stateFolder: string): Promise<string | undefined> {
  try {
    return (await readFile(pointerFile(stateFolder), 'utf8')).trim();
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The cluster is renamed into place when it is whole, so a folder of that name is one. */
async function isCluster(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** A cluster whose state folder was deleted, and with it the password. It is kept: it may be somebody's only record. */
async function setAside(path: string, onNotice: (sentence: string) => void): Promise<void> {
  const aside = `${path}.aside-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`;
  await rename(path, aside);
  onNotice(`${path} held a database whose state folder is gone; it was kept as ${aside}.`);
}
