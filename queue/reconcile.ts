import type { JobPayload, Step } from '../contracts/jobs.js';
import type { Database } from '../prisma/open-database.js';
import { pageSteps } from './due-work.js';
import type { QueuedJob, QueueEngine } from './engine.js';
import { finishIdleRuns } from './finish-run.js';
import { freeAbandonedLeases } from './leases.js';

const pageSize = 1000;

/** Nobody may take these: on the queue they would only come and go. */
const ofPausedRuns = { step: { in: [...pageSteps] }, crawlRun: { pausedAt: { not: null } } };

export interface Reconciliation {
  /** Rows that are due, or will be, but for pages of paused runs. */
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
  await recallWaits(database, now);
  let due = 0;
  let putBack = 0;
  let after: string | undefined;
  for (;;) {
    const rows = await database.dueWork.findMany({
      where: { state: 'due', NOT: ofPausedRuns, ...(after === undefined ? {} : { id: { gt: after } }) },
      orderBy: { id: 'asc' },
      take: pageSize,
      select: { id: true, step: true, dueAt: true, createdAt: true, priority: true },
    });
    const jobs = rows.map(({ id, step, dueAt, createdAt, priority }): QueuedJob => {
      const payload: JobPayload = { dueWorkId: id, step: step as Step };
      return { payload, priority, ...(dueAt.getTime() === createdAt.getTime() ? {} : { notBefore: dueAt }) };
    });
    const held = await engine.held(jobs);
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

/**
 * Work that waits for longer than any wait there is was put off by a clock that was ahead. A retry is under a minute away, what a platform
 * asks for at most an hour, the next opening of an off-peak window at most a day; who comes too early for that one is put off again.
 */
async function recallWaits(database: Database, now: Date): Promise<void> {
  await database.$executeRaw`
    UPDATE "DueWork" SET "dueAt" = ${now}
     WHERE "state" = 'due' AND "dueAt" <> "createdAt"
       -- What is ordered for the end of a deadline waits for it, however far away that is.
       AND NOT ("step" IN ('capture_full', 'recapture_case') AND "errorClass" IS NULL)
       AND "dueAt" > ${now}::timestamptz + CASE "errorClass" WHEN 'retried' THEN interval '1 minute' WHEN 'defect' THEN interval '1 minute'
                                                 WHEN 'delayed' THEN interval '61 minutes' ELSE interval '1 day' END`;
}
