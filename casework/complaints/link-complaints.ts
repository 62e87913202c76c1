import { v7 as newId } from 'uuid';
import type { NewLedgerEntry } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import type { Transaction } from '../../prisma/open-database.js';

/** An advertisement that was found at an address that a complaint names. */
export interface NewComplaintLink {
  readonly complaintId: string;
  readonly postingId: string;
  /** The capture that the posting was read from; null where it had become known otherwise. */
  readonly captureId: string | null;
}

/**
 * Links complaints with the advertisements at the addresses that they name. A complaint that has its link keeps it.
 * @returns the entries for the ledger, to be appended last
 */
export async function linkComplaints(
  transaction: Transaction,
  links: readonly NewComplaintLink[],
  now: Date,
): Promise<NewLedgerEntry[]> {
  if (links.length === 0) return [];
  const rows = links.map((link) => ({ id: newId(), ...link }));
  const inserted = await transaction.complaintLink.createManyAndReturn({
    data: rows.map((row) => ({ ...row, linkedAt: now })),
    skipDuplicates: true,
    select: { id: true },
  });
  const ids = new Set(inserted.map(({ id }) => id));
  return rows.filter(({ id }) => ids.has(id)).map((row) => rowEntry('complaint.linked', row, now));
}
