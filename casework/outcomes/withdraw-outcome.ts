import { v7 as newId } from 'uuid';
import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import type { Database } from '../../prisma/open-database.js';
import type { Decider } from '../reviews/decider.js';
import { decidingRoles } from '../users/roles.js';

/**
 * Takes an outcome back that was entered wrongly or set aside: it stays and no longer counts.
 * @returns the withdrawal's id
 * @throws RefusedError `role_insufficient`, `outcome_withdrawn`; InputError `outcome_unknown`, `reason_missing`
 */
export async function withdrawOutcome(
  database: Database,
  { id: sessionId, person, jurisdiction }: Decider,
  { outcomeId, reason: given }: { readonly outcomeId: string; readonly reason: string },
  now: Date,
): Promise<string> {
  if (!decidingRoles.includes(person.role))
    throw new RefusedError('role_insufficient', `${person.name} is ${person.role} and may not withdraw outcomes.`);
  const reason = given.trim();
  if (reason === '') throw new InputError('reason_missing', 'Say why the outcome is withdrawn.');
  return database.$transaction(async (transaction) => {
    // Two who withdraw at once: the second sees the first.
    const found = await transaction.$queryRaw<unknown[]>`
      SELECT 1 FROM "Outcome" WHERE "id" = ${outcomeId} AND "organisationId" = ANY(${[...jurisdiction]}) FOR NO KEY UPDATE`;
    if (found.length === 0) throw new InputError('outcome_unknown', `There is no outcome ${outcomeId}.`);
    if ((await transaction.outcomeWithdrawal.count({ where: { outcomeId } })) > 0)
      throw new RefusedError('outcome_withdrawn', `The outcome ${outcomeId} was withdrawn already.`);
    const row = { id: newId(), outcomeId, reason, userId: person.id, sessionId, by: { ...person } };
    await transaction.outcomeWithdrawal.create({ data: { ...row, withdrawnAt: now }, select: { id: true } });
    await appendLedgerEntries(transaction, [rowEntry('outcome.withdrawn', row, now)], now);
    return row.id;
  });
}
