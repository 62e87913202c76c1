import { v7 as newId } from 'uuid';
import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import type { Database } from '../../prisma/open-database.js';
import type { Decider } from '../reviews/decider.js';
import { requireSupervisor } from './require-supervisor.js';

/**
 * A case is no longer watched: what it was watched for is done, or need not be.
 * @throws RefusedError `role_insufficient`, `mark_ended`; InputError `mark_unknown`
 */
export async function endMark(
  database: Database,
  { id: sessionId, person, jurisdiction }: Decider,
  { id: supervisionId, note }: { readonly id: string; readonly note: string },
  now: Date,
): Promise<void> {
  requireSupervisor(person);
  await database.$transaction(async (transaction) => {
    const found = await transaction.$queryRaw<unknown[]>`
      SELECT 1 FROM "Supervision"
       WHERE "id" = ${supervisionId} AND "organisationId" = ANY(${[...jurisdiction]}::text[]) FOR NO KEY UPDATE`;
    if (found.length === 0) throw new InputError('mark_unknown', `There is no watched case ${supervisionId}.`);
    if ((await transaction.supervisionEnd.count({ where: { supervisionId } })) > 0)
      throw new RefusedError('mark_ended', `${supervisionId} is no longer watched already.`);
    const row = { id: newId(), supervisionId, note, userId: person.id, sessionId, by: { ...person } };
    await transaction.supervisionEnd.create({ data: { ...row, endedAt: now }, select: { id: true } });
    await appendLedgerEntries(transaction, [rowEntry('case.unmarked', row, now)], now);
  });
}
