import { hash } from 'node:crypto';
import type { LedgerEntryFields } from '../../contracts/evidence-package.js';
import { ledgerEntryText } from '../verify/ledger-entry.js';

/** Printable ASCII that JSON writes as it is. */
const plainText = /^[ !#-[\]-~]*$/;

/** SHA-256, in lower-case hex, of an entry's text (evidence/verify/ledger-entry.ts). */
export function hashEntryFields(fields: LedgerEntryFields): string {
  return hash('sha256', entryText(fields), 'hex');
}

/**
 * The same as `ledgerEntryText`. Most entries hold identifiers and hashes alone: those are written several times as fast, which is what a
 * check of millions of entries mostly does.
 */
export function entryText(fields: LedgerEntryFields): string {
  const { at, kind, previousHash, sequence, subjectId, subjectSha256 } = fields;
  return plainText.test(at + kind + previousHash + sequence + subjectId + subjectSha256)
    ? `{"at":"${at}","kind":"${kind}","previousHash":"${previousHash}","sequence":"${sequence}","subjectId":"${subjectId}","subjectSha256":"${subjectSha256}"}`
    : ledgerEntryText(fields);
}
