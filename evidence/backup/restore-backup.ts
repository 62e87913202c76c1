import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, systemCodeOf } from '../../contracts/errors.js';
import { applyMigrations } from '../../prisma/apply-migrations.js';
import { openDatabase } from '../../prisma/open-database.js';
import { checkRestorable, restoreTables, type SavedDatabase } from '../../prisma/restore-tables.js';
import type { BlobStore } from '../blobs/blob-store.js';
import type { BlobStorePlace } from '../blobs/blob-store-place.js';
import { syncPath } from '../blobs/durable-file.js';
import { readFolderBlobs } from '../blobs/folder-blob-store.js';
import { entryOfMark, markBlobStore } from '../blobs/recognise-blob-store.js';
import { type LedgerReport, verifyLedger } from '../ledger/verify-ledger.js';
import { readGzipped, writeBackupFile } from './backup-file.js';
import { type BackupManifest, readManifest } from './backup-manifest.js';
import { type BackupFault, blobsOfBackup, checkBackup, checkFile } from './check-backup.js';
import { copyBlobs } from './copy-blobs.js';
import { appendToRestored } from './restored-entries.js';
import { type KeyFile, refuseOtherKeys, unsealKeys, writeKeyFiles } from './sealed-keys.js';

export interface RestoreTargets {
  /** Of an empty database. */
  readonly databaseUrl: string;
  readonly migrationsFolder: string;
  readonly place: BlobStorePlace;
  readonly keysFolder: string;
  /** Where an activated release lies; one that is there stays. */
  readonly activeReleaseFile: string;
  /** Asked when the backup holds keys; undefined leaves them out. */
  readonly passphrase: () => Promise<string | undefined>;
}

export interface RestoreOptions {
  readonly now: () => Date;
  /** @param share 0 to 1 */
  readonly onProgress?: (share: number, detail: string) => void;
}

/** Either the backup is not whole and nothing was restored, or what was. */
export type RestoreOutcome =
  | { readonly restored: false; readonly faults: readonly BackupFault[] }
  | {
      readonly restored: true;
      readonly manifest: BackupManifest;
      readonly rows: number;
      readonly keys: number;
      readonly ledger: LedgerReport;
    };

/**
 * Restores a backup into an empty database and a blob store. Everything is read and checked before anything is written; blobs and keys
 * come first, both of which may be there already; rows and the ledger's entry about it are one transaction, the last. So it may be killed
 * at any time and done again: either the database is still empty or all is there.
 *
 * @throws InputError `no_backup`, `database_not_empty`, `backup_too_new`, `passphrase_wrong`, `keys_differ`, `blob_store_other`,
 *   `blob_store_unusable`; DeadError `backup_damaged`; FatalError `disk_full`, `restore_failed`
 */
