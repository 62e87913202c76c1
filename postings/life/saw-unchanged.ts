import type { NewLedgerEntry } from '../../evidence/ledger/append-entries.js';
import type { Transaction } from '../../prisma/open-database.js';
import { type NewPostingEvent, storeEvents } from './posting-events.js';
import { afterSighting } from './posting-life.js';
import { lockPostings, writePostings } from './posting-rows.js';

/** A page that answered 304 (RFC 9110, 15.4.5): the posting is there, in the words of its newest version. */
export interface UnchangedPosting {
  readonly postingId: string;
  readonly captureId: string;
  readonly seenAt: Date;
}

/**
 * Records sightings without new words. A posting that was removed is back by one.
 *
 * @returns the entries for the ledger, to be appended last
 */
export async function sawUnchanged(
  transaction: Transaction,
  items: readonly UnchangedPosting[],
): Promise<NewLedgerEntry[]> {
  const rows = await lockPostings(
    transaction,
    items.map(({ postingId }) => postingId),
  );
  const events: NewPostingEvent[] = [];
  for (const { postingId, captureId, seenAt } of items) {
    const row = rows.get(postingId);
    if (row === undefined) continue;
    const after = { ...row, ...afterSighting(row, seenAt, { again: true, band: row.band }) };
    rows.set(postingId, after);
    if (row.state === 'removed' && after.state === 'live')
      events.push({ postingId, kind: 'seen_again', at: seenAt, captureId, detail: {} });
  }
  await writePostings(transaction, [...rows.values()]);
  return storeEvents(transaction, events);
}
