import { sha256 } from '../../postings/hash-content.js';
import type { LicenceRow } from './licence-rows.js';

/** Between the fields of a row and between rows; no row holds control characters. */
const [unitSeparator, recordSeparator] = ['\u001f', '\u001e'];

/**
 * SHA-256 of an import's rows in the order of their lines, lower-case hex: each row its fields, joined. evidence/ledger/verify-rows.ts
 * computes the same in SQL.
 */
export function hashLicenceRows(rows: readonly LicenceRow[]): string {
  const texts = [...rows]
    .sort((a, b) => a.line - b.line)
    .map(({ line, holder, creditCode, licenceNumber, issuer, scope, issuedOn, validUntil, status }) =>
      [...[line, holder, creditCode, licenceNumber, issuer, scope], ...[issuedOn ?? '', validUntil ?? '', status]].join(
        unitSeparator,
      ),
    );
  return sha256(texts.join(recordSeparator));
}
