import { v7 as newId } from 'uuid';
import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import type { Database } from '../../prisma/open-database.js';
import { accountsOf, type Decider } from '../reviews/decider.js';
import { requireOfficer } from './require-officer.js';

/**
 * The second officer confirms what was seen on site: from then on it counts.
 * @throws RefusedError `role_insufficient`, `credential_missing`, `same_person`, `on_site_confirmed`, `on_site_withdrawn`; InputError `on_site_unknown`
 */
export async function confirmOnSiteCheck(
  database: Database,
  { id: sessionId, person, jurisdiction }: Decider,
  checkId: string,
  now: Date,
): Promise<void> {
  requireOfficer(person);
  await database.$transaction(async (transaction) => {
    // Locked, so that of two who confirm it at once the second sees the first.
    const [found] = await transaction.$queryRaw<{ userId: string; credentialNumber: string }[]>`
      SELECT "userId", "by"->>'credentialNumber' AS "credentialNumber" FROM "OnSiteCheck"
       WHERE "id" = ${checkId} AND "organisationId" = ANY(${[...jurisdiction]}::text[]) FOR NO KEY UPDATE`;
    if (found === undefined) throw new InputError('on_site_unknown', `There is no check on site ${checkId}.`);
    const accounts = await accountsOf(transaction, person);
    if (accounts.includes(found.userId) || found.credentialNumber === person.credentialNumber)
      throw new RefusedError('same_person', `${person.name} recorded it; it takes another officer to confirm it.`);
    if ((await transaction.onSiteConfirmation.count({ where: { checkId } })) > 0)
      throw new RefusedError('on_site_confirmed', `The check on site ${checkId} is confirmed already.`);
    if ((await transaction.onSiteWithdrawal.count({ where: { checkId } })) > 0)
      throw new RefusedError(
        'on_site_withdrawn',
        `The check on site ${checkId} was withdrawn and is not confirmed any more.`,
      );
    const row = { id: newId(), checkId, userId: person.id, sessionId, by: { ...person } };
    await transaction.onSiteConfirmation.create({ data: { ...row, confirmedAt: now }, select: { id: true } });
    await appendLedgerEntries(transaction, [rowEntry('on_site.confirmed', row, now)], now);
  });
}
