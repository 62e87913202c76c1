import { hostname } from 'node:os';
import { systemCodeOf } from '../contracts/errors.js';
import { startTimeOf } from '../prisma/embedded/process-identity.js';
import type { Database } from '../prisma/open-database.js';

/**
 * Name of this worker in leases, `host:pid:start`: another start on this machine can tell whether it lives. A container that starts
 * again often has the host name and the process number of the one that was killed; the start time tells them apart.
 */
export async function leaseHolder(): Promise<string> {
  return `${hostname()}:${process.pid}:${(await startTimeOf(process.pid)) ?? ''}`;
}

/** Frees the work that dead processes of this machine had claimed. Claims of other machines run out by themselves. */
export async function freeAbandonedLeases(database: Database): Promise<void> {
  const holders = await database.dueWork.findMany({
    where: { state: 'due', leaseHolder: { startsWith: `${hostname()}:` } },
    distinct: ['leaseHolder'],
    select: { leaseHolder: true },
  });
  for (const { leaseHolder: holder } of holders) {
    if (holder === null || (await isAlive(holder))) continue;
    await database.dueWork.updateMany({
      where: { state: 'due', leaseHolder: holder },
      data: { leaseHolder: null, leaseUntil: null },
    });
  }
}

async function isAlive(holder: string): Promise<boolean> {
  const [, pid, start] = holder.split(':');
  // Where there is no /proc, both start times are empty and the number alone decides.
  return ((await startTimeOf(Number(pid))) ?? '') === start && isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCodeOf(error) === 'EPERM';
  }
}
