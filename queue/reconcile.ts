import type { JobPayload, Step } from '../contracts/jobs.js';
import type { Database } from '../prisma/open-database.js';
import type { QueueEngine } from './engine.js';
import { finishIdleRuns } from './finish-run.js';
import { freeAbandonedLeases } from './leases.js';

const pageSize = 1000;

export interface Reconciliation {
  /** Rows that are due, or will be. */
  readonly due: number;
  /** How many of them the queue did not hold, and now does. */
  readonly putBack: number;
}

/**
 * Puts on the queue what the rows say is due and the queue does not hold; frees work that dead processes of this machine had claimed; ends
 * runs in which nothing is due. Safe at any time, twice, by several: a job that the queue got meanwhile is not doubled.
 */
export async function reconcile(
  database: Database,
  engine: Pick<QueueEngine, 'add' | 'held'>,
  now: Date,
): Promise<Reconciliation> {
  await freeAbandonedLeases(database);
  let due = 0;
  let putBack = 0;
  let after: string | undefined;
  for (;;) {
    const rows = await database.dueWork.findMany({
      where: { state: 'due', ...(after === undefined ? {} : { id: { gt: after } }) },
      orderBy: { id: 'asc' },
      take: pageSize,
      select: { id: true, step: true, dueAt: true, priority: true },
    });
    const jobs = rows.map(({ id, step, dueAt, priority }) => {
      const payload: JobPayload = { dueWorkId: id, step: step as Step };
      return { payload, notBefore: dueAt, priority };
    });
    const held = await engine.held(jobs.map(({ payload }) => payload));
    const missing = jobs.filter(({ payload }) => !held.has(payload.dueWorkId));
    await engine.add(missing);
    due += rows.length;
    putBack += missing.length;
    after = rows.at(-1)?.id;
    if (rows.length < pageSize) break;
  }
  const running = await database.crawlRun.findMany({ where: { state: 'running' }, select: { id: true } });
  const ids = running.map(({ id }) => id);
  await engine.add(await finishIdleRuns(database, ids, now));
  return { due, putBack };
}
