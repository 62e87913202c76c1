import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { systemCodeOf } from '../../contracts/errors.js';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity.js';

/** The folders of one browser. It writes nowhere else, so that nothing of it is left when they are removed. */
export interface BrowserHome {
  /** Names the browser and its owner: `pid-startTime-random`. */
  name: string;
  /** Chromium's user data. */
  profile: string;
  /** Playwright's downloads. */
  artifacts: string;
  /** What Chromium takes for the system's temporary folder. */
  temporary: string;
  remove(): Promise<void>;
}

/**
 * Chromium puts a socket at `org.chromium.Chromium.XXXXXX/SingletonSocket` below its temporary folder, and a socket's path has at most
 * 107 bytes (unix(7)); where a state folder is too deep for that, a folder of the same name in the system's takes its place.
 */
const longestTemporary = 107 - '/org.chromium.Chromium.XXXXXX/SingletonSocket'.length;

/** Makes the folders for a browser that this process is about to start. */
export async function makeBrowserHome(stateFolder: string): Promise<BrowserHome> {
  const { pid, startTime } = await identityOf(process.pid);
  const name = `${pid}-${startTime}-${randomBytes(6).toString('hex')}`;
  const folder = join(homesOf(stateFolder), name);
  const [profile, artifacts, temporary] = [
    join(folder, 'profile'),
    join(folder, 'artifacts'),
    temporaryOf(folder, name),
  ];
  for (const each of [profile, artifacts, temporary]) await mkdir(each, { recursive: true, mode: 0o700 });
  return { name, profile, artifacts, temporary, remove: () => removeHome(folder, name) };
}

/** Removes what browsers of processes that are gone have left in this state folder. Stop those browsers first. */
export async function removeOrphanedHomes(stateFolder: string): Promise<void> {
  const homes = homesOf(stateFolder);
  const names = await readdir(homes).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw error;
  });
  for (const name of names) {
    if (!(await isRunning(ownerOf(name)))) await removeHome(join(homes, name), name);
  }
}

/** The process whose browser has this name. */
export function ownerOf(name: string): ProcessIdentity {
  const [pid = '', startTime = ''] = name.split('-');
  return { pid: Number(pid), startTime };
}

/** Process ids mean something on one machine, and a state folder may be shared by several. */
function homesOf(stateFolder: string): string {
  return resolve(stateFolder, 'browsers', hostname());
}

function temporaryOf(folder: string, name: string): string {
  const own = join(folder, 'tmp');
  return Buffer.byteLength(own) <= longestTemporary ? own : fallbackOf(name);
}

/** As short as it can be: the system's temporary folder may be deep itself. */
function fallbackOf(name: string): string {
  return join(tmpdir(), `gz-${name.split('-').at(-1)}`);
}

async function removeHome(folder: string, name: string): Promise<void> {
  // A browser that has just been killed may still be writing.
  const options = { recursive: true, force: true, maxRetries: 10 };
  await rm(fallbackOf(name), options);
  await rm(folder, options);
}
