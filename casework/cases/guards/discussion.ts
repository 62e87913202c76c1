import { InputError, RefusedError } from '../../../contracts/errors.js';
import { newestStep } from '../case-record.js';
import type { Penalty } from '../step-facts.js';
import type { Guard } from './guard.js';

const heavy: readonly Penalty['kind'][] = ['revocation', 'closure'];

/**
 * A serious violation is punished, a licence revoked and a business closed by the heads of the organ in a collective discussion (行政处罚法
 * 57). It is held when the party has been told what is to be decided, so that its answer is at hand (45, 62), and where there was a hearing,
 * the minutes (65).
 */
export const refuseUndiscussed: Guard<'decide'> = (found, { facts, occurredOn }) => {
  const { discussion, penalties } = facts;
  if (discussion === undefined) {
    if (
      newestStep(found, 'propose_penalty')?.known.serious === true ||
      penalties.some(({ kind }) => heavy.includes(kind))
    )
      throw new RefusedError(
        'discussion_missing',
        'A licence is revoked, a business closed, and a serious violation punished, by collective discussion (行政处罚法 57): give discussion.',
      );
    return;
  }
  const earliest = newestStep(found, 'hold_hearing')?.known.heldOn ?? newestStep(found, 'notify')?.known.servedOn ?? '';
  if (discussion.heldOn < earliest || discussion.heldOn > occurredOn)
    throw new InputError(
      'discussion_day',
      `The discussion of ${discussion.heldOn} does not lie between ${earliest}, when the party was notified or heard, and the decision of ${occurredOn}.`,
    );
};
