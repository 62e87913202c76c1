import type { z } from 'zod';
import type { newRun, startedRun } from '../../contracts/api/operation/runs.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Transaction } from '../../prisma/open-database.js';
import { repeatOnConflict } from '../../queue/repeat-on-conflict.js';
import { cancelRun } from '../../queue/runs/cancel-run.js';
import { pauseRun, resumeRun } from '../../queue/runs/pause-run.js';
import { startScheduledRun } from '../../queue/schedules/start-scheduled-run.js';
import { startCrawlRun } from '../../queue/start-crawl-run.js';
import { RequestError } from '../request-error.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';
import { requireOwnPlatform, requireOwnRun } from './own-platform.js';

type Acting = Pick<Sources, 'db' | 'now' | 'offerJobs'>;

/**
 * Starts a platform's run now: as its schedule would, or a full one. Where a run goes on, that one is answered.
 * @throws RequestError 409 `run_paused` where it waits for a person
 */
export async function startRun(
  { db, now, offerJobs }: Acting,
  session: Session,
  platformId: string,
  { full, pageBudget }: z.infer<typeof newRun>,
): Promise<z.infer<typeof startedRun>> {
  const by = session.person.id;
  await requireOwnPlatform(db, session, platformId);
  const started = await inTransaction(db, async (transaction) => {
    const at = now();
    const isScheduled = !full && pageBudget === null && (await hasSchedule(transaction, platformId));
    const run = isScheduled
      ? await startScheduledRun(transaction, platformId, at)
      : await startCrawlRun(transaction, {
          ...{ platformId, pageBudget: pageBudget ?? undefined, now: at },
          startedBy: full ? 'command' : 'schedule',
        });
    if (!run.resumed) {
      const subjectSha256 = sha256(canonicalJson({ crawlRunId: run.crawlRunId, platformId, full, pageBudget, by }));
      const entry = { kind: 'run.started', subjectId: run.crawlRunId, subjectSha256 };
      await appendLedgerEntries(transaction, [entry], at);
    }
    return { ...run, isPaused: run.resumed && (await isPaused(transaction, run.crawlRunId)) };
  });
  if (started.isPaused)
    throw new RequestError(409, 'run_paused', '该平台的采集批次已暂停，请先继续或取消它，再开始新的采集。');
  await offerJobs(started.jobs);
  return { runId: started.crawlRunId, resumed: started.resumed };
}

/** Has a run wait. @throws RequestError 409 where it does not go on, or waits already */
export async function pause({ db, now }: Acting, session: Session, id: string): Promise<void> {
  const by = session.person.id;
  await requireOwnRun(db, session, id);
  const paused = await inTransaction(db, (transaction) => pauseRun(transaction, id, now(), by));
  if (!paused) throw new RequestError(409, 'run_not_running', '该批次已结束或已经暂停，请刷新查看。');
}

/** Goes on with a run that waits. @throws RequestError 409 where it does not */
export async function resume({ db, now, offerJobs }: Acting, session: Session, id: string): Promise<void> {
  const by = session.person.id;
  await requireOwnRun(db, session, id);
  const jobs = await inTransaction(db, (transaction) => resumeRun(transaction, id, now(), by));
  if (jobs === undefined) throw new RequestError(409, 'run_not_paused', '该批次没有暂停，请刷新查看。');
  await offerJobs(jobs);
}

/** Ends a run. @throws RequestError 409 where it does not go on */
export async function cancel({ db, now }: Acting, session: Session, id: string): Promise<void> {
  const by = session.person.id;
  await requireOwnRun(db, session, id);
  const cancelled = await inTransaction(db, (transaction) => cancelRun(transaction, { crawlRunId: id }, now(), by));
  if (cancelled === undefined) throw new RequestError(409, 'run_not_running', '该批次已经结束，请刷新查看。');
}

async function isPaused(transaction: Transaction, id: string): Promise<boolean> {
  return (await transaction.crawlRun.count({ where: { id, pausedAt: { not: null } } })) > 0;
}

async function hasSchedule(transaction: Transaction, platformId: string): Promise<boolean> {
  return (await transaction.schedule.count({ where: { platformId } })) > 0;
}

function inTransaction<T>(db: Sources['db'], act: (transaction: Transaction) => Promise<T>): Promise<T> {
  return repeatOnConflict(() => db.$transaction(act));
}
