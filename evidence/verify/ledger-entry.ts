import type { LedgerEntryFields } from '../../contracts/evidence-package.js';
import { canonicalJson } from './canonical-json.js';

/** What the first entry has in the place of a previous hash: 64 zeros, which no SHA-256 is known to give. */
export const genesisHash = '0'.repeat(64);

/**
 * The text whose SHA-256 over UTF-8 is an entry's hash: its canonical JSON (RFC 8785) with exactly the members `at` (ISO 8601, UTC,
 * milliseconds), `kind`, `previousHash`, `sequence` (decimal, as a string: it may pass 2^53), `subjectId` and `subjectSha256`.
 */
export function ledgerEntryText(fields: LedgerEntryFields): string {
  // Names each member: a row brings others, which must not be hashed.
  const { at, kind, previousHash, sequence, subjectId, subjectSha256 } = fields;
  return canonicalJson({ at, kind, previousHash, sequence, subjectId, subjectSha256 });
}
