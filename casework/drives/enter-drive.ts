import { v7 as newId } from 'uuid';
import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import type { Database } from '../../prisma/open-database.js';
import { requireOrganisation } from '../outcomes/require-related.js';
import type { Decider } from '../reviews/decider.js';
import type { DrivePlan } from './drive-plan.js';

/**
 * A supervisor enters a drive, which holds for the organisation and all below it. A drive is not changed: another of the same name is
 * refused, since its stages decide who may be spared.
 * @returns its id
 * @throws RefusedError `role_insufficient`; InputError `drive_known`, `organisation_unknown`
 */
export async function enterDrive(
  database: Database,
  { id: sessionId, person, jurisdiction }: Decider,
  { plan, organisationId: given }: { readonly plan: DrivePlan; readonly organisationId?: string | undefined },
  now: Date,
): Promise<string> {
  if (person.role !== 'supervisor')
    throw new RefusedError(
      'role_insufficient',
      `${person.name} is ${person.role}; a drive is entered by a supervisor.`,
    );
  return database.$transaction(async (transaction) => {
    const organisationId = await requireOrganisation(transaction, { person, jurisdiction }, given);
    // Two who enter the same at once: the second sees the first.
    await transaction.$queryRaw`SELECT 1 FROM "Organisation" WHERE "id" = ${organisationId} FOR NO KEY UPDATE`;
    const known = await transaction.enforcementDrive.findFirst({
      where: { organisationId, name: plan.name },
      select: { id: true },
    });
    if (known !== null)
      throw new InputError(
        'drive_known',
        `There is a drive «${plan.name}» of ${organisationId}; name this one otherwise.`,
      );
    const row = {
      ...{ id: newId(), organisationId, name: plan.name, userId: person.id, sessionId, by: { ...person } },
      // As the row gives it back: no key of it is undefined.
      plan: JSON.parse(JSON.stringify(plan)),
    };
    await transaction.enforcementDrive.create({ data: { ...row, createdAt: now }, select: { id: true } });
    await appendLedgerEntries(transaction, [rowEntry('drive.entered', row, now)], now);
    return row.id;
  });
}
