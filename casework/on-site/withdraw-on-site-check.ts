import { v7 as newId } from 'uuid';
import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import type { Database } from '../../prisma/open-database.js';
import { accountsOf, type Decider } from '../reviews/decider.js';
import { mayWithdraw } from './may-withdraw.js';
import { requireOfficer } from './require-officer.js';

/**
 * Takes back a check on site that was recorded wrongly: it stays, with the reason, and no longer counts. While it waits, who recorded it
 * does so; what two officers confirmed, a supervisor who is neither of them.
 *
 * @throws RefusedError `role_insufficient`, `credential_missing`, `on_site_not_yours`, `on_site_stands`, `on_site_withdrawn`; InputError
 *   `on_site_unknown`, `reason_missing`
 */
export async function withdrawOnSiteCheck(
  database: Database,
  { id: sessionId, person, jurisdiction }: Decider,
  { checkId, reason: given }: { readonly checkId: string; readonly reason: string },
  now: Date,
): Promise<void> {
  requireOfficer(person);
  const reason = given.trim();
  if (reason === '') throw new InputError('reason_missing', 'Say why the check on site is withdrawn.');
  await database.$transaction(async (transaction) => {
    // Locked, so that it is not confirmed meanwhile, and begins no case.
    await transaction.$queryRaw`SELECT "id" FROM "OnSiteCheck" WHERE "id" = ${checkId} FOR NO KEY UPDATE`;
    const found = await transaction.onSiteCheck.findFirst({
      where: { id: checkId, organisationId: { in: [...jurisdiction] } },
      select: { userId: true, by: true },
    });
    if (found === null) throw new InputError('on_site_unknown', `There is no check on site ${checkId}.`);
    const second = await transaction.onSiteConfirmation.findUnique({ where: { checkId } });
    const accounts = await accountsOf(transaction, person);
    if ((await transaction.onSiteWithdrawal.count({ where: { checkId } })) > 0)
      throw new RefusedError('on_site_withdrawn', `The check on site ${checkId} was withdrawn already.`);
    if (!mayWithdraw(found, second, person, accounts))
      throw second === null
        ? new RefusedError('on_site_not_yours', `${person.name} did not record the check on site ${checkId}.`)
        : new RefusedError(
            'on_site_stands',
            `Two officers stand behind the check on site ${checkId}; a supervisor who is neither of them withdraws it.`,
          );
    const row = { id: newId(), checkId, reason, userId: person.id, sessionId, by: { ...person } };
    await transaction.onSiteWithdrawal.create({ data: { ...row, withdrawnAt: now }, select: { id: true } });
    await appendLedgerEntries(transaction, [rowEntry('on_site.withdrawn', row, now)], now);
  });
}
