import type { ComplaintCapturePlan } from '../casework/complaints/capture-plan.js';
import { addDueWork } from './due-work.js';
import type { QueuedJob } from './engine.js';

/** Somebody waits for it. */
const priority = 99;

/**
 * Makes captures of what complaints are about due, in the transaction that registers the complaint.
 * @returns with the jobs that became due, to be offered to the queue when the transaction has committed; where nobody does, `reconcile` does
 */
export function planComplaintCaptures(now: Date): ComplaintCapturePlan & { readonly jobs: readonly QueuedJob[] } {
  const jobs: QueuedJob[] = [];
  return {
    jobs,
    async plan(transaction, complaintId) {
      const work = { step: 'capture_complaint', subjectId: complaintId, crawlRunId: null, priority } as const;
      jobs.push(...(await addDueWork(transaction, [work], now)));
    },
    async planAgain(transaction, complaintId) {
      const again = await transaction.$queryRaw<{ id: string }[]>`
        UPDATE "DueWork"
           SET "state" = 'due', "dueAt" = ${now}, "attempts" = 0, "delays" = 0, "finishedAt" = NULL,
               "errorCode" = NULL, "errorMessage" = NULL, "errorClass" = NULL
         WHERE "step" = 'capture_complaint' AND "subjectId" = ${complaintId} AND "state" <> 'due'
        RETURNING "id"`;
      jobs.push(
        ...again.map(({ id: dueWorkId }) => ({
          ...{ payload: { dueWorkId, step: 'capture_complaint' as const }, notBefore: now, priority },
        })),
      );
    },
  };
}