export async function restoreBackup(
  folder: string,
  targets: RestoreTargets,
  { now, onProgress = () => undefined }: RestoreOptions,
): Promise<RestoreOutcome> {
  const { manifest, sha256 } = await readManifest(folder);
  const saved = savedDatabase(folder, manifest);
  await checkRestorable(targets.databaseUrl, saved, targets.migrationsFolder);

  const keysFile = manifest.files.find(({ path }) => path.endsWith('/keys.json'));
  const keysFault = keysFile === undefined ? undefined : await checkFile(folder, keysFile);
  if (keysFault !== undefined) return { restored: false, faults: [keysFault] };
  const keys = keysFile === undefined ? [] : await openKeyFiles(join(folder, keysFile.path), manifest, targets);
  await refuseOtherKeys(targets.keysFolder, keys);

  const source = readFolderBlobs(join(folder, 'blobs'));
  const total = Math.max(1, manifest.blobs.count);
  let done = 0;
  const faults = await checkBackup(folder, manifest, source, () => {
    done += 1;
    onProgress((0.4 * done) / total, `${done} of ${total} blobs checked`);
  });
  if (faults.length > 0) return { restored: false, faults };
  await refuseOtherStore(folder, manifest, targets.place);

  const store = await targets.place.open();
  done = 0;
  await copyBlobs(blobNames(folder, manifest), source, store, () => {
    done += 1;
    onProgress(0.4 + (0.4 * done) / total, `${done} of ${total} blobs restored`);
  });
  await writeKeyFiles(targets.keysFolder, keys);
  await restoreRelease(folder, manifest, targets.activeReleaseFile);

  const mark = await markBlobStore(targets.place);
  const restored = { kind: 'backup.restored', subjectId: manifest.id, subjectSha256: sha256 };
  await restoreTables(targets.databaseUrl, saved, {
    migrationsFolder: targets.migrationsFolder,
    onTable: (name) => onProgress(0.8, `table ${name}`),
    beforeCommit: (run) => {
      const entries = mark.subjectSha256 === manifest.blobs.mark ? [restored] : [mark, restored];
      return appendToRestored(run, manifest.ledger, entries, now());
    },
  });
  await applyMigrations(targets.databaseUrl, targets.migrationsFolder);
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  const ledger = await verifyRestored(targets.databaseUrl, manifest, store);
  return { restored: true, manifest, rows, keys: keys.length, ledger };
}

function savedDatabase(folder: string, { migrations, tables }: BackupManifest): SavedDatabase {
  return {
    migrations,
    tables: tables.map(({ file, ...table }) => ({ ...table, read: () => readGzipped(join(folder, file.path)) })),
  };
}

async function openKeyFiles(file: string, manifest: BackupManifest, targets: RestoreTargets): Promise<KeyFile[]> {
  const passphrase = await targets.passphrase();
  if (passphrase === undefined) return [];
  return unsealKeys(await readFile(file, 'utf8'), passphrase, manifest.id);
}

async function* blobNames(folder: string, manifest: BackupManifest) {
  for await (const sha256 of blobsOfBackup(folder, manifest)) yield { sha256, mayLack: false };
}

/**
 * A store of another record may hold what this one’s retention would delete. Without a mark a store is taken as it is; with the mark that
 * the backup knows it is the one that was lost; an interrupted restore leaves a new mark and nothing that the backup lacks.
 */
async function refuseOtherStore(folder: string, manifest: BackupManifest, place: BlobStorePlace): Promise<void> {
  const mark = await entryOfMark(place);
  if (mark === undefined || mark.subjectSha256 === manifest.blobs.mark) return;
  const ours = new Set<string>();
  for await (const sha256 of blobsOfBackup(folder, manifest)) ours.add(sha256);
  for await (const sha256 of (await place.open()).list()) {
    if (ours.has(sha256)) continue;
    throw new InputError(
      'blob_store_other',
      `${place.name} (BLOB_STORE) belongs to another record and holds blobs that the backup lacks; give an empty one.`,
    );
  }
}

/** What judges was chosen by a person: one that was chosen here is not replaced. */
async function restoreRelease(folder: string, manifest: BackupManifest, target: string): Promise<void> {
  const saved = manifest.files.find(({ path }) => path.endsWith('/active-release.json'));
  if (saved === undefined) return;
  const there = await readFile(target).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (there !== undefined) return;
  const [parent, name] = [join(target, '..'), `active-release.${process.pid}.part`];
  await writeBackupFile(parent, name, [await readFile(join(folder, saved.path))], { gzip: false });
  await rename(join(parent, name), target);
  await syncPath(parent);
}

async function verifyRestored(databaseUrl: string, manifest: BackupManifest, blobs: BlobStore): Promise<LedgerReport> {
  const database = openDatabase(databaseUrl);
  const heads = manifest.ledger.size === 0 ? [] : [{ head: manifest.ledger, from: 'the backup' }];
  try {
    return await verifyLedger(database, { heads, blobs });
  } finally {
    await database.close();
  }
}
