import { InputError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Database } from '../../prisma/open-database.js';
import { readPersonName } from './cited-line.js';
import { findLegalBasis } from './find-legal-basis.js';

/**
 * Ends the legal basis of a platform that is valid now: from here on robots.txt decides again.
 * Captures that were made on its ground keep citing it. Row and ledger entry are one transaction.
 *
 * @returns its id
 * @throws InputError when none is valid, or nobody is named
 */
export async function revokeLegalBasis(
  database: Database,
  { platformId, revokedBy }: { readonly platformId: string; readonly revokedBy: string },
  now: Date,
): Promise<string> {
  const name = readPersonName(revokedBy, 'who revokes it');
  return database.$transaction(async (transaction) => {
    await transaction.$queryRaw`SELECT 1 FROM "Platform" WHERE "id" = ${platformId} FOR NO KEY UPDATE`;
    const valid = await findLegalBasis(transaction, platformId, now);
    if (valid === undefined)
      throw new InputError(
        'legal_basis_missing',
        `No legal basis of ${platformId} is valid now; there is nothing to revoke.`,
      );
    await transaction.legalBasis.update({ where: { id: valid.id }, data: { revokedBy: name, revokedAt: now } });
    const contents = { id: valid.id, revokedBy: name, revokedAt: now.toISOString() };
    const subjectSha256 = sha256(canonicalJson(contents));
    await appendLedgerEntries(transaction, [{ kind: 'legal_basis.revoked', subjectId: valid.id, subjectSha256 }], now);
    return valid.id;
  });
}
