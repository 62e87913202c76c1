import type { NewLedgerEntry } from '../../evidence/ledger/append-entries.js';
import type { Transaction } from '../../prisma/open-database.js';
import { type NewPostingEvent, storeEvents } from './posting-events.js';
import { type AbsenceReason, afterAbsence } from './posting-life.js';
import { lockPostings, type PostingRowState, writePostings } from './posting-rows.js';

/** A posting that was looked for and not found. */
export interface Absence {
  readonly postingId: string;
  /** The capture that shows it; null where no single one does. */
  readonly captureId: string | null;
  readonly reason: AbsenceReason;
  readonly at: Date;
}

/**
 * Records absences, in their order: gone removes a posting at once, absent at the second time in a row. One from before the posting
 * was last seen changes nothing, nor does one of a posting that is removed already.
 *
 * @returns the entries for the ledger, to be appended last
 */
export async function recordAbsences(transaction: Transaction, items: readonly Absence[]): Promise<NewLedgerEntry[]> {
  const rows = await lockPostings(
    transaction,
    items.map(({ postingId }) => postingId),
  );
  const changed = new Map<string, PostingRowState>();
  const counted = new Set<string>();
  const events: NewPostingEvent[] = [];
  for (const item of items) {
    const { postingId, captureId, reason, at } = item;
    // One look that is named twice is one look.
    const look = JSON.stringify(item);
    const row = changed.get(postingId) ?? rows.get(postingId);
    if (row === undefined || counted.has(look)) continue;
    counted.add(look);
    const after = afterAbsence(row, at, reason);
    if (after === row) continue;
    changed.set(postingId, { ...row, ...after });
    if (after.state === 'removed') events.push({ postingId, kind: 'removed', at, captureId, detail: { reason } });
  }
  await writePostings(transaction, [...changed.values()]);
  return storeEvents(transaction, events);
}
