import { z } from 'zod';
import type { Snapshot } from '../../prisma/snapshot.js';
import { genesisHash } from '../verify/ledger-entry.js';
import { writeBackupFile } from './backup-file.js';
import type { BackupManifest } from './backup-manifest.js';

const newline = 0x0a;

/** Writes the rows of every table of a snapshot, one gzipped file a table, below `path` of the backup's folder. */
export async function saveTables(
  snapshot: Snapshot,
  folder: string,
  path: string,
  onTable: (name: string, share: number) => void,
): Promise<BackupManifest['tables']> {
  const saved: BackupManifest['tables'] = [];
  for (const table of snapshot.tables) {
    onTable(table.name, saved.length / snapshot.tables.length);
    let rows = 0;
    async function* counted(): AsyncGenerator<Buffer> {
      for await (const piece of snapshot.copyTable(table)) {
        // In COPY's text each row is a line; a newline in a value is written as \n.
        for (let at = piece.indexOf(newline); at >= 0; at = piece.indexOf(newline, at + 1)) rows += 1;
        yield piece;
      }
    }
    const file = await writeBackupFile(folder, `${path}/${table.name}.copy.gz`, counted(), { gzip: true });
    saved.push({ name: table.name, columns: [...table.columns], rows, file });
  }
  return saved;
}

const migrationRow = z.object({ name: z.string(), checksum: z.string() });
const entryRow = z.object({ sequence: z.coerce.number(), hash: z.string() });
const markRow = z.object({ mark: z.string() });

/** What a manifest says of the snapshot's rows. */
export async function describeSnapshot(
  snapshot: Snapshot,
): Promise<Pick<BackupManifest, 'migrations' | 'ledger'> & { mark: string | null }> {
  const migrations = await snapshot.rows(
    `SELECT "migration_name" AS "name", "checksum" FROM "_prisma_migrations"
      WHERE "rolled_back_at" IS NULL ORDER BY "migration_name"`,
  );
  const [head] = await snapshot.rows(
    `SELECT "sequence"::text, "hash" FROM "LedgerEntry" ORDER BY "LedgerEntry"."sequence" DESC LIMIT 1`,
  );
  const [mark] = await snapshot.rows(
    `SELECT "subjectSha256" AS "mark" FROM "LedgerEntry"
      WHERE "subjectId" = 'blob_store' AND "kind" = 'blob_store.opened' ORDER BY "sequence" DESC LIMIT 1`,
  );
  const { sequence, hash } = head === undefined ? { sequence: 0, hash: genesisHash } : entryRow.parse(head);
  return {
    migrations: z.array(migrationRow).parse(migrations),
    ledger: { size: sequence, hash },
    mark: mark === undefined ? null : markRow.parse(mark).mark,
  };
}
