import { v7 as newId } from 'uuid';
import { type ComplaintResultKind, complaintLimits } from '../../contracts/api/complaints.js';
import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import { storable } from '../../postings/hash-content.js';
import type { Database, Transaction } from '../../prisma/open-database.js';
import type { Decider } from '../reviews/decider.js';
import { decidingRoles } from '../users/roles.js';

export interface NewComplaintResult {
  readonly kind: ComplaintResultKind;
  readonly caseId: string | null;
  readonly handoffId: string | null;
  readonly note: string;
}

/** What a result points to; those that point to nothing say why. */
const pointsTo: Readonly<Record<ComplaintResultKind, 'case' | 'handoff' | null>> = {
  ...{ case_opened: 'case', joined_case: 'case', handed_off: 'handoff' },
  ...{ unfounded: null, no_jurisdiction: null, insufficient: null },
};

/**
 * Records what became of a complaint. A later result replaces it; both stay. Row and ledger entry are one transaction.
 *
 * @returns its id
 * @throws InputError `complaint_unknown` for one outside the jurisdiction too, `case_unknown`, `handoff_unknown`, `note_missing`, `note_long`;
 *   RefusedError `role_insufficient`, `result_stands` when the newest result says the same
 */
export async function recordComplaintResult(
  database: Database,
  { id: sessionId, person, jurisdiction }: Decider,
  complaintId: string,
  result: NewComplaintResult,
  now: Date,
): Promise<string> {
  if (!decidingRoles.includes(person.role))
    throw new RefusedError(
      'role_insufficient',
      `${person.name} is ${person.role}; reviewers and supervisors end complaints.`,
    );
  const { kind } = result;
  const note = storable(result.note).trim();
  const caseId = pointsTo[kind] === 'case' ? result.caseId : null;
  const handoffId = pointsTo[kind] === 'handoff' ? result.handoffId : null;
  if (note.length > complaintLimits.note)
    throw new InputError('note_long', `The note has more than ${complaintLimits.note} characters; shorten it.`);
  if (pointsTo[kind] === null && note === '')
    throw new InputError('note_missing', `Say why the complaint is ${kind}; the complainant may ask.`);
  return database.$transaction(async (transaction) => {
    // Of two who end it at once the second sees what the first has recorded.
    const found = await transaction.$queryRaw<{ id: string }[]>`
      SELECT "id" FROM "Complaint" WHERE "id" = ${complaintId} AND "organisationId" = ANY(${[...jurisdiction]})
         FOR NO KEY UPDATE`;
    if (found.length === 0)
      throw new InputError(
        'complaint_unknown',
        `There is no complaint ${complaintId}; guazheng complaint list shows them.`,
      );
    await requireTarget(transaction, jurisdiction, pointsTo[kind], caseId, handoffId);
    const newest = await transaction.complaintResult.findFirst({
      where: { complaintId },
      orderBy: { id: 'desc' },
      select: { kind: true, caseId: true, handoffId: true, note: true },
    });
    const row = { id: newId(), complaintId, kind, caseId, handoffId, note, sessionId, by: { ...person } };
    if (newest !== null && (['kind', 'caseId', 'handoffId', 'note'] as const).every((key) => newest[key] === row[key]))
      throw new RefusedError('result_stands', `The complaint ${complaintId} has that result already.`);
    await transaction.complaintResult.create({ data: { ...row, userId: person.id, decidedAt: now } });
    await appendLedgerEntries(transaction, [rowEntry('complaint.result', row, now)], now);
    return row.id;
  });
}

async function requireTarget(
  transaction: Transaction,
  jurisdiction: readonly string[],
  target: 'case' | 'handoff' | null,
  caseId: string | null,
  handoffId: string | null,
): Promise<void> {
  const organisationId = { in: [...jurisdiction] };
  if (target === 'case' && (await transaction.case.count({ where: { id: caseId ?? '', organisationId } })) === 0)
    throw new InputError(
      'case_unknown',
      `There is no case ${caseId ?? '(none was named)'}; name the case that it went into.`,
    );
  if (
    target === 'handoff' &&
    (await transaction.handoff.count({ where: { id: handoffId ?? '', organisationId } })) === 0
  )
    throw new InputError(
      'handoff_unknown',
      `There is no handoff ${handoffId ?? '(none was named)'}; name the handoff by which it was passed on.`,
    );
}
