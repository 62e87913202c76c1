import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { systemCodeOf } from '../../contracts/errors.js';
import { ownerOf, removeOrphanedHomes } from './browser-home.js';
import { isRunning, readProcess } from './process-identity.js';

/**
 * A browser normally ends with its parent, whose pipe it holds. One that hangs does not; so each carries a mark on its command
 * line that says whose it is: a switch that Chromium does not know and ignores. The mark is the record, there is no file to go stale.
 */
const markSwitch = '--guazheng-browser=';

/** The mark of a browser with the home of this name. */
export function markOf(name: string, stateFolder: string): string {
  return `${markSwitch}${name}:${resolve(stateFolder)}`;
}

/**
 * Stops the browsers of this state folder whose owner is gone (killed with `kill -9`), and removes what they and those that ended by
 * themselves have left on the disk. Call it at the start of a process. Needs /proc; elsewhere nothing is found.
 * @returns how many were stopped
 */
export async function stopLeftoverBrowsers(stateFolder: string): Promise<number> {
  const folder = resolve(stateFolder);
  let stopped = 0;
  for (const { pid, name, stateFolder: theirs } of await markedProcesses()) {
    if (theirs !== folder || (await isRunning(ownerOf(name)))) continue;
    killGroup(pid);
    stopped += 1;
  }
  await removeOrphanedHomes(stateFolder);
  return stopped;
}

/** Kills the browser with exactly this mark: for one that answers no longer. */
export async function killMarkedBrowser(mark: string): Promise<void> {
  for (const { pid, name, stateFolder } of await markedProcesses()) {
    if (markOf(name, stateFolder) === mark) killGroup(pid);
  }
}

interface MarkedProcess {
  pid: number;
  name: string;
  stateFolder: string;
}

async function markedProcesses(): Promise<MarkedProcess[]> {
  const entries = await readdir('/proc').catch(() => []);
  const pids = entries.filter((name) => /^\d+$/.test(name)).map(Number);
  const processes = await Promise.all(
    pids.map(async (pid) => {
      const commandLine = (await readProcess(pid, 'cmdline')).split('\0');
      const mark = commandLine.find((argument) => argument.startsWith(markSwitch));
      if (mark === undefined) return [];
      const [name = '', ...folder] = mark.slice(markSwitch.length).split(':');
      return [{ pid, name, stateFolder: folder.join(':') }];
    }),
  );
  return processes.flat();
}

/** Playwright makes each browser the leader of its process group. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (systemCodeOf(error) !== 'ESRCH') throw error;
  }
}
