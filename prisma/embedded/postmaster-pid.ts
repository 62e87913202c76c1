import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argumentsOf, startTimeOf } from './process-identity.js';

/** What `postmaster.pid` says of a running server (PostgreSQL's pidfile.h). */
export interface Postmaster {
  pid: number;
  /** With the pid it names this process and no later one of the same number. */
  startTime: string;
  port: number;
  state: 'starting' | 'ready' | 'stopping';
}

/**
 * The server that runs on a data folder, or undefined when the file is missing, half written, or left over: its
 * process is dead, or the number now belongs to another program.
 */
export async function readPostmaster(dataFolder: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(dataFolder, 'postmaster.pid'), 'utf8').catch(() => undefined);
  const lines = text?.split('\n') ?? [];
  const pid = Number.parseInt(lines[0] ?? '', 10);
  if (!(pid > 0)) return undefined;
  const startTime = await startTimeOf(pid);
  if (startTime === undefined || !(await argumentsOf(pid)).includes(dataFolder)) return undefined;
  const status = lines[7]?.trim();
  return {
    pid,
    startTime,
    port: Number.parseInt(lines[3] ?? '', 10),
    state: status === 'ready' || status === 'stopping' ? status : 'starting',
  };
}
