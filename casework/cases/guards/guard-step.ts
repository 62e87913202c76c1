import type { CaseAction } from '../../../contracts/case.js';
import type { CaseRecord } from '../case-record.js';
import { refuseUndiscussed } from './discussion.js';
import type { Attempt, Guard } from './guard.js';
import { refuseLateRequest, refuseSilentNotice, refuseUnfairHearing, refuseUnheard } from './hearing.js';
import { refuseOwnReview } from './legality.js';
import { refuseWithdrawnOrigins } from './origins.js';
import {
  refuseStandingPublication,
  refuseUnexecuted,
  refuseUnfoundedAddition,
  refuseUnlawfulDecision,
  refuseUnlawfulProposal,
  refuseUntimelyPayment,
} from './penalties.js';
import { refuseCorrected, refuseEarlyRecheck, refuseEmptyPeriod, refuseUncorrected } from './rectification.js';

/** What is asked of each action besides its state. */
const guards: { readonly [A in CaseAction]?: readonly Guard<A>[] } = {
  file: [refuseWithdrawnOrigins],
  order_rectification: [refuseEmptyPeriod],
  order_return: [refuseEmptyPeriod],
  recheck: [refuseEarlyRecheck],
  accept_correction: [refuseUncorrected],
  find_refusal: [refuseCorrected],
  propose_penalty: [refuseUnlawfulProposal],
  review_legality: [refuseOwnReview],
  notify: [refuseSilentNotice],
  request_hearing: [refuseLateRequest],
  hold_hearing: [refuseUnfairHearing],
  decide: [refuseUnlawfulDecision, refuseUnheard, refuseUndiscussed],
  execute: [refuseUnexecuted, refuseUntimelyPayment, refuseUnfoundedAddition],
  transfer: [refuseWithdrawnOrigins],
  withdraw: [refuseStandingPublication],
};

/** Refuses what the law forbids of this step now. Asked when it is taken, and again when it is confirmed. */
export function guardStep<A extends CaseAction>(action: A, found: CaseRecord, attempt: Attempt<A>): void {
  for (const guard of guards[action] ?? []) guard(found, attempt);
}
