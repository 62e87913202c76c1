import type { Transaction } from '../../prisma/open-database.js';

/** Has the page taken that a complaint is about; the queue's side of registering one (queue/plan-complaint-capture.ts). */
export interface ComplaintCapturePlan {
  /** In the transaction that registers the complaint. */
  plan(transaction: Transaction, complaintId: string): Promise<void>;
  /** Once more, where it was planned and has ended. */
  planAgain(transaction: Transaction, complaintId: string): Promise<void>;
}
