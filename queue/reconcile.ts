import type { Step } from '../contracts/jobs.js';
import type { Database } from '../prisma/open-database.js';
import type { QueueEngine } from './engine.js';
import { finishRunIfIdle } from './finish-run.js';
import { freeAbandonedLeases } from './leases.js';

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
