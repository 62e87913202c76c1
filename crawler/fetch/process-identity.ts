import { readFile } from 'node:fs/promises';

/** A process for good: its id alone is given to another one some day. */
export interface ProcessIdentity {
  pid: number;
  /** Ticks between boot and start of the process (proc_pid_stat(5), field 22); empty where there is no /proc. */
  startTime: string;
}

export async function identityOf(pid: number): Promise<ProcessIdentity> {
  const stat = await readProcess(pid, 'stat');
  // The second field is the command in brackets and may hold spaces and brackets itself.
  return { pid, startTime: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '' };
}

/** Where there is no /proc, every process counts as running: nothing is taken from one that might be. */
export async function isRunning({ pid, startTime }: ProcessIdentity): Promise<boolean> {
  return (await identityOf(pid)).startTime === startTime;
}

/** Empty for a process that is gone meanwhile. */
export function readProcess(pid: number, file: 'cmdline' | 'stat'): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
}
