import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BackupManifest, manifestText, readManifest } from '../../../evidence/backup/backup-manifest.js';

/** Writes a manifest that says something else and carries the right digest, as somebody who knows the format could. */
async function forge(folder: string, change: (manifest: BackupManifest) => BackupManifest): Promise<void> {
  const { digest: _, ...content } = change((await readManifest(folder)).manifest);
  await writeFile(join(folder, 'backup.json'), manifestText(content));
}

export const forgeRowCount = (folder: string) =>
  forge(folder, (manifest) => ({
    ...manifest,
    tables: manifest.tables.map((table) => (table.name === 'Verdict' ? { ...table, rows: table.rows + 1 } : table)),
  }));

export const forgeMigration = (folder: string, name: string) =>
  forge(folder, (manifest) => ({
    ...manifest,
    migrations: [...manifest.migrations, { name, checksum: '0'.repeat(64) }],
  }));
