import { systemCodeOf } from '../contracts/errors.js';
import type { JobPayload, Step } from '../contracts/jobs.js';
import { type Consequence, consequenceOf } from './consequences.js';
import { AlreadyEnded, type ClaimedWork, claimDueWork } from './due-work.js';
import type { QueueEngine } from './engine.js';
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
 */
export async function runDueWork(
  context: StepContext,
  engine: QueueEngine,
  payload: JobPayload,
  signal: AbortSignal,
): Promise<Date | undefined> {
  const work = await claimDueWork(context.database, payload, context.holder, context.clock.now());
  if (work === undefined) return dueLater(context, payload);
  try {
    await engine.add(await steps[work.step](context, work, signal));
  } catch (error) {
    if (error instanceof AlreadyEnded) return undefined;
    if (isConflict(error)) return giveBack(context, work);
    const again = await recordFailure(context, work, error, signal);
    if (again !== undefined) return again;
  }
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

/** Two transactions stood in each other's way (Prisma: P2034 deadlock or write conflict, P2002 both created one row): once more. */
function isConflict(error: unknown): boolean {
  return ['P2034', 'P2002'].includes(systemCodeOf(error) ?? '');
}

const conflictDelay = 50;

/** Gives the work back as it was, for another try by whoever comes first. */
async function giveBack({ database, holder, clock }: StepContext, work: ClaimedWork): Promise<Date> {
  await database.dueWork.updateMany({
    where: { id: work.id, state: 'due', leaseHolder: holder },
    data: { leaseHolder: null, leaseUntil: null },
  });
  return new Date(clock.now().getTime() + conflictDelay * (1 + Math.random()));
}

/** The failure and what becomes of the work, in one transaction with the state of its page. */
async function recordFailure(
  context: StepContext,
  work: ClaimedWork,
  error: unknown,
  signal: AbortSignal,
): Promise<Date | undefined> {
  const now = context.clock.now();
  // A worker that is told to stop gives its work back as it was: the page is not to blame.
  const consequence: Consequence | undefined = signal.aborted
    ? undefined
    : consequenceOf(error, work, now, Math.random());
  if (consequence === undefined) {
    await giveBack(context, work);
    if (signal.aborted) return undefined;
    throw error;
  }
  const { code: errorCode, message } = consequence;
  // A sentence may quote a hostile page; PostgreSQL stores no NUL.
  const errorMessage = message.replaceAll('\u0000', '').toWellFormed().slice(0, 2000);
  const ended = consequence.state !== 'due';
  await context.database.$transaction(async (transaction) => {
    const updated = await transaction.dueWork.updateMany({
      where: { id: work.id, state: 'due', leaseHolder: context.holder },
      data: {
        state: consequence.state,
        errorCode,
        errorMessage,
        leaseHolder: null,
        leaseUntil: null,
        ...(consequence.state === 'due'
          ? { dueAt: consequence.again, attempts: consequence.attempts, delays: consequence.delays }
          : { finishedAt: now }),
      },
    });
    if (updated.count !== 1 || !ended) return;
    const task = await taskOf(context, work);
    if (task !== undefined)
      await transaction.crawlTask.update({
        where: { id: task },
        data: { state: consequence.state, errorCode, errorMessage },
      });
  });
  return consequence.state === 'due' ? consequence.again : undefined;
}

/** The page that a step of the crawl works on. */
async function taskOf({ database }: StepContext, work: ClaimedWork): Promise<string | undefined> {
  if (work.step === 'fetch_page' || work.step === 'render_page') return work.subjectId;
  if (work.step !== 'read_capture') return undefined;
  const capture = await database.capture.findUnique({ where: { id: work.subjectId }, select: { crawlTaskId: true } });
  return capture?.crawlTaskId;
}
