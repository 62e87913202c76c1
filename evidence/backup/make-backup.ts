import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, systemCodeOf } from '../../contracts/errors.js';
import type { Database } from '../../prisma/open-database.js';
import { openSnapshot } from '../../prisma/snapshot.js';
import { blobReferencesSql } from '../blobs/blob-references.js';
import type { BlobStore } from '../blobs/blob-store.js';
import { createFolderBlobStore } from '../blobs/folder-blob-store.js';
import { appendLedgerEntries } from '../ledger/append-entries.js';
import { linesOf, publishText, readGzipped, writeBackupFile } from './backup-file.js';
import { type BackupFile, type BackupManifest, manifestName, manifestText, readManifest } from './backup-manifest.js';
import { type CopiedBlobs, copyBlobs } from './copy-blobs.js';
import { maskedSettings } from './masked-settings.js';
import { describeSnapshot, saveTables } from './save-tables.js';
import { type KeyFile, sealKeys } from './sealed-keys.js';

export interface BackupSources {
  readonly database: Database;
  readonly databaseUrl: string;
  readonly blobs: BlobStore;
  /** Secrets in it are masked before they are written. */
  readonly settings: Readonly<Record<string, string>>;
  /** The release that was activated here; one that does not exist is left out. */
  readonly activeReleaseFile: string;
  /** What stands in the keys folder. */
  readonly keys: readonly KeyFile[];
  /** Without one, the keys are left out. */
  readonly passphrase: string | undefined;
  readonly software: { readonly name: string; readonly version: string };
}

export interface BackupOptions {
  readonly now: () => Date;
  /** @param share 0 to 1 */
  readonly onProgress?: (share: number, detail: string) => void;
  readonly signal?: AbortSignal;
}

/** Tables are the smaller part of most records. */
const tablesShare = 0.2;

/**
 * Backs up a record while it is used: rows as they were at one moment, then the blobs that those rows name. Blobs are never changed, and
 * none is deleted while this runs. Everything new goes into a folder of its own; `backup.json` names it in the end, so that an earlier
 * backup in the same folder counts until then. The ledger's entry follows: a backup that was killed between the two is whole, and only
 * the ledger does not know of it.
 *
 * @throws InputError `backup_folder_used` when the folder holds something else; FatalError `disk_full`; the signal's reason
 */
export async function makeBackup(
  sources: BackupSources,
  folder: string,
  { now, onProgress = () => undefined, signal }: BackupOptions,
): Promise<BackupManifest> {
  await prepareFolder(folder);
  const id = randomUUID();
  const snapshot = await openSnapshot(sources.databaseUrl);
  let content: Omit<BackupManifest, 'digest'>;
  try {
    const createdAt = now().toISOString();
    const { mark, ...described } = await describeSnapshot(snapshot);
    const tables = await saveTables(snapshot, folder, `${id}/tables`, (name, share) => {
      signal?.throwIfAborted();
      onProgress(share * tablesShare, name);
    });
    const references = `${id}/references.tsv.gz`;
    const named = snapshot.copyQuery(`SELECT count(*) OVER (), * FROM (${blobReferencesSql}) AS "reference"`);
    await writeBackupFile(folder, references, named, { gzip: true });
    await snapshot.end();
    const { list, copied } = await saveBlobs(sources.blobs, folder, id, references, onProgress, signal);
    await rm(join(folder, references));
    content = {
      format: 'guazheng-backup/1',
      id,
      createdAt,
      software: { ...sources.software },
      ...described,
      tables,
      blobs: { ...copied, list, mark },
      keys: sources.keys.length === 0 ? 'none' : sources.passphrase === undefined ? 'left out' : 'sealed',
      files: await saveSettings(sources, folder, id),
    };
  } finally {
    await snapshot.close();
  }
  signal?.throwIfAborted();
  const text = manifestText(content);
  await publishText(folder, manifestName, text);
  await removeOthers(folder, id);
  const sha256 = createHash('sha256').update(text).digest('hex');
  await sources.database.$transaction((transaction) =>
    appendLedgerEntries(transaction, [{ kind: 'backup.made', subjectId: id, subjectSha256: sha256 }], now()),
  );
  return (await readManifest(folder)).manifest;
}

const snapshotFolder = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Made when it is missing. What else a backup's folder may hold: earlier backups, whole or not, whose blobs need not be copied again. */
async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const strange = (await readdir(folder)).find(
    (name) => ![manifestName, `${manifestName}.part`, 'blobs'].includes(name) && !snapshotFolder.test(name),
  );
  if (strange === undefined) return;
  throw new InputError(
    'backup_folder_used',
    `${folder} holds ${strange}, which is no part of a backup; give an empty folder, or that of an earlier backup.`,
  );
}

/** Folders of earlier backups, which `backup.json` no longer names. */
async function removeOthers(folder: string, id: string): Promise<void> {
  for (const name of await readdir(folder))
    if (snapshotFolder.test(name) && name !== id) await rm(join(folder, name), { recursive: true, force: true });
}

async function saveBlobs(
  source: BlobStore,
  folder: string,
  id: string,
  references: string,
  onProgress: (share: number, detail: string) => void,
  signal: AbortSignal | undefined,
): Promise<{ list: BackupFile; copied: CopiedBlobs }> {
  const target = await createFolderBlobStore(join(folder, 'blobs'));
  const whole: string[] = [];
  let total = 0;
  async function* names() {
    for await (const line of linesOf(readGzipped(join(folder, references)))) {
      const [count, sha256 = '', retired] = line.split('\t');
      total = Number(count);
      yield { sha256, mayLack: retired === 't' };
    }
  }
  const copied = await copyBlobs(
    names(),
    source,
    target,
    (sha256) => {
      whole.push(sha256);
      onProgress(tablesShare + ((1 - tablesShare) * whole.length) / total, `${whole.length} of ${total} blobs`);
    },
    signal,
  );
  const lines = whole.sort().map((sha256) => Buffer.from(`${sha256}\n`));
  return { copied, list: await writeBackupFile(folder, `${id}/blobs.txt.gz`, lines, { gzip: true }) };
}

async function saveSettings(sources: BackupSources, folder: string, id: string): Promise<BackupFile[]> {
  const settings = `${JSON.stringify(maskedSettings(sources.settings), null, 2)}\n`;
  const contents: [string, Uint8Array][] = [['settings.json', Buffer.from(settings)]];
  const release = await readFile(sources.activeReleaseFile).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (release !== undefined) contents.push(['active-release.json', release]);
  if (sources.keys.length > 0 && sources.passphrase !== undefined)
    contents.push(['keys.json', Buffer.from(await sealKeys(sources.keys, sources.passphrase, id))]);
  const files: BackupFile[] = [];
  for (const [name, bytes] of contents)
    files.push(await writeBackupFile(folder, `${id}/${name}`, [bytes], { gzip: false }));
  return files;
}
