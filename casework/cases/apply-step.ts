import type { Transaction } from '../../prisma/open-database.js';
import { addPostings } from './case-postings.js';
import { actionOf, type CaseRecord, newestOrder, type StepRecord } from './case-record.js';
import {
  cancelDeadlines,
  deadlinesOf,
  extendInvestigation,
  meetDeadlines,
  reopenInvestigation,
  resumedDeadlines,
  startDeadlines,
  startOfDay,
} from './deadlines.js';
import type { RecapturePlan } from './recapture-plan.js';
import { parseFacts } from './step-facts.js';
import { endStates, transitions } from './transitions.js';
import { addDays } from './working-days.js';

/**
 * What a step that counts from now on does to its case: state, deadlines, advertisements, recapture. The case's row is locked, and the step
 * is among its steps.
 */
export async function applyStep(
  transaction: Transaction,
  found: CaseRecord,
  step: Omit<StepRecord, 'answer'>,
  recaptures: RecapturePlan,
  now: Date,
): Promise<void> {
  const action = actionOf(step);
  const row = transitions.find((one) => one.action === action);
  if (row === undefined) throw new RangeError(`No row for ${action}.`);
  await transaction.case.update({
    where: { id: found.id },
    data: {
      ...{ state: step.toState, pendingStepId: null },
      suspendedFrom: action === 'suspend' ? step.fromState : null,
      ...(endStates.includes(step.toState) && found.closedAt === null ? { closedAt: now } : {}),
    },
    select: { id: true },
  });
  await meetDeadlines(transaction, found.id, row.meets, step.occurredOn);
  if (step.toState === 'suspended') await cancelDeadlines(transaction, found.id, now, step.occurredOn);
  else if (endStates.includes(step.toState)) await cancelDeadlines(transaction, found.id, now);
  await startDeadlines(transaction, found.id, step.id, deadlinesOf(found, step, row.starts));
  await applyFacts(transaction, found, step, now);
  await applyToRecapture(transaction, found, step, recaptures);
}

async function applyFacts(
  transaction: Transaction,
  found: CaseRecord,
  step: Omit<StepRecord, 'answer'>,
  now: Date,
): Promise<void> {
  switch (actionOf(step)) {
    case 'investigate': {
      const { postingIds, extended } = parseFacts('investigate', step.facts);
      await addPostings(transaction, found.id, postingIds, now);
      if (extended) await extendInvestigation(transaction, found, step.id, now);
      return;
    }
    case 'review_legality':
      if (step.toState === 'investigating') await reopenInvestigation(transaction, found.id);
      return;
    case 'resume':
      await startDeadlines(transaction, found.id, step.id, resumedDeadlines(found, step.occurredOn));
      return;
    case 'withdraw': {
      const { publicationTakenDownOn } = parseFacts('withdraw', step.facts);
      if (publicationTakenDownOn !== undefined)
        await meetDeadlines(transaction, found.id, ['publication_change'], publicationTakenDownOn);
      return;
    }
  }
}

/** The advertisements are captured again when the period of the order is over (条例 43: a fine needs proof of refusal). */
async function applyToRecapture(
  transaction: Transaction,
  found: CaseRecord,
  step: Omit<StepRecord, 'answer'>,
  recaptures: RecapturePlan,
): Promise<void> {
  const stops = ['suspended', ...endStates];
  if (stops.includes(step.toState)) {
    const ids = found.steps.map(({ id }) => id);
    await recaptures.cancel(transaction, ids);
    return;
  }
  if (step.toState !== 'rectifying') return;
  const { deadlines } = await transaction.case.findUniqueOrThrow({
    where: { id: found.id },
    select: {
      deadlines: { where: { kind: 'rectification', metAt: null, cancelledAt: null }, orderBy: { dueOn: 'desc' } },
    },
  });
  const dueOn = deadlines[0]?.dueOn ?? newestOrder(found)?.known.dueOn;
  if (dueOn === undefined) return;
  await recaptures.plan(transaction, { stepId: step.id, dueAt: startOfDay(addDays(dueOn, 1)) });
}
