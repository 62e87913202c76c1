import type { Transaction } from '../prisma/open-database.js';
import { type Consequence, consequenceOf } from './consequences.js';
import type { ClaimedWork } from './due-work.js';
import type { StepContext } from './steps/step.js';

/**
 * Writes the failure of claimed work and what becomes of it, in one transaction with the state of its page.
 * @returns when to try again; undefined when the work is given up.
 */
export async function recordFailure(
  { database, holder }: StepContext,
  work: ClaimedWork,
  error: unknown,
  now: Date,
): Promise<Date | undefined> {
  const consequence = consequenceOf(error, work, now, Math.random());
  await database.$transaction((transaction) => store(transaction, holder, work, consequence, now));
  return consequence.state === 'due' ? consequence.again : undefined;
}

async function store(
  transaction: Transaction,
  holder: string,
  work: ClaimedWork,
  consequence: Consequence,
  now: Date,
): Promise<void> {
  const { state, code: errorCode, errorClass } = consequence;
  // A sentence may quote a hostile page; PostgreSQL stores no NUL.
  const errorMessage = consequence.message.replaceAll('\u0000', '').slice(0, 2000).toWellFormed();
  const updated = await transaction.dueWork.updateMany({
    where: { id: work.id, state: 'due', leaseHolder: holder },
    data: {
      state,
      errorCode,
      errorMessage,
      errorClass,
      leaseHolder: null,
      leaseUntil: null,
      ...(consequence.state === 'due'
        ? { dueAt: consequence.again, attempts: consequence.attempts, delays: consequence.delays }
        : { finishedAt: now }),
    },
  });
  if (updated.count !== 1) return;
  const id = await taskOf(transaction, work);
  if (id === undefined) return;
  // A page that was read already stays so: this was the comparison of two ways to fetch it.
  await transaction.crawlTask.updateMany({
    where: { id, state: { in: ['due', 'fetched'] } },
    data: { ...(state === 'due' ? {} : { state }), errorCode, errorMessage, errorClass },
  });
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
