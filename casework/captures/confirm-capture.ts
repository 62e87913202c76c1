import { v7 as newId } from 'uuid';
import { InputError, RefusedError } from '../../contracts/errors.js';
import type { PackageDecisions } from '../../contracts/evidence-package.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Database } from '../../prisma/open-database.js';
import type { OpenSession } from '../users/open-session.js';
import { decidingRoles } from '../users/roles.js';

export type CaptureConfirmation = PackageDecisions['confirmations'][number];

/**
 * An officer says, in a session of their own, that a full capture shows what its record says. Two different officers make it evidence,
 * where an officer had ordered it: what a program captures by itself is a clue until it is verified and captured again.
 *
 * @returns the confirmation, and how many officers have confirmed now
 * @throws RefusedError `role_insufficient`; `credential_missing` for a person without 执法证号; `capture_not_officers`; `same_person`;
 *   InputError `capture_unknown`
 */
export async function confirmCapture(
  database: Database,
  session: OpenSession,
  { fullCaptureId, note }: { readonly fullCaptureId: string; readonly note: string },
  now: Date,
): Promise<{ confirmation: CaptureConfirmation; confirmed: number }> {
  const { person } = session;
  if (!decidingRoles.includes(person.role))
    throw new RefusedError('role_insufficient', `${person.name} is ${person.role} and may not confirm captures.`);
  if (person.credentialNumber === '')
    throw new RefusedError(
      'credential_missing',
      `${person.name} has no 执法证号 on record; evidence is confirmed by officers who show theirs.`,
    );
  return database.$transaction(async (transaction) => {
    const [capture] = await transaction.$queryRaw<{ orderedById: string | null }[]>`
      SELECT ordered."orderedById" FROM "FullCapture" capture JOIN "FullCaptureOrder" ordered ON ordered."id" = capture."orderId"
       WHERE capture."id" = ${fullCaptureId} FOR NO KEY UPDATE OF capture`;
    if (capture === undefined) throw new InputError('capture_unknown', `There is no full capture ${fullCaptureId}.`);
    if (capture.orderedById === null)
      throw new RefusedError(
        'capture_not_officers',
        `The capture ${fullCaptureId} was taken by the system alone and stays a clue; an officer takes the posting again («guazheng evidence recapture POSTING --user NAME»), and that capture is confirmed.`,
      );
    const earlier = await transaction.captureConfirmation.findMany({
      where: { fullCaptureId },
      select: { userId: true, by: true },
    });
    // Two accounts of one officer are one officer.
    const isSame = ({ userId, by }: (typeof earlier)[number]): boolean =>
      userId === person.id ||
      (typeof by === 'object' &&
        by !== null &&
        'credentialNumber' in by &&
        by.credentialNumber === person.credentialNumber);
    if (earlier.some(isSame))
      throw new RefusedError(
        'same_person',
        `${person.name} has confirmed this capture already; it takes another officer.`,
      );
    const confirmation: CaptureConfirmation = {
      ...{ id: newId(), captureId: fullCaptureId, by: person, sessionId: session.id, at: now.toISOString(), note },
    };
    await transaction.captureConfirmation.create({
      data: {
        ...{ id: confirmation.id, fullCaptureId, userId: person.id, sessionId: session.id },
        ...{ by: { ...person }, note, confirmedAt: now },
      },
    });
    const subjectSha256 = sha256(canonicalJson({ ...confirmation, by: { ...person } }));
    await appendLedgerEntries(
      transaction,
      [{ kind: 'capture.confirmed', subjectId: confirmation.id, subjectSha256 }],
      now,
    );
    return { confirmation, confirmed: earlier.length + 1 };
  });
}
