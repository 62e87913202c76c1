import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { InputError } from '../contracts/errors.js';
import type { BackupManifest } from '../evidence/backup/backup-manifest.js';
import { makeBackup } from '../evidence/backup/make-backup.js';
import { type KeyFile, readKeyFiles } from '../evidence/backup/sealed-keys.js';
import { readBackupPassphrase } from './backup-passphrase.js';
import { interruption } from './interruption.js';
import { showProgress } from './progress.js';
import { projectFolder } from './project-folder.js';
import { requireFolder } from './require-folder.js';
import type { ExitCode } from './run-command.js';
import { activeReleaseFile, readSettings } from './settings.js';
import { withRecord } from './with-record.js';

const packageFile = z.object({ name: z.string(), version: z.string() });

/** The variables of the environment that are settings of this program or of what it uses. */
const settingName =
  /^(?:GUAZHENG_\w+|DATABASE_URL|REDIS_\w+|BLOB_STORE|TSA_\w+|AWS_(?:REGION|PROFILE|ENDPOINT_URL\w*))$/;

/**
 * `guazheng backup DIR`: rows, blobs, settings and keys of the record, while it is used. Exit 1 when a blob was missing or corrupt.
 *
 * @param options.withoutKeys leaves the keys out where there is no passphrase
 */
export async function backup(folder: string, options: { json?: boolean; withoutKeys?: boolean }): Promise<ExitCode> {
  const settings = readSettings();
  const target = resolve(folder);
  await requireFolder(target, `The folder ${target}`);
  const keys = await readKeyFiles(settings.keysFolder);
  const passphrase = await passphraseFor(keys, options.withoutKeys === true);
  const { name, version } = packageFile.parse(
    JSON.parse(await readFile(join(projectFolder(), 'package.json'), 'utf8')),
  );
  const stop = interruption();
  try {
    return await withRecord<ExitCode>(async ({ database, databaseUrl, blobs }) => {
      const progress = showProgress('backup');
      const manifest = await makeBackup(
        {
          ...{ database, databaseUrl, blobs, keys, passphrase },
          settings: knownSettings(),
          activeReleaseFile: activeReleaseFile(settings.stateFolder),
          software: { name, version },
        },
        target,
        { now: () => new Date(), onProgress: progress.update, signal: stop.signal },
      ).finally(() => progress.stop());
      const { missing, corrupt } = manifest.blobs;
      process.stdout.write(
        options.json === true ? `${JSON.stringify(summary(manifest))}\n` : inWords(manifest, target),
      );
      for (const sha256 of missing) process.stderr.write(`The blob ${sha256} is missing in the store.\n`);
      for (const sha256 of corrupt) process.stderr.write(`The blob ${sha256} is corrupt in the store.\n`);
      return missing.length + corrupt.length === 0 ? 0 : 1;
    });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.stderr.write(`Stopped: ${target} holds no new backup.\n`);
    return 1;
  } finally {
    stop.stopListening();
  }
}

async function passphraseFor(keys: readonly KeyFile[], withoutKeys: boolean): Promise<string | undefined> {
  if (withoutKeys || keys.length === 0) return undefined;
  const passphrase = await readBackupPassphrase('Passphrase for the keys in the backup: ');
  if (passphrase !== undefined) return passphrase;
  throw new InputError(
    'passphrase_missing',
    'The keys need a passphrase: set GUAZHENG_BACKUP_PASSPHRASE, or give --without-keys and keep the keys folder otherwise.',
  );
}

function knownSettings(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      settingName.test(name) && value !== undefined && value !== '' ? [[name, value]] : [],
    ),
  );
}

function summary({ id, createdAt, tables, blobs, ledger, keys }: BackupManifest) {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const { count, bytes, missing, corrupt } = blobs;
  return { id, createdAt, tables: tables.length, rows, blobs: count, bytes, missing, corrupt, ledger, keys };
}

function inWords(manifest: BackupManifest, folder: string): string {
  const { rows, tables, blobs, bytes, ledger, keys } = summary(manifest);
  const keysInWords = {
    sealed: 'the keys under the passphrase',
    'left out': 'no keys',
    none: 'no keys (there are none)',
  };
  const lost = manifest.blobs.missing.length + manifest.blobs.corrupt.length;
  const lostInWords = lost === 0 ? '' : ` It is not complete: ${lost} blobs could not be read; see the names above.`;
  return `Backed up to ${folder}: ${rows} rows of ${tables} tables, ${blobs} blobs (${(bytes / 1e6).toFixed(1)} MB), ${keysInWords[keys]}; the ledger had ${ledger.size} entries.${lostInWords}\n`;
}
