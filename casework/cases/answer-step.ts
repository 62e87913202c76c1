import { v7 as newId } from 'uuid';
import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import type { Database, Transaction } from '../../prisma/open-database.js';
import { accountsOf, type Decider } from '../reviews/decider.js';
import { applyStep } from './apply-step.js';
import { answerEntry } from './case-entries.js';
import { requireConfirmed } from './case-postings.js';
import { actionOf, type CaseRecord, personOf, type StepRecord } from './case-record.js';
import { guardStep } from './guards/guard-step.js';
import { requireRole, requireSecond } from './guards/officers.js';
import { lockCase } from './lock-case.js';
import type { RecapturePlan } from './recapture-plan.js';
import { parseFacts, stepNote } from './step-facts.js';
import { findTransition } from './transitions.js';

/** What is said to a step that waits. */
export interface NewAnswer {
  readonly caseId: string;
  readonly stepId: string;
  /** The second officer confirms it; or its author, or another officer, takes it back before. */
  readonly kind: 'confirmed' | 'withdrawn';
  readonly note: string;
}

/**
 * Confirms a step as the second officer, so that it counts and moves the case; or takes it back. Of two who answer at once one does; the same
 * answer of the same person sent again changes nothing.
 *
 * @returns where the case is now
 * @throws RefusedError `role_insufficient`, `credential_missing`, `same_person`, `step_answered`, `step_not_allowed` and what guards/ refuses;
 *   InputError `case_unknown`, `step_unknown`, `note_unusable`
 */
export async function answerStep(
  database: Database,
  decider: Decider,
  answer: NewAnswer,
  recaptures: RecapturePlan,
  now: Date,
): Promise<{ readonly state: string }> {
  const { person } = decider;
  requireRole(person);
  if (!stepNote.safeParse(answer.note).success)
    throw new InputError('note_unusable', 'The note is too long or holds a character that cannot be stored.');
  return database.$transaction(async (transaction) => {
    const found = await lockCase(transaction, answer.caseId, decider.jurisdiction);
    const step = found.steps.find(({ id }) => id === answer.stepId);
    if (step === undefined) throw new InputError('step_unknown', `The case has no step ${answer.stepId}.`);
    if (step.answer !== null && step.answer.userId === person.id && step.answer.kind === answer.kind)
      return { state: found.state };
    if (found.pendingStepId !== step.id)
      throw new RefusedError('step_answered', `The step ${step.id} does not wait for an answer any more.`);
    if (answer.kind === 'confirmed') await requireConfirmable(transaction, found, step, decider);
    const row = {
      ...{ id: newId(), stepId: step.id, kind: answer.kind, note: answer.note, userId: person.id },
      ...{ sessionId: decider.id, by: { ...person }, answeredAt: now },
    };
    await transaction.caseStepAnswer.create({ data: row });
    if (answer.kind === 'confirmed') await applyStep(transaction, found, step, recaptures, now);
    else
      await transaction.case.update({ where: { id: found.id }, data: { pendingStepId: null }, select: { id: true } });
    await appendLedgerEntries(transaction, [answerEntry(row)], now);
    return { state: answer.kind === 'confirmed' ? step.toState : found.state };
  });
}

/** The step is still lawful, and who confirms it is another officer of the rank that it takes. */
async function requireConfirmable(
  transaction: Transaction,
  found: CaseRecord,
  step: StepRecord,
  { person, jurisdiction }: Decider,
): Promise<void> {
  const action = actionOf(step);
  const second = findTransition(action, found)?.second;
  if (second == null) throw new RangeError(`The step ${step.id} waits though it needs no second officer.`);
  const isExtension = action === 'investigate' && parseFacts('investigate', step.facts).extended;
  const first = personOf(step);
  requireSecond(first, person, await accountsOf(transaction, person), isExtension ? 'supervisor' : second);
  const accounts = await accountsOf(transaction, first);
  guardStep(action, found, { ...attempt(action, step), accounts, person: first });
  if (action === 'investigate') {
    const { postingIds } = parseFacts('investigate', step.facts);
    await requireConfirmed(transaction, postingIds, jurisdiction, found.id);
  }
}

const attempt = (action: ReturnType<typeof actionOf>, step: StepRecord) => ({
  facts: parseFacts(action, step.facts),
  occurredOn: step.occurredOn,
});
