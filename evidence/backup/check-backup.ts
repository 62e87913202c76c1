import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { DeadError, systemCodeOf } from '../../contracts/errors.js';
import { pathOfBlob } from '../blobs/blob-name.js';
import type { BlobStore } from '../blobs/blob-store.js';
import { linesOf, readGzipped } from './backup-file.js';
import type { BackupFile, BackupManifest } from './backup-manifest.js';

/** A file of a backup that is not what its manifest says. */
export interface BackupFault {
  /** Below the backup's folder. */
  readonly path: string;
  readonly what: 'missing' | 'changed';
}

/** The files that `backup.json` lists by their hash. */
function listedFiles(manifest: BackupManifest): BackupFile[] {
  return [...manifest.files, manifest.blobs.list, ...manifest.tables.map(({ file }) => file)];
}

/** Names of the blobs of a backup whose list was checked. */
export async function* blobsOfBackup(folder: string, manifest: BackupManifest): AsyncGenerator<string> {
  for await (const line of linesOf(readGzipped(join(folder, manifest.blobs.list.path)))) yield line;
}

/** Compares a listed file with its hash. */
export async function checkFile(folder: string, file: BackupFile): Promise<BackupFault | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(join(folder, file.path))) hash.update(chunk);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(systemCodeOf(error) ?? ''))
      return { path: file.path, what: 'missing' };
    throw error;
  }
  return hash.digest('hex') === file.sha256 ? undefined : { path: file.path, what: 'changed' };
}

/**
 * Reads a whole backup and compares every file with its hash, the listed ones first.
 *
 * @param blobs the backup's own
 * @param onBlob hears of each blob that was read
 * @returns every fault; of the blobs none when their list is not what it should be
 */
export async function checkBackup(
  folder: string,
  manifest: BackupManifest,
  blobs: Pick<BlobStore, 'stream'>,
  onBlob: () => void,
): Promise<BackupFault[]> {
  const faults: BackupFault[] = [];
  for (const file of listedFiles(manifest)) {
    const fault = await checkFile(folder, file);
    if (fault !== undefined) faults.push(fault);
  }
  if (faults.some(({ path }) => path === manifest.blobs.list.path)) return faults;
  for await (const sha256 of blobsOfBackup(folder, manifest)) {
    const what = await faultOf(blobs, sha256);
    if (what !== undefined) faults.push({ path: `blobs/${pathOfBlob(sha256)}`, what });
    onBlob();
  }
  return faults;
}

async function faultOf(blobs: Pick<BlobStore, 'stream'>, sha256: string): Promise<BackupFault['what'] | undefined> {
  const stream = blobs.stream(sha256)[Symbol.asyncIterator]();
  try {
    while ((await stream.next()).done !== true);
    return undefined;
  } catch (error) {
    if (error instanceof DeadError) return error.code === 'blob_missing' ? 'missing' : 'changed';
    throw error;
  }
}
