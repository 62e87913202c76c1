import { InputError, RefusedError } from '../../../contracts/errors.js';
import { type CaseRecord, newestOrder, newestStep } from '../case-record.js';
import type { Guard } from './guard.js';

/** The party has at least a day: the order's last day lies behind the one on which it was served. */
export const refuseEmptyPeriod: Guard<'order_rectification' | 'order_return'> = (_found, { facts }) => {
  if (facts.dueOn <= facts.servedOn)
    throw new InputError(
      'period_empty',
      `The order of ${facts.servedOn} gives time until ${facts.dueOn}; that must be a later day.`,
    );
};

/**
 * Nobody is found uncorrected before the period is over; and withheld credentials are returned when each holder has given a receipt
 * (就业促进法 66).
 */
export const refuseEarlyRecheck: Guard<'recheck'> = (found, { facts, occurredOn }) => {
  const order = newestOrder(found);
  if (order === undefined) throw new RangeError(`The case ${found.id} is rechecked without an order.`);
  const { dueOn } = order.known;
  if (!facts.corrected && occurredOn <= dueOn)
    throw new RefusedError('period_running', `The party has until the end of ${dueOn} to correct it.`);
  const holders = newestStep(found, 'order_return')?.known.holders ?? [];
  if (!facts.corrected) return;
  const missing = holders.filter((holder) => !facts.receipts.some((receipt) => receipt.holder === holder));
  if (missing.length > 0)
    throw new InputError(
      'receipt_missing',
      `${missing.length} holder(s) have given no receipt yet: ${missing.join(', ')}.`,
    );
};

export const refuseUncorrected: Guard<'accept_correction'> = (found) => {
  if (!wasCorrected(found))
    throw new RefusedError('not_corrected', 'The recheck found it not corrected; find the refusal instead.');
};

export const refuseCorrected: Guard<'find_refusal'> = (found) => {
  if (wasCorrected(found))
    throw new RefusedError('was_corrected', 'The recheck found it corrected; accept that instead.');
};

const wasCorrected = (found: CaseRecord): boolean => newestStep(found, 'recheck')?.known.corrected === true;
