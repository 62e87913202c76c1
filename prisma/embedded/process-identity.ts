import { readFile } from 'node:fs/promises';

/**
 * When a process began, in clock ticks after boot (proc(5), field 22 of /proc/PID/stat), or undefined when none of
 * that number lives. Numbers are used again; a number with its start time is not. A zombie counts as dead: in a
 * container without an init that reaps, one stays for ever.
 */
export async function startTimeOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // Field 2 is the program's name in brackets and may hold spaces and brackets itself; field 3 is the state.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined || fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return fields[22 - 3];
}

/** The command line of a process, or an empty list when it is gone. */
export async function argumentsOf(pid: number): Promise<string[]> {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return line.split('\0').slice(0, -1);
}
