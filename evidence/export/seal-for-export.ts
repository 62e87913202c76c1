import type { Database, Transaction } from '../../prisma/open-database.js';
import { appendLedgerEntries } from '../ledger/append-entries.js';
import { headBytes, writeHeadFile, writeHeadTimestamp } from '../ledger/head-files.js';
import { type Seal, sealLedger } from '../ledger/seal-ledger.js';
import { storeTimestamps } from '../ledger/store-timestamp.js';
import { requestTimestamp } from '../timestamps/request-timestamp.js';

export interface SealOptions {
  readonly timestampAuthorities: readonly string[];
  readonly ledgerHeadsFolder: string;
  /** Called in the seal's own transaction, for what becomes due with it: its timestamps come later where they do not come now. */
  readonly becauseSealed: (transaction: Transaction, seal: Seal) => Promise<void>;
}

/**
 * Seals the ledger now and has the head timestamped, so that the package holds a head that is newer than its order.
 * @throws RetriedError `timestamp_failed` when an authority does not answer
 */
export async function sealForExport(
  { database, clock }: { readonly database: Database; readonly clock: { now(): Date } },
  { timestampAuthorities, ledgerHeadsFolder, becauseSealed }: SealOptions,
): Promise<void> {
  const sealing = await sealLedger(database, clock.now(), becauseSealed);
  if (sealing === undefined) return;
  const { id, head } = sealing.seal;
  await writeHeadFile(ledgerHeadsFolder, head);
  const given = await database.ledgerTimestamp.findMany({ where: { sealId: id }, select: { authority: true } });
  const has = new Set(given.map(({ authority }) => authority));
  for (const authority of timestampAuthorities) {
    if (has.has(authority)) continue;
    const timestamp = await requestTimestamp(authority, headBytes(head), { clock });
    // Before its row is committed: what the database says is given is outside it, too.
    await writeHeadTimestamp(ledgerHeadsFolder, head, timestamp.response);
    await database.$transaction(async (transaction) => {
      const entries = await storeTimestamps(transaction, id, [timestamp]);
      await appendLedgerEntries(transaction, entries, clock.now());
    });
  }
}
