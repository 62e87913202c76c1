import { z } from 'zod';
import { InputError } from '../../contracts/errors.js';
import type { RunSql } from '../../prisma/restore-tables.js';
import { hashLedgerEntry, type NewLedgerEntry } from '../ledger/append-entries.js';
import { genesisHash } from '../verify/ledger-entry.js';
import type { BackupManifest } from './backup-manifest.js';

const headRow = z.object({ sequence: z.coerce.bigint(), hash: z.string(), at: z.coerce.date() });

/**
 * Appends entries in the transaction that brings the ledger back, which no Prisma client takes part in.
 *
 * @throws InputError `backup_inconsistent` when the ledger that was restored does not end where the manifest says
 */
export async function appendToRestored(
  run: RunSql,
  expected: BackupManifest['ledger'],
  entries: readonly NewLedgerEntry[],
  now: Date,
): Promise<void> {
  const [row] = await run('SELECT "sequence", "hash", "at" FROM "LedgerEntry" ORDER BY "sequence" DESC LIMIT 1', []);
  const head = row === undefined ? { sequence: 0n, hash: genesisHash, at: now } : headRow.parse(row);
  if (head.sequence !== BigInt(expected.size) || head.hash !== expected.hash) {
    throw new InputError(
      'backup_inconsistent',
      `The backup’s ledger ends with entry ${head.sequence}, and its manifest says ${expected.size}; nothing was restored, take another backup.`,
    );
  }
  // Times in the chain never go back (ledger/append-entries.ts).
  const at = head.at > now ? head.at : now;
  let { sequence, hash: previousHash } = head;
  for (const entry of entries) {
    sequence += 1n;
    const content = { ...entry, sequence, at, previousHash };
    const hash = hashLedgerEntry(content);
    await run(
      `INSERT INTO "LedgerEntry" ("sequence", "at", "kind", "subjectId", "subjectSha256", "previousHash", "hash")
       VALUES ($1, $2::timestamptz, $3, $4, $5, $6, $7)`,
      [String(sequence), at.toISOString(), entry.kind, entry.subjectId, entry.subjectSha256, previousHash, hash],
    );
    previousHash = hash;
  }
}
