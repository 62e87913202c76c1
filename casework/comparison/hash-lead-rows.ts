import { sha256 } from '../../postings/hash-content.js';

/** A row of ComparisonLead. */
export interface LeadRow {
  readonly id: string;
  readonly kind: string;
  readonly identitySha256: string;
  readonly sealed: string;
  readonly unitCode: string;
  readonly unitName: string;
}

/** SHA-256 of one row, lower-case hex: its fields, joined by the unit separator (U+001F). */
export function hashLeadRow({ id, kind, identitySha256, sealed, unitCode, unitName }: LeadRow): string {
  return sha256([id, kind, identitySha256, sealed, unitCode, unitName].join('\u001f'));
}

/**
 * SHA-256 over the hashes of a comparison's rows, in the order of their ids. Rows of one comparison may be hundreds of megabytes; their
 * hashes are not. evidence/ledger/verify-rows.ts computes the same in SQL.
 */
export function hashLeadRows(hashes: ReadonlyMap<string, string>): string {
  const ids = [...hashes.keys()].sort();
  return sha256(ids.map((id) => hashes.get(id)).join(''));
}
