import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, resolve } from 'node:path';
import { systemCodeOf } from '../../contracts/errors.js';

/**
 * A browser normally ends with its parent, whose pipe it holds. One that hangs does not; so each carries a mark on its command
 * line that says whose it is: a switch that Chromium does not know and ignores. The mark is the record, there is no file to go stale.
 */
const markSwitch = '--guazheng-browser=';

/** The mark of a browser that this process is about to start. */
export async function markBrowser(stateFolder: string): Promise<string> {
  const owner = `${process.pid}:${await startTimeOf(process.pid)}`;
  return `${markSwitch}${owner}:${randomBytes(6).toString('hex')}:${resolve(stateFolder)}`;
}

/**
 * Stops the browsers of this state folder whose owner is gone (killed with `kill -9`), and removes their profiles. Call it at the
 * start of a process. Needs /proc; elsewhere nothing is found.
 * @returns how many were stopped
 */
export async function stopLeftoverBrowsers(stateFolder: string): Promise<number> {
  const folder = resolve(stateFolder);
  let stopped = 0;
  for (const { pid, commandLine } of await markedProcesses()) {
    const owner = ownerOf(commandLine, folder);
    if (!owner || (await startTimeOf(owner.pid)) === owner.startTime) continue;
    killGroup(pid);
    stopped += 1;
    await removeProfile(commandLine);
  }
  return stopped;
}

/** Kills the browser with exactly this mark: for one that answers no longer. */
export async function killMarkedBrowser(mark: string): Promise<void> {
  for (const { pid, commandLine } of await markedProcesses()) {
    if (!commandLine.includes(mark)) continue;
    killGroup(pid);
    await removeProfile(commandLine);
  }
}

interface MarkedProcess {
  pid: number;
  commandLine: string[];
}

async function markedProcesses(): Promise<MarkedProcess[]> {
  const entries = await readdir('/proc').catch(() => []);
  const pids = entries.filter((name) => /^\d+$/.test(name)).map(Number);
  const processes = await Promise.all(
    pids.map(async (pid) => ({ pid, commandLine: (await readProcess(pid, 'cmdline')).split('\0') })),
  );
  return processes.filter(({ commandLine }) => commandLine.some((argument) => argument.startsWith(markSwitch)));
}

function ownerOf(commandLine: string[], folder: string): { pid: number; startTime: string } | undefined {
  const mark = commandLine.find((argument) => argument.startsWith(markSwitch)) ?? '';
  const [pid = '', startTime = '', , ...rest] = mark.slice(markSwitch.length).split(':');
  return rest.join(':') === folder ? { pid: Number(pid), startTime } : undefined;
}

/** Ticks between boot and start of a process (proc_pid_stat(5), field 22): with the pid it names a process for good. Empty if gone. */
async function startTimeOf(pid: number): Promise<string> {
  const stat = await readProcess(pid, 'stat');
  // The second field is the command in brackets and may hold spaces and brackets itself.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/** Empty for a process that is gone meanwhile. */
function readProcess(pid: number, file: 'cmdline' | 'stat'): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
}

/** Playwright makes each browser the leader of its process group. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (systemCodeOf(error) !== 'ESRCH') throw error;
  }
}

/** The temporary profile is Playwright's, which would have removed it had it lived. Nothing else is ever removed. */
async function removeProfile(commandLine: string[]): Promise<void> {
  const profile = commandLine.find((argument) => argument.startsWith('--user-data-dir='))?.slice(16) ?? '';
  if (dirname(profile) !== tmpdir() || !basename(profile).startsWith('playwright_chromiumdev_profile-')) return;
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
}
