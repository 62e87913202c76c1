import { v7 as newId } from 'uuid';
import type { NewMark } from '../../contracts/api/marked-cases.js';
import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import type { Database } from '../../prisma/open-database.js';
import { endStates } from '../cases/transitions.js';
import { shanghaiDay } from '../figures/shanghai-calendar.js';
import type { Decider } from '../reviews/decider.js';
import { requireSupervisor } from './require-supervisor.js';

/**
 * 挂牌督办: a supervisor has a case watched until a day. The organisation that watches is the supervisor's own, and lies above the case's.
 * @returns its id
 * @throws RefusedError `role_insufficient`, `case_marked`, `case_ended`; InputError `case_unknown`, `mark_unusable`
 */
export async function markCase(
  database: Database,
  { id: sessionId, person, jurisdiction }: Decider,
  { caseId, reason, dueOn }: NewMark,
  now: Date,
): Promise<string> {
  requireSupervisor(person);
  if (dueOn <= shanghaiDay(now))
    throw new InputError('mark_unusable', `A case is watched until a day to come; ${dueOn} is none.`);
  return database.$transaction(async (transaction) => {
    // Locked, so that of two who mark it at once the second sees the first.
    const [found] = await transaction.$queryRaw<{ state: string }[]>`
      SELECT "state" FROM "Case"
       WHERE "id" = ${caseId} AND "organisationId" = ANY(${[...jurisdiction]}::text[]) FOR NO KEY UPDATE`;
    if (found === undefined) throw new InputError('case_unknown', `There is no case ${caseId}.`);
    if (endStates.includes(found.state))
      throw new RefusedError('case_ended', `The case ${caseId} has ended; there is nothing to watch.`);
    if ((await transaction.supervision.count({ where: { caseId, end: null } })) > 0)
      throw new RefusedError('case_marked', `The case ${caseId} is watched already.`);
    const { organisationId } = await transaction.user.findUniqueOrThrow({
      where: { id: person.id },
      select: { organisationId: true },
    });
    const row = {
      ...{ id: newId(), organisationId, caseId, reason, dueOn },
      ...{ userId: person.id, sessionId, by: { ...person } },
    };
    await transaction.supervision.create({ data: { ...row, markedAt: now }, select: { id: true } });
    await appendLedgerEntries(transaction, [rowEntry('case.marked', row, now)], now);
    return row.id;
  });
}
