import { resolve } from 'node:path';
import { InputError } from '../contracts/errors.js';
import { type RestoreOutcome, restoreBackup } from '../evidence/backup/restore-backup.js';
import { findBlobStore } from '../evidence/blobs/find-blob-store.js';
import { provideDatabase } from '../prisma/embedded/provide-database.js';
import { projectMigrationsFolder } from '../prisma/migrations-folder.js';
import { readBackupPassphrase } from './backup-passphrase.js';
import { writeNotice } from './open-record.js';
import { showProgress } from './progress.js';
import { requireFolder } from './require-folder.js';
import type { ExitCode } from './run-command.js';
import { activeReleaseFile, readSettings } from './settings.js';

/** How many faults are told in words. */
const mostFaults = 20;

/**
 * `guazheng restore DIR`: a backup into an empty database and the blob store of the settings. Exit 1 when the backup is not whole, and then
 * nothing was written; or when the restored ledger does not verify, or blobs were lacking when the backup was made.
 *
 * @param options.withoutKeys leaves the keys out where there is no passphrase
 */
export async function restore(folder: string, options: { json?: boolean; withoutKeys?: boolean }): Promise<ExitCode> {
  const settings = readSettings();
  await requireFolder(settings.stateFolder, `The folder ${settings.stateFolder} (GUAZHENG_HOME)`);
  const provided = await provideDatabase({
    stateFolder: settings.stateFolder,
    onNotice: writeNotice,
    ...(settings.databaseUrl === undefined ? {} : { databaseUrl: settings.databaseUrl }),
  });
  try {
    const progress = showProgress('restore');
    const outcome = await restoreBackup(
      resolve(folder),
      {
        databaseUrl: provided.url,
        migrationsFolder: projectMigrationsFolder(),
        place: await findBlobStore(settings.blobStore),
        keysFolder: settings.keysFolder,
        activeReleaseFile: activeReleaseFile(settings.stateFolder),
        passphrase: () => (options.withoutKeys === true ? Promise.resolve(undefined) : requirePassphrase()),
      },
      { now: () => new Date(), onProgress: progress.update },
    ).finally(() => progress.stop());
    process.stdout.write(options.json === true ? `${JSON.stringify(summary(outcome))}\n` : inWords(outcome));
    if (!outcome.restored || !outcome.ledger.ok) return 1;
    const { missing, corrupt } = outcome.manifest.blobs;
    return missing.length + corrupt.length === 0 ? 0 : 1;
  } finally {
    await provided.release();
  }
}

async function requirePassphrase(): Promise<string> {
  const passphrase = await readBackupPassphrase('Passphrase of the keys in the backup: ');
  if (passphrase !== undefined) return passphrase;
  throw new InputError(
    'passphrase_missing',
    'The backup holds keys under a passphrase: set GUAZHENG_BACKUP_PASSPHRASE, or give --without-keys to restore everything else.',
  );
}

function summary(outcome: RestoreOutcome) {
  if (!outcome.restored) return outcome;
  const { manifest, rows, keys, ledger } = outcome;
  const { count, missing, corrupt } = manifest.blobs;
  return {
    restored: true,
    id: manifest.id,
    createdAt: manifest.createdAt,
    rows,
    blobs: count,
    missing,
    corrupt,
    keys,
    ledger,
  };
}

function inWords(outcome: RestoreOutcome): string {
  if (!outcome.restored) {
    const lines = outcome.faults.slice(0, mostFaults).map(({ path, what }) => `${what}: ${path}`);
    if (outcome.faults.length > mostFaults) lines.push(`… and ${outcome.faults.length - mostFaults} more`);
    return `${lines.join('\n')}\nThe backup is not whole, and nothing was restored; use another one.\n`;
  }
  const { manifest, rows, keys, ledger } = outcome;
  const { count, missing, corrupt } = manifest.blobs;
  const lost = [...missing, ...corrupt];
  const lines = [
    ...lost.slice(0, mostFaults).map((sha256) => `lacking since the backup was made: ${sha256}`),
    `Restored as of ${manifest.createdAt}: ${rows} rows, ${count} blobs, ${keys} key files. ${ledgerInWords(ledger)}`,
    'The settings of that time are in settings.json of the backup, without their secrets.',
  ];
  return `${lines.join('\n')}\n`;
}

function ledgerInWords({ ok, entries, firstBad }: (RestoreOutcome & { restored: true })['ledger']): string {
  if (ok) return `The ledger verifies: ${entries} entries.`;
  return `The ledger does NOT verify, first at entry ${firstBad?.sequence}: ${firstBad?.why}. It was so when the backup was made.`;
}
