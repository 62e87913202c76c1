import { v7 as newId } from 'uuid';
import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import type { PersonalData } from '../../evidence/personal-data.js';
import type { Database } from '../../prisma/open-database.js';
import type { Decider } from '../reviews/decider.js';
import { decidingRoles } from '../users/roles.js';

/**
 * The identity number of an outcome in full. That a person is shown it, and why, is on record and in the ledger when this returns.
 *
 * @throws RefusedError `role_insufficient`; InputError `reason_missing`, `outcome_unknown` for one outside the jurisdiction too,
 *   `identity_absent`, `sealed_unreadable`
 */
export async function unmaskIdentity(
  database: Database,
  personalData: Pick<PersonalData, 'open'>,
  { id: sessionId, person, jurisdiction }: Decider,
  { outcomeId, reason: given }: { readonly outcomeId: string; readonly reason: string },
  now: Date,
): Promise<string> {
  if (!decidingRoles.includes(person.role))
    throw new RefusedError(
      'role_insufficient',
      `${person.name} is ${person.role}; reviewers and supervisors see identity numbers.`,
    );
  const reason = given.trim();
  if (reason === '') throw new InputError('reason_missing', 'Say why the identity number is shown in full.');
  return database.$transaction(async (transaction) => {
    const found = await transaction.outcome.findFirst({
      where: { id: outcomeId, organisationId: { in: [...jurisdiction] } },
      select: { identitySealed: true },
    });
    if (found === null) throw new InputError('outcome_unknown', `There is no outcome ${outcomeId}.`);
    if (found.identitySealed === null)
      throw new InputError('identity_absent', `The outcome ${outcomeId} has no identity number.`);
    const identityNumber = personalData.open(found.identitySealed);
    const row = { id: newId(), outcomeId, reason, userId: person.id, sessionId };
    await transaction.identityUnmasking.create({ data: { ...row, unmaskedAt: now }, select: { id: true } });
    await appendLedgerEntries(transaction, [rowEntry('identity.unmasked', row, now)], now);
    return identityNumber;
  });
}
