import { v7 as newId } from 'uuid';
import type { CaseAction } from '../../contracts/case.js';
import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import type { Database, Prisma } from '../../prisma/open-database.js';
import { shanghaiDay } from '../figures/shanghai-calendar.js';
import { accountsOf, type Decider } from '../reviews/decider.js';
import { applyStep } from './apply-step.js';
import { stepEntry } from './case-entries.js';
import { requireConfirmed } from './case-postings.js';
import type { CaseRecord, StepRecord } from './case-record.js';
import { requirePlausibleDays } from './guards/days.js';
import { guardStep } from './guards/guard-step.js';
import { requireCredential, requireRole } from './guards/officers.js';
import { lockCase } from './lock-case.js';
import type { RecapturePlan } from './recapture-plan.js';
import { parseFacts, type StepFacts, stepNote } from './step-facts.js';
import { findTransition, type Transition } from './transitions.js';

/** A step as an officer takes it. */
export interface NewStep {
  readonly caseId: string;
  readonly action: CaseAction;
  /** Calendar day in Asia/Shanghai on which it was done, YYYY-MM-DD; today where absent. */
  readonly occurredOn?: string | undefined;
  /** As step-facts.ts says for the action. */
  readonly facts: unknown;
  readonly note: string;
  /** Made by the page for each step: the same one sent again is taken once. */
  readonly requestId: string | null;
}

export interface TakenStep {
  readonly stepId: string;
  /** Where the case is now. */
  readonly state: string;
  /** A second officer has to confirm it before it counts. */
  readonly isPending: boolean;
}

/**
 * An officer takes a step in a case. Where it takes two officers the case stays where it is until the second confirms it (answer-step.ts).
 *
 * @throws RefusedError `role_insufficient`, `credential_missing`, `step_pending`, `step_not_allowed` and what guards/ refuses;
 *   InputError `case_unknown`, `facts_unusable`, `note_unusable`, `day_unusable`, `day_in_future`, `day_before_earlier`, `request_reused`
 */
export async function takeStep(
  database: Database,
  decider: Decider,
  step: NewStep,
  recaptures: RecapturePlan,
  now: Date,
): Promise<TakenStep> {
  const { person } = decider;
  requireRole(person);
  if (!stepNote.safeParse(step.note).success)
    throw new InputError('note_unusable', 'The note is too long or holds a character that cannot be stored.');
  return database.$transaction(async (transaction) => {
    const found = await lockCase(transaction, step.caseId, decider.jurisdiction);
    const earlier = step.requestId === null ? undefined : found.steps.find((one) => one.requestId === step.requestId);
    if (earlier !== undefined) return sameAgain(earlier, found, decider, step);
    const row = allowedRow(found, step.action);
    if (row.second !== null) requireCredential(person);
    const facts = parseFacts(step.action, step.facts);
    const today = shanghaiDay(now);
    const occurredOn = step.occurredOn ?? today;
    requirePlausibleDays(found, { action: step.action, occurredOn, facts }, today);
    const accounts = await accountsOf(transaction, person);
    guardStep(step.action, found, { facts, occurredOn, accounts, person });
    if (step.action === 'investigate') {
      const { postingIds } = facts as StepFacts['investigate'];
      await requireConfirmed(transaction, postingIds, decider.jurisdiction, found.id);
    }
    const taken = {
      ...{ id: newId(), caseId: found.id, number: found.steps.length + 1, action: step.action, occurredOn },
      ...{ fromState: found.state, toState: stateAfter(row, found, facts) },
      ...{ facts: JSON.parse(JSON.stringify(facts)) as Prisma.JsonObject, note: step.note },
      ...{ needsSecond: row.second !== null, requestId: step.requestId },
      ...{ userId: person.id, sessionId: decider.id, by: { ...person }, recordedAt: now },
    };
    await transaction.caseStep.create({ data: taken });
    if (taken.needsSecond)
      await transaction.case.update({
        where: { id: found.id },
        data: { pendingStepId: taken.id },
        select: { id: true },
      });
    else await applyStep(transaction, found, taken, recaptures, now);
    await appendLedgerEntries(transaction, [stepEntry(taken)], now);
    return { stepId: taken.id, state: taken.needsSecond ? found.state : taken.toState, isPending: taken.needsSecond };
  });
}

/** The row that allows an action where the case stands. */
function allowedRow(found: CaseRecord, action: CaseAction): Transition {
  if (found.pendingStepId !== null)
    throw new RefusedError(
      'step_pending',
      `A step of the case ${found.id} waits for a second officer; nothing else is done meanwhile.`,
    );
  const row = findTransition(action, found);
  if (row === undefined)
    throw new RefusedError(
      'step_not_allowed',
      `A case (${found.path}) that is ${found.state} does not allow ${action}.`,
    );
  return row;
}

function stateAfter({ action, to }: Transition, found: CaseRecord, facts: object): string {
  if (to === 'back') {
    if (found.suspendedFrom === null) throw new RangeError(`The suspended case ${found.id} does not say from where.`);
    return found.suspendedFrom;
  }
  // What is not agreed to is investigated further.
  return action === 'review_legality' && 'agreed' in facts && facts.agreed === false ? 'investigating' : to;
}

/** What the same request has done already. */
function sameAgain(
  earlier: StepRecord,
  found: CaseRecord,
  { person }: Decider,
  { action, requestId }: NewStep,
): TakenStep {
  if (earlier.userId !== person.id || earlier.action !== action)
    throw new InputError('request_reused', `The request ${requestId} was another step's.`);
  return { stepId: earlier.id, state: found.state, isPending: found.pendingStepId === earlier.id };
}
