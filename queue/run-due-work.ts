import { FatalError } from '../contracts/errors.js';
import type { JobPayload, Step } from '../contracts/jobs.js';
import type { Transaction } from '../prisma/open-database.js';
import { type Consequence, consequenceOf } from './consequences.js';
import { databaseFailure } from './database-failure.js';
import { AlreadyEnded, type ClaimedWork, claimDueWork } from './due-work.js';
import type { QueuedJob, QueueEngine } from './engine.js';
import { finishRunIfIdle } from './finish-run.js';
import { fetchPage } from './steps/fetch-page.js';
import { judgePosting } from './steps/judge-posting.js';
import { readCapture } from './steps/read-capture.js';
import type { RunStep, StepContext } from './steps/step.js';

const steps: Readonly<Record<Step, RunStep>> = {
  fetch_page: fetchPage,
  render_page: fetchPage,
  read_capture: readCapture,
  judge_posting: judgePosting,
};

/**
 * Does what one job says is due: claims the row, runs its step, puts on the queue what became due by it, and records a failure with
 * its consequence. Safe to call twice, or from two workers, for one row.
 *
 * @returns when to try again, or undefined when the work has ended or another worker has it.
 * @throws FatalError when the machine cannot go on; the work stays due.
 */
export async function runDueWork(
  context: StepContext,
  engine: QueueEngine,
  payload: JobPayload,
  signal: AbortSignal,
): Promise<Date | undefined> {
  const work = await claimDueWork(context.database, payload, context.holder, context.clock.now());
  if (work === undefined) return dueLater(context, payload);
  let next: QueuedJob[] = [];
  try {
    next = await steps[work.step](context, work, signal);
  } catch (error) {
    if (error instanceof AlreadyEnded) return undefined;
    const again = await recordFailure(context, work, error, signal);
    if (again !== undefined) return again;
  }
  await engine.add(next);
  if (work.crawlRunId !== null) await finishRunIfIdle(context.database, work.crawlRunId, context.clock.now());
  return undefined;
}

/** A timer may fire a moment early, and a queue may offer work that was put off meanwhile. */
async function dueLater({ database, clock }: StepContext, payload: JobPayload): Promise<Date | undefined> {
  const row = await database.dueWork.findUnique({
    where: { id: payload.dueWorkId },
    select: { state: true, dueAt: true },
  });
  return row?.state === 'due' && row.dueAt > clock.now() ? row.dueAt : undefined;
}

/** The failure and what becomes of the work, in one transaction with the state of its page. */
async function recordFailure(
  context: StepContext,
  work: ClaimedWork,
  thrown: unknown,
  signal: AbortSignal,
): Promise<Date | undefined> {
  const now = context.clock.now();
  const error = databaseFailure(thrown, now, Math.random());
  // A worker that is told to stop gives its work back as it was: the page is not to blame.
  const consequence = signal.aborted ? undefined : consequenceOf(error, work, now, Math.random());
  if (consequence === undefined) {
    // The first try may meet the very connection that broke, which the pool then lets go. Where the second fails too, the error above
    // is the news, and the claim runs out by itself.
    const tryToGiveBack = (): Promise<void> => giveBack(context, work);
    await tryToGiveBack()
      .catch(tryToGiveBack)
      .catch(() => undefined);
    if (error instanceof FatalError) throw error;
    return undefined;
  }
  await context.database.$transaction((transaction) => store(transaction, context.holder, work, consequence, now));
  return consequence.state === 'due' ? consequence.again : undefined;
}

/** Gives the work back as it was, for another try by whoever comes first. */
async function giveBack({ database, holder }: StepContext, work: ClaimedWork): Promise<void> {
  await database.dueWork.updateMany({
    where: { id: work.id, state: 'due', leaseHolder: holder },
    data: { leaseHolder: null, leaseUntil: null },
  });
}

async function store(
  transaction: Transaction,
  holder: string,
  work: ClaimedWork,
  consequence: Consequence,
  now: Date,
): Promise<void> {
  const { state, code: errorCode } = consequence;
  // A sentence may quote a hostile page; PostgreSQL stores no NUL.
  const errorMessage = consequence.message.replaceAll('\u0000', '').slice(0, 2000).toWellFormed();
  const updated = await transaction.dueWork.updateMany({
    where: { id: work.id, state: 'due', leaseHolder: holder },
    data: {
      state,
      errorCode,
      errorMessage,
      leaseHolder: null,
      leaseUntil: null,
      ...(consequence.state === 'due'
        ? { dueAt: consequence.again, attempts: consequence.attempts, delays: consequence.delays }
        : { finishedAt: now }),
    },
  });
  if (updated.count !== 1 || state === 'due') return;
  const id = await taskOf(transaction, work);
  if (id !== undefined)
    await transaction.crawlTask.updateMany({ where: { id }, data: { state, errorCode, errorMessage } });
}

/** The page that a step of the crawl works on. */
async function taskOf(transaction: Transaction, work: ClaimedWork): Promise<string | undefined> {
  if (work.step === 'fetch_page' || work.step === 'render_page') return work.subjectId;
  if (work.step !== 'read_capture') return undefined;
  const capture = await transaction.capture.findUnique({
    where: { id: work.subjectId },
    select: { crawlTaskId: true },
  });
  return capture?.crawlTaskId;
}
