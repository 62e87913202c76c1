import { writeHeadFile } from '../evidence/ledger/head-files.js';
import { sealLedger } from '../evidence/ledger/seal-ledger.js';
import type { Database } from '../prisma/open-database.js';
import { addDueWork } from './due-work.js';
import type { QueuedJob } from './engine.js';

export interface SealSettings {
  readonly timestampAuthorities: readonly string[];
  readonly ledgerHeadsFolder: string;
}

/**
 * Seals the ledger's head if it has grown, and keeps the head outside the database. Of several workers at once one makes the seal.
 * @returns the jobs that ask the timestamp authorities for it
 */
export async function sealLedgerNow(
  database: Database,
  { timestampAuthorities, ledgerHeadsFolder }: SealSettings,
  now: Date,
): Promise<readonly QueuedJob[]> {
  let jobs: readonly QueuedJob[] = [];
  const sealing = await sealLedger(database, now, async (transaction, { id }) => {
    if (timestampAuthorities.length === 0) return;
    jobs = await addDueWork(transaction, [{ step: 'stamp_seal', subjectId: id, crawlRunId: null }], now);
  });
  if (sealing !== undefined) await writeHeadFile(ledgerHeadsFolder, sealing.seal.head);
  return jobs;
}
