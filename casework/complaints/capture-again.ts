import { v7 as newId } from 'uuid';
import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import type { Database } from '../../prisma/open-database.js';
import type { Decider } from '../reviews/decider.js';
import { decidingRoles } from '../users/roles.js';
import type { ComplaintCapturePlan } from './capture-plan.js';
import { readComplaintCaptures } from './read-complaint-captures.js';

/**
 * Has the page that a complaint names taken once more, such as after its platform was added. Work, the row that says who asked, and its ledger
 * entry are one transaction.
 *
 * @throws InputError `complaint_unknown` for one outside the jurisdiction too; RefusedError `role_insufficient`, `capture_not_failed` unless
 *   it has failed or was refused before
 */
export async function captureAgain(
  database: Database,
  { id: sessionId, person, jurisdiction }: Decider,
  complaintId: string,
  plan: ComplaintCapturePlan,
  now: Date,
): Promise<void> {
  if (!decidingRoles.includes(person.role))
    throw new RefusedError(
      'role_insufficient',
      `${person.name} is ${person.role}; reviewers and supervisors have pages of complaints taken.`,
    );
  await database.$transaction(async (transaction) => {
    // Of two who ask at once the second sees that it is under way.
    const found = await transaction.$queryRaw<unknown[]>`
      SELECT 1 FROM "Complaint" WHERE "id" = ${complaintId} AND "organisationId" = ANY(${[...jurisdiction]})
         FOR NO KEY UPDATE`;
    if (found.length === 0) throw new InputError('complaint_unknown', `There is no complaint ${complaintId}.`);
    const capture = (await readComplaintCaptures(transaction, [complaintId])).get(complaintId);
    if (capture?.state !== 'refused' && capture?.state !== 'failed')
      throw new RefusedError(
        'capture_not_failed',
        `The page of the complaint ${complaintId} is ${capture?.state ?? 'not to be taken'}; only what failed is taken again.`,
      );
    await plan.planAgain(transaction, complaintId);
    const row = { id: newId(), complaintId, userId: person.id, sessionId };
    await transaction.complaintCaptureRequest.create({ data: { ...row, requestedAt: now }, select: { id: true } });
    await appendLedgerEntries(transaction, [rowEntry('complaint.capture_requested', row, now)], now);
  });
}
