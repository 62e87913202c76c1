import { v7 as newId } from 'uuid';
import { type HandoffState, type HandoffStepKind, handoffStepKind } from '../../contracts/api/handoffs.js';
import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import type { Database, Transaction } from '../../prisma/open-database.js';
import { shanghaiDay } from '../figures/shanghai-calendar.js';
import { accountsOf, type Decider } from '../reviews/decider.js';
import { decidingRoles } from '../users/roles.js';
import { stateAfter, stateOfSteps } from './handoff-states.js';

export interface NewHandoffStep {
  readonly handoffId: string;
  readonly kind: HandoffStepKind;
  /** Calendar day, `YYYY-MM-DD`; today where absent. */
  readonly occurredOn?: string | undefined;
  /** The other side's reference, what it answered, or why it is withdrawn. */
  readonly note: string;
}

/**
 * Takes a handoff a step further: two officers confirm it, it is sent, received, replied to and closed, or withdrawn before it was sent.
 * @returns its state now
 * @throws RefusedError `role_insufficient`, `handoff_state`, `credential_missing`, `same_person`; InputError `handoff_unknown`,
 *   `handoff_day`, `handoff_note_missing`
 */
export async function takeHandoffStep(
  database: Database,
  { id: sessionId, person, jurisdiction }: Decider,
  step: NewHandoffStep,
  now: Date,
): Promise<HandoffState> {
  if (!decidingRoles.includes(person.role))
    throw new RefusedError('role_insufficient', `${person.name} is ${person.role} and may not act on handoffs.`);
  const { handoffId, kind } = step;
  const note = step.note.trim();
  if (note === '' && (kind === 'replied' || kind === 'withdrawn'))
    throw new InputError('handoff_note_missing', 'Say what they replied, or why it is withdrawn.');
  const today = shanghaiDay(now);
  const occurredOn = step.occurredOn ?? today;
  return database.$transaction(async (transaction) => {
    // Two who act at once: the second sees the first.
    const [found] = await transaction.$queryRaw<{ preparedAt: Date }[]>`
      SELECT "preparedAt" FROM "Handoff" WHERE "id" = ${handoffId} AND "organisationId" = ANY(${[...jurisdiction]})
         FOR NO KEY UPDATE`;
    if (found === undefined) throw new InputError('handoff_unknown', `There is no handoff ${handoffId}.`);
    const steps = await transaction.handoffStep.findMany({ where: { handoffId }, orderBy: { number: 'asc' } });
    const before = stateOfSteps(steps.map((each) => handoffStepKind.parse(each.kind)));
    const after = stateAfter(before, kind);
    if (after === undefined)
      throw new RefusedError('handoff_state', `The handoff ${handoffId} is ${before} and cannot be ${kind}.`);
    const earliest = steps.at(-1)?.occurredOn ?? shanghaiDay(found.preparedAt);
    if (occurredOn > today || occurredOn < earliest)
      throw new InputError('handoff_day', `A day from ${earliest} to ${today} is possible, not ${occurredOn}.`);
    if (kind === 'confirmed') await refuseUnfit(transaction, person, steps);
    const row = {
      ...{ id: newId(), handoffId, number: steps.length + 1, kind, occurredOn, note },
      ...{ userId: person.id, sessionId, by: { ...person } },
    };
    await transaction.handoffStep.create({ data: { ...row, recordedAt: now }, select: { id: true } });
    await appendLedgerEntries(transaction, [rowEntry('handoff.stepped', row, now)], now);
    return after;
  });
}

/** Two different officers confirm; two accounts with one credential number are one officer. */
async function refuseUnfit(
  transaction: Transaction,
  person: Decider['person'],
  steps: readonly { readonly userId: string }[],
): Promise<void> {
  if (person.credentialNumber === '')
    throw new RefusedError(
      'credential_missing',
      `${person.name} has no 执法证号 on record; officers confirm handoffs.`,
    );
  const own = await accountsOf(transaction, person);
  if (steps.some(({ userId }) => own.includes(userId)))
    throw new RefusedError(
      'same_person',
      `${person.name} has confirmed this handoff already; it takes another officer.`,
    );
}
