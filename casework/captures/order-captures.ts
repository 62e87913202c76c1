import { v7 as newId } from 'uuid';
import type { CaptureReason, NamedPerson } from '../../contracts/evidence-record.js';
import type { NewLedgerEntry } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Transaction } from '../../prisma/open-database.js';

export interface NewCaptureOrder {
  readonly postingId: string;
  /** The clue that the capture will be compared with. */
  readonly postingVersionId: string;
  readonly reason: CaptureReason;
  /** Null where nobody is logged in: the system orders by itself, or a command does. */
  readonly by: NamedPerson | null;
  readonly clueNumber: string;
  readonly witness: string | null;
}

/**
 * Orders that postings be captured in full. Whoever calls makes `capture_full` of each id due in the same transaction.
 * @returns the ids of what is ordered now, and the entries for the ledger, to be appended last
 */
export async function orderCaptures(
  transaction: Transaction,
  orders: readonly NewCaptureOrder[],
  now: Date,
): Promise<{ ids: readonly string[]; ledger: readonly NewLedgerEntry[] }> {
  if (orders.length === 0) return { ids: [], ledger: [] };
  const rows = orders.map((order) => ({
    ...{ id: newId(), ...order, orderedById: order.by?.id ?? null, createdAt: now.toISOString() },
    // By itself the system orders once for each version, however often that is judged.
    onceFor: order.reason === 'flagged' ? order.postingVersionId : null,
  }));
  const inserted = await transaction.$queryRaw<{ id: string }[]>`
    INSERT INTO "FullCaptureOrder" ("id", "postingId", "postingVersionId", "reason", "orderedById", "by", "clueNumber", "witness", "onceFor", "createdAt")
    SELECT "id", "postingId", "postingVersionId", "reason", "orderedById", "by", "clueNumber", "witness", "onceFor", "createdAt"
      FROM jsonb_populate_recordset(NULL::"FullCaptureOrder", ${JSON.stringify(rows)}::jsonb)
    ON CONFLICT ("onceFor") DO NOTHING
    RETURNING "id"`;
  const ids = new Set(inserted.map(({ id }) => id));
  const ordered = rows.filter(({ id }) => ids.has(id));
  return {
    ids: ordered.map(({ id }) => id),
    ledger: ordered.map(({ id, postingId, postingVersionId, reason, by, clueNumber, witness, createdAt }) => ({
      kind: 'capture.ordered',
      subjectId: id,
      subjectSha256: sha256(
        canonicalJson({
          ...{ id, postingId, postingVersionId, reason, clueNumber, witness, createdAt },
          by: by === null ? null : { ...by },
        }),
      ),
    })),
  };
}
