import { hash } from 'node:crypto';
import { v7 as newId } from 'uuid';
import type { Transaction } from '../../prisma/open-database.js';
import type { Timestamp } from '../timestamps/request-timestamp.js';
import type { NewLedgerEntry } from './append-entries.js';

/**
 * Writes timestamps over a seal, in the given transaction; what an authority has given for it before stays.
 *
 * @returns the entries about those that are new, to be appended at the end of the same transaction
 */
export async function storeTimestamps(
  transaction: Transaction,
  sealId: string,
  timestamps: readonly Timestamp[],
): Promise<NewLedgerEntry[]> {
  const rows = await transaction.ledgerTimestamp.createManyAndReturn({
    data: timestamps.map(({ authority, response, certificates, revocation, stampedAt, offsetMilliseconds }) => ({
      ...{ id: newId(), sealId, authority, stampedAt },
      response: Uint8Array.from(response),
      certificates: certificates.map((certificate) => Uint8Array.from(certificate)),
      revocation: revocation.map((list) => Uint8Array.from(list)),
      // An authority's clock may be off by more than the column holds: 24 days.
      offsetMilliseconds: Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, offsetMilliseconds)),
    })),
    skipDuplicates: true,
    select: { id: true, response: true },
  });
  return rows.map(({ id, response }) => ({
    kind: 'ledger.stamped',
    subjectId: id,
    subjectSha256: hash('sha256', response, 'hex'),
  }));
}
