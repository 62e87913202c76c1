import { InputError, RefusedError } from '../../../contracts/errors.js';
import { type CaseRecord, isEffective, newestStep, personOf } from '../case-record.js';
import { endOf } from '../read-limits.js';
import type { Penalty } from '../step-facts.js';
import type { Guard } from './guard.js';

/** Penalties of which the party is always told that it may ask for a hearing (行政处罚法 63). */
const heard: readonly Penalty['kind'][] = ['revocation', 'closure'];
const takesHearing = (penalties: readonly Penalty[]): boolean => penalties.some(({ kind }) => heard.includes(kind));

export const refuseSilentNotice: Guard<'notify'> = (found, { facts }) => {
  if (!facts.hearingRights && takesHearing(newestStep(found, 'propose_penalty')?.known.penalties ?? []))
    throw new RefusedError(
      'hearing_rights_missing',
      'A licence is revoked, or a business closed, only after the party was told that it may ask for a hearing (行政处罚法 63).',
    );
};

/** A hearing is asked for within five working days of the notice, by who was told of the right (行政处罚法 64 一). */
export const refuseLateRequest: Guard<'request_hearing'> = (found, { facts }) => {
  const { servedOn, hearingRights } = noticeOf(found);
  if (!hearingRights) throw new RefusedError('hearing_not_offered', 'The notice did not offer a hearing.');
  const day = endOf('hearing_request', servedOn);
  if (facts.requestedOn > day) throw new RefusedError('hearing_too_late', `A hearing could be asked for until ${day}.`);
};

/** Notice is given seven working days before, and who investigated does not preside (行政处罚法 64 二, 四). */
export const refuseUnfairHearing: Guard<'hold_hearing'> = (found, { facts }) => {
  const day = endOf('hearing_notice', facts.noticedOn);
  if (facts.heldOn < day)
    throw new RefusedError(
      'hearing_too_soon',
      `After the notice of ${facts.noticedOn} a hearing is held on ${day} at the earliest.`,
    );
  const investigators = found.steps
    .filter((step) => step.action === 'investigate' && isEffective(step))
    .flatMap((step) => [personOf(step), ...(step.answer === null ? [] : [personOf(step.answer)])]);
  if (investigators.some(({ name }) => name === facts.presiding.trim()))
    throw new RefusedError('presiding_investigator', `${facts.presiding} investigated the case and does not preside.`);
};

/**
 * Whoever was told of a hearing has it, has let the five working days go by, or has given it up in writing; without that notice no licence
 * is revoked (行政处罚法 63, 64).
 */
export const refuseUnheard: Guard<'decide'> = (found, { facts, occurredOn }) => {
  const { servedOn, hearingRights } = noticeOf(found);
  if (!hearingRights && takesHearing(facts.penalties))
    throw new RefusedError(
      'hearing_rights_missing',
      'The party was not told that it may ask for a hearing (行政处罚法 63).',
    );
  if (!hearingRights || found.state === 'heard' || facts.hearingWaiver !== undefined) return;
  const day = endOf('hearing_request', servedOn);
  if (occurredOn <= day)
    throw new RefusedError(
      'hearing_period_running',
      `The party may ask for a hearing until the end of ${day}, unless it gives that up in writing (hearingWaiver).`,
    );
};

function noticeOf(found: CaseRecord): { readonly servedOn: string; readonly hearingRights: boolean } {
  const notice = newestStep(found, 'notify');
  if (notice === undefined)
    throw new InputError('notice_missing', `The party of the case ${found.id} was not notified.`);
  return notice.known;
}
