import { hash } from 'node:crypto';
import { canonicalJson, type JsonValue } from '../verify/canonical-json.js';
import type { NewLedgerEntry } from './append-entries.js';

/**
 * The entry of a row that is written in the same transaction. Its hash covers the row's columns by their names and the time as `at`;
 * witnessed-rows.ts names the same columns, so that a changed or planted row is found.
 */
export function rowEntry(
  kind: string,
  row: Readonly<Record<string, JsonValue>> & { readonly id: string },
  at: Date,
): NewLedgerEntry {
  const contents = { ...row, at: at.toISOString() };
  return { kind, subjectId: row.id, subjectSha256: hash('sha256', canonicalJson(contents), 'hex') };
}
