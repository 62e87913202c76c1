import { RefusedError } from '../../../contracts/errors.js';
import { newestStep, personOf } from '../case-record.js';
import type { Guard } from './guard.js';

/** Who proposes a penalty does not review whether it is lawful (行政处罚法 58). */
export const refuseOwnReview: Guard<'review_legality'> = (found, { accounts, person }) => {
  const proposal = newestStep(found, 'propose_penalty');
  if (proposal === undefined) return;
  const proposer = personOf(proposal);
  const isSameCredential = person.credentialNumber !== '' && proposer.credentialNumber === person.credentialNumber;
  if (accounts.includes(proposer.id) || isSameCredential)
    throw new RefusedError('same_person', `${proposer.name} proposed the penalty; another person reviews it.`);
};
