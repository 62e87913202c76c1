import { v7 as newId } from 'uuid';
import { z } from 'zod';
import type { Complainant } from '../../contracts/api/complaints.js';
import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import type { PersonalData } from '../../evidence/personal-data.js';
import type { Database } from '../../prisma/open-database.js';
import type { Decider } from '../reviews/decider.js';
import { decidingRoles } from '../users/roles.js';

const sealedComplainant = z.object({ name: z.string(), contact: z.string() });

/** What was sealed of a complainant. @throws InputError `sealed_unreadable` */
export function openComplainant({ open }: Pick<PersonalData, 'open'>, sealed: string): Complainant {
  return sealedComplainant.parse(JSON.parse(open(sealed)));
}

/**
 * Who complained, in full, and the complaint's own words. That a person is shown them is on record and in the ledger when this returns.
 *
 * @returns null of an anonymous one
 * @throws InputError `complaint_unknown` for one outside the jurisdiction too, `sealed_unreadable`; RefusedError `role_insufficient`
 */
export async function unmaskComplainant(
  database: Database,
  personalData: Pick<PersonalData, 'open'>,
  { id: sessionId, person, jurisdiction }: Decider,
  complaintId: string,
  now: Date,
): Promise<{ readonly complainant: Complainant | null; readonly text: string }> {
  if (!decidingRoles.includes(person.role))
    throw new RefusedError(
      'role_insufficient',
      `${person.name} is ${person.role}; reviewers and supervisors see complainants.`,
    );
  return database.$transaction(async (transaction) => {
    const complaint = await transaction.complaint.findFirst({
      where: { id: complaintId, organisationId: { in: [...jurisdiction] } },
      select: { text: true, complainant: { select: { sealed: true } } },
    });
    if (complaint === null) throw new InputError('complaint_unknown', `There is no complaint ${complaintId}.`);
    const { sealed } = complaint.complainant ?? {};
    const complainant = sealed === undefined ? null : openComplainant(personalData, sealed);
    const row = { id: newId(), complaintId, userId: person.id, sessionId };
    await transaction.complainantUnmasking.create({ data: { ...row, unmaskedAt: now }, select: { id: true } });
    await appendLedgerEntries(transaction, [rowEntry('complainant.shown', row, now)], now);
    return { complainant, text: complaint.text };
  });
}
