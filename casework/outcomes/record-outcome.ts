import { v7 as newId } from 'uuid';
import type { OutcomeKind, OutcomeSubject } from '../../contracts/api/outcomes.js';
import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import type { PersonalData } from '../../evidence/personal-data.js';
import type { Database } from '../../prisma/open-database.js';
import { identityNumberOf, readIdentityNumber } from '../comparison/identity-number.js';
import { isLenientOn } from '../drives/find-drives.js';
import { shanghaiDay } from '../figures/shanghai-calendar.js';
import type { Decider } from '../reviews/decider.js';
import { decidingRoles } from '../users/roles.js';
import { outcomeKinds, yearsAfter } from './outcome-kinds.js';
import { requireCase, requireHandoff, requireOrganisation } from './require-related.js';

export interface NewOutcome {
  /** The person's own organisation where absent. */
  readonly organisationId?: string | undefined;
  readonly subjectKind: OutcomeSubject;
  readonly subjectName: string;
  /** 公民身份号码 of a person. */
  readonly identityNumber?: string | undefined;
  readonly kind: OutcomeKind;
  /** Who decided, and under which document. */
  readonly authority: string;
  readonly document: string;
  /** Calendar days, `YYYY-MM-DD`. Of a sparing: the day on which things had been put right. */
  readonly decidedOn: string;
  readonly endsOn?: string | undefined;
  readonly caseId?: string | undefined;
  readonly handoffId?: string | undefined;
  readonly note: string;
}

/**
 * Records what was done to a person or an employer; another authority may have done it. The number is kept as keyed hash and encrypted.
 * @returns its id
 * @throws RefusedError `role_insufficient`; `leniency_over` for a sparing outside of every self-check; InputError `outcome_unusable`,
 *   `identity_unusable`, `identity_missing`, `organisation_unknown`, `case_unknown`, `handoff_unknown`
 */
export async function recordOutcome(
  database: Database,
  personalData: PersonalData,
  session: Decider,
  outcome: NewOutcome,
  now: Date,
): Promise<string> {
  const { person } = session;
  if (!decidingRoles.includes(person.role))
    throw new RefusedError('role_insufficient', `${person.name} is ${person.role} and may not record outcomes.`);
  const { kind, decidedOn, caseId, handoffId } = outcome;
  const identity = readIdentity(personalData, outcome);
  const endsOn = endOf(outcome);
  if (decidedOn > shanghaiDay(now))
    throw unusable(`${decidedOn} has not come yet; an outcome is recorded when it was decided`);
  return database.$transaction(async (transaction) => {
    const organisationId = await requireOrganisation(transaction, session, outcome.organisationId);
    if (caseId !== undefined) await requireCase(transaction, session, caseId);
    if (handoffId !== undefined) await requireHandoff(transaction, session, handoffId);
    if (outcomeKinds[kind].needsLeniency && !(await isLenientOn(transaction, organisationId, decidedOn)))
      throw new RefusedError(
        'leniency_over',
        `No drive of ${organisationId} has a self-check on ${decidedOn}; who puts things right outside of one is not spared.`,
      );
    const row = {
      ...{ id: newId(), organisationId, subjectKind: outcome.subjectKind, subjectName: outcome.subjectName.trim() },
      ...{ identitySha256: identity?.sha256 ?? null, kind, authority: outcome.authority, document: outcome.document },
      ...{ decidedOn, endsOn, caseId: caseId ?? null, handoffId: handoffId ?? null, note: outcome.note },
      ...{ userId: person.id, sessionId: session.id, by: { ...person } },
    };
    await transaction.outcome.create({
      data: { ...row, identitySealed: identity?.sealed ?? null, recordedAt: now },
      select: { id: true },
    });
    await appendLedgerEntries(transaction, [rowEntry('outcome.recorded', row, now)], now);
    return row.id;
  });
}

function readIdentity(
  personalData: PersonalData,
  { subjectKind, subjectName, kind, identityNumber, authority }: NewOutcome,
): { sha256: string; sealed: string } | undefined {
  const rule = outcomeKinds[kind];
  if (subjectName.trim() === '' || authority.trim() === '')
    throw unusable('the name of the subject or of who decided is missing');
  if (!rule.subjects.includes(subjectKind))
    throw unusable(`${kind} (${rule.name}) is nothing that is done to one ${subjectKind}`);
  if (subjectKind === 'employer') {
    if (identityNumber !== undefined) throw unusable('an employer has no identity number');
    return undefined;
  }
  if (identityNumber === undefined || identityNumber.trim() === '') {
    if (rule.needsIdentity)
      throw new InputError(
        'identity_missing',
        `${kind} (${rule.name}) needs the identity number: another person may bear the name.`,
      );
    return undefined;
  }
  const number = identityNumberFrom(identityNumber);
  return { sha256: personalData.hash('identity number', number), sealed: personalData.seal(number) };
}

/** The 18 characters. @throws InputError `identity_unusable` */
export function identityNumberFrom(text: string): string {
  const key = readIdentityNumber(text);
  if (typeof key === 'number') return identityNumberOf(key);
  throw new InputError('identity_unusable', `The identity number cannot be used: ${key}.`);
}

function endOf({ kind, decidedOn, endsOn }: NewOutcome): string | null {
  const { end, name } = outcomeKinds[kind];
  if (typeof end === 'object') {
    const last = yearsAfter(decidedOn, end.years);
    if (endsOn !== undefined && endsOn !== last)
      throw unusable(`${kind} (${name}) of ${decidedOn} holds until ${last}; leave its end out`);
    return last;
  }
  if (endsOn === undefined) {
    if (end === 'given') throw unusable(`${kind} (${name}) needs its last day`);
    return null;
  }
  if (end === 'none') throw unusable(`${kind} (${name}) does not end; leave its end out`);
  if (endsOn < decidedOn) throw unusable(`it ends on ${endsOn}, before it was decided on ${decidedOn}`);
  return endsOn;
}

function unusable(why: string): InputError {
  return new InputError('outcome_unusable', `The outcome cannot be recorded: ${why}.`);
}
