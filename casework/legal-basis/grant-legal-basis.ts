import { InputError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Database } from '../../prisma/open-database.js';
import { readBasisText, readPersonName } from './cited-line.js';
import { findLegalBasis } from './find-legal-basis.js';

export interface NewLegalBasis {
  readonly platformId: string;
  /** The order or article, as it is to be cited. */
  readonly basis: string;
  /** The supervisor who grants it. */
  readonly grantedBy: string;
  readonly validUntil: Date;
}

/**
 * A supervisor's act: from now on the platform's pages may be fetched on another ground than robots.txt, for a year at most.
 * Row and ledger entry are one transaction.
 *
 * @returns its id
 * @throws InputError when the basis or the name is missing, the end is not within a year, or another basis is valid
 */
export async function grantLegalBasis(database: Database, granted: NewLegalBasis, now: Date): Promise<string> {
  const { platformId, validUntil } = granted;
  const basis = readBasisText(granted.basis);
  const grantedBy = readPersonName(granted.grantedBy, 'who grants it');
  const latest = new Date(now);
  latest.setUTCFullYear(latest.getUTCFullYear() + 1);
  if (!(validUntil > now && validUntil <= latest)) {
    throw new InputError(
      'legal_basis_end',
      'A legal basis ends in the future and at most a year from now; give an earlier or later day, and grant it anew when it has ended.',
    );
  }
  return database.$transaction(async (transaction) => {
    // Two who grant at once: the second sees the first.
    await transaction.$queryRaw`SELECT 1 FROM "Platform" WHERE "id" = ${platformId} FOR NO KEY UPDATE`;
    const valid = await findLegalBasis(transaction, platformId, now);
    if (valid !== undefined) {
      throw new InputError(
        'legal_basis_valid',
        `A legal basis of ${platformId} is valid already («${valid.basis}», until ${valid.validUntil.toISOString()}); revoke it first.`,
      );
    }
    const data = { platformId, basis, grantedBy, grantedAt: now, validUntil };
    const { id } = await transaction.legalBasis.create({ data, select: { id: true } });
    const contents = { ...data, id, grantedAt: now.toISOString(), validUntil: validUntil.toISOString() };
    const subjectSha256 = sha256(canonicalJson(contents));
    await appendLedgerEntries(transaction, [{ kind: 'legal_basis.granted', subjectId: id, subjectSha256 }], now);
    return id;
  });
}
