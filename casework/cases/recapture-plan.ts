import type { Transaction } from '../../prisma/open-database.js';

/**
 * Makes recaptures due, and takes that back; the queue's side of an order to correct (queue/plan-recapture.ts). Both happen in the
 * transaction of the step that makes them so.
 */
export interface RecapturePlan {
  /**
   * All advertisements of the case are captured again at that time.
   * @param stepId the order, or the step by which a suspended case goes on
   */
  plan(transaction: Transaction, recapture: { readonly stepId: string; readonly dueAt: Date }): Promise<void>;
  /** What was planned by these steps and has not been done is not done any more. */
  cancel(transaction: Transaction, stepIds: readonly string[]): Promise<void>;
}
