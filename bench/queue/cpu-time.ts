import { readdirSync, readFileSync } from 'node:fs';
import { systemCodeOf } from '../../contracts/errors.js';

/** Linux counts processor time in hundredths of a second (`getconf CLK_TCK`) on every machine that Node runs on. */
const ticksOfASecond = 100;

interface ProcessTime {
  readonly parent: number;
  /** User and system time of the process and of its ended, reaped children, in seconds. */
  readonly seconds: number;
}

/** Processor time of a process and its children, those that have ended among them, in seconds. Linux alone. */
export function cpuSecondsOf(pid: number): number {
  const own = timeOf(pid)?.seconds ?? 0;
  return processes()
    .filter(({ time }) => time.parent === pid)
    .reduce((sum, { time }) => sum + time.seconds, own);
}

/** @returns undefined for a process that has ended */
export function parentOf(pid: number): number | undefined {
  return timeOf(pid)?.parent;
}

function processes(): { pid: number; time: ProcessTime }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const time = timeOf(Number(name));
      return time === undefined ? [] : [{ pid: Number(name), time }];
    });
}

/** Fields 4 and 14 to 17 of /proc/PID/stat, proc(5). The name, field 2, may hold spaces and brackets. */
function timeOf(pid: number): ProcessTime | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(systemCodeOf(error) ?? '')) return undefined;
    throw error;
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15).map(Number);
  return { parent: Number(fields[1]), seconds: (user + system + childUser + childSystem) / ticksOfASecond };
}
