import { v7 as newId } from 'uuid';
import { InputError, RefusedError } from '../../contracts/errors.js';
import type { NamedPerson } from '../../contracts/evidence-record.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256, storable } from '../../postings/hash-content.js';
import type { Database } from '../../prisma/open-database.js';
import type { OpenSession } from '../users/open-session.js';
import { decidingRoles } from '../users/roles.js';
import type { LicenceRow } from './licence-rows.js';
import { hashLicenceRows } from './licence-rows-hash.js';

/** A licence register's file as it was read. */
export interface LicenceFile {
  readonly name: string;
  readonly sha256: string;
  /** Rows below the header, those that were kept out among them. */
  readonly rows: number;
  readonly licences: readonly LicenceRow[];
}

export interface LicenceImport {
  readonly id: string;
  readonly importedAt: Date;
  /** The same file is here already: nothing was written. */
  readonly isKnown: boolean;
}

/** Rows of one statement. */
const chunk = 2_000;

/**
 * Takes a register's file in whole, for the organisation of the person who does it: import, licences and ledger entry are one transaction.
 * A file that is there and was not undone is not taken a second time, even if two take it at once.
 *
 * @throws RefusedError `role_insufficient`; InputError `register_empty` where no row could be kept
 */
export async function importLicences(
  database: Database,
  { id: sessionId, person }: OpenSession,
  file: LicenceFile,
  now: Date,
): Promise<LicenceImport> {
  refuseUnlessDeciding(person);
  if (file.licences.length === 0)
    throw new InputError(
      'register_empty',
      `${file.name} has ${file.rows} rows and none that can be kept; see what is wrong with them, correct the file and import it again.`,
    );
  return database.$transaction(async (transaction) => {
    const { organisationId } = await transaction.user.findUniqueOrThrow({
      where: { id: person.id },
      select: { organisationId: true },
    });
    // Two who import one file at once: the second sees the first.
    await transaction.$executeRaw`SELECT 1 FROM "Organisation" WHERE "id" = ${organisationId} FOR NO KEY UPDATE`;
    const known = await transaction.registerImport.findFirst({
      where: { organisationId, kind: 'licences', fileSha256: file.sha256, undoneAt: null },
      select: { id: true, importedAt: true },
    });
    if (known !== null) return { ...known, isKnown: true };
    const row = {
      ...{ id: newId(), organisationId, kind: 'licences', fileName: storable(file.name), fileSha256: file.sha256 },
      ...{
        rows: file.rows,
        rejected: file.rows - file.licences.length,
        userId: person.id,
        sessionId,
        by: { ...person },
      },
    };
    await transaction.registerImport.create({ data: { ...row, importedAt: now } });
    for (let from = 0; from < file.licences.length; from += chunk) {
      const licences = file.licences.slice(from, from + chunk);
      await transaction.licence.createMany({ data: licences.map((licence) => ({ ...licence, importId: row.id })) });
    }
    const { userId: _, ...hashed } = row;
    const contents = { ...hashed, licencesSha256: hashLicenceRows(file.licences), at: now.toISOString() };
    const subjectSha256 = sha256(canonicalJson(contents));
    await appendLedgerEntries(transaction, [{ kind: 'register.imported', subjectId: row.id, subjectSha256 }], now);
    return { id: row.id, importedAt: now, isKnown: false };
  });
}

/** @throws RefusedError `role_insufficient` */
export function refuseUnlessDeciding(person: NamedPerson): void {
  if (!decidingRoles.includes(person.role))
    throw new RefusedError(
      'role_insufficient',
      `${person.name} is ${person.role}; reviewers and supervisors keep the licence register and decide on agencies.`,
    );
}
