import type { RecapturePlan } from '../casework/cases/recapture-plan.js';
import { addDueWork } from './due-work.js';
import type { QueuedJob } from './engine.js';

/** Somebody waits for it. */
const priority = 99;

/**
 * Makes recaptures of cases due in the transaction of the step that asks for them.
 * @returns with the jobs that became due, to be offered to the queue when the transaction has committed
 */
export function planRecaptures(now: Date): RecapturePlan & { readonly jobs: readonly QueuedJob[] } {
  const jobs: QueuedJob[] = [];
  return {
    jobs,
    async plan(transaction, { stepId, dueAt }) {
      const work = { step: 'recapture_case', subjectId: stepId, crawlRunId: null, priority, dueAt } as const;
      jobs.push(...(await addDueWork(transaction, [work], now)));
    },
    async cancel(transaction, stepIds) {
      await transaction.dueWork.updateMany({
        where: { step: 'recapture_case', subjectId: { in: [...stepIds] }, state: 'due' },
        data: {
          ...{ state: 'refused', errorClass: 'refused', errorCode: 'case_stopped', finishedAt: now },
          errorMessage: 'The case was suspended, transferred, withdrawn or closed before its recapture was due.',
          ...{ leaseHolder: null, leaseUntil: null },
        },
      });
    },
  };
}
