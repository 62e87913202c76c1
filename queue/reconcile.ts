import { hostname } from 'node:os';
import { systemCodeOf } from '../contracts/errors.js';
import type { Step } from '../contracts/jobs.js';
import type { Database } from '../prisma/open-database.js';
import type { QueueEngine } from './engine.js';
import { finishRunIfIdle } from './finish-run.js';

const pageSize = 1000;

/**
 * Puts on the queue what the rows say is due and a queue may have lost; frees work that dead processes of this machine had claimed;
 * ends runs in which nothing is due. Safe at any time, twice, by several: jobs that the queue holds already are not doubled.
 *
 * @returns how many jobs were offered to the queue.
 */
export async function reconcile(database: Database, engine: QueueEngine, now: Date): Promise<number> {
  await freeAbandonedLeases(database);
  let offered = 0;
  let after: string | undefined;
  for (;;) {
    const rows = await database.dueWork.findMany({
      where: { state: 'due', ...(after === undefined ? {} : { id: { gt: after } }) },
      orderBy: { id: 'asc' },
      take: pageSize,
      select: { id: true, step: true, dueAt: true },
    });
    await engine.add(
      rows.map((row) => ({ payload: { dueWorkId: row.id, step: row.step as Step }, notBefore: row.dueAt })),
    );
    offered += rows.length;
    after = rows.at(-1)?.id;
    if (rows.length < pageSize) break;
  }
  const running = await database.crawlRun.findMany({ where: { state: 'running' }, select: { id: true } });
  for (const { id } of running) await finishRunIfIdle(database, id, now);
  return offered;
}

/** Name of this worker in leases: machine and process, so that another start on this machine can tell whether it lives. */
export function leaseHolder(): string {
  return `${hostname()}:${process.pid}`;
}

async function freeAbandonedLeases(database: Database): Promise<void> {
  const holders = await database.dueWork.findMany({
    where: { state: 'due', leaseHolder: { startsWith: `${hostname()}:` } },
    distinct: ['leaseHolder'],
    select: { leaseHolder: true },
  });
  for (const { leaseHolder: holder } of holders) {
    if (holder === null || holder === leaseHolder() || isAlive(Number(holder.split(':').at(-1)))) continue;
    await database.dueWork.updateMany({
      where: { state: 'due', leaseHolder: holder },
      data: { leaseHolder: null, leaseUntil: null },
    });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCodeOf(error) === 'EPERM';
  }
}
