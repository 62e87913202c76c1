import { v7 as uuid } from 'uuid';
import type { NewLedgerEntry } from '../../evidence/ledger/append-entries.js';
import { canonicalJson, type JsonValue } from '../../evidence/verify/canonical-json.js';
import type { Transaction } from '../../prisma/open-database.js';
import { sha256 } from '../hash-content.js';

/** What happened to a posting, before it has an id. */
export interface NewPostingEvent {
  readonly postingId: string;
  readonly kind: 'first_seen' | 'edited' | 'removed' | 'seen_again' | 'relisted';
  readonly at: Date;
  readonly captureId: string | null;
  readonly detail: { readonly [key: string]: JsonValue };
}

/**
 * Writes events, in their order, in one statement.
 *
 * @returns an entry for each, `posting.<kind>`: its subject is the event's id, hashed is the canonical JSON (RFC 8785) of `at`
 *   (ISO 8601, UTC, milliseconds), `captureId`, `detail`, `id`, `kind` and `postingId`
 */
export async function storeEvents(
  transaction: Transaction,
  events: readonly NewPostingEvent[],
): Promise<NewLedgerEntry[]> {
  if (events.length === 0) return [];
  const rows = events.map(({ postingId, kind, at, captureId, detail }) => ({
    id: uuid(),
    postingId,
    kind,
    at: at.toISOString(),
    captureId,
    detail,
  }));
  await transaction.$executeRaw`
    INSERT INTO "PostingEvent" ("id", "postingId", "kind", "at", "captureId", "detail")
    SELECT "id", "postingId", "kind", "at", "captureId", "detail"
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row(
             "id" text, "postingId" text, "kind" text, "at" timestamptz, "captureId" text, "detail" jsonb)`;
  return rows.map((row) => ({
    kind: `posting.${row.kind}`,
    subjectId: row.id,
    subjectSha256: sha256(canonicalJson(row)),
  }));
}
