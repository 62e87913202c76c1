import { createHash } from 'node:crypto';
import { type FileHandle, link, mkdir, open, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BlobReference } from '../../contracts/capture.js';
import { FatalError, systemCodeOf } from '../../contracts/errors.js';

/** Writes a new file and hashes at once; the bytes are on disk when it returns. */
export async function writeWhole(
  file: string,
  content: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<BlobReference> {
  const handle = await open(file, 'wx', 0o440);
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      await writeAll(handle, chunk);
    }
    await handle.sync();
    return { sha256: hash.digest('hex'), bytes };
  } finally {
    await handle.close();
  }
}

/** write(2) may take less than it was given, on a disk that is nearly full for one. */
export async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.byteLength; ) {
    offset += (await handle.write(chunk, offset)).bytesWritten;
  }
}

/** Folders whose names, up to the root, this process has written to disk. They are never removed; 65,536 of them at most in a store. */
const namedOnDisk = new Set<string>();

/**
 * Gives a file its name below `root`. A name that exists is left alone but for its time, which says when somebody last wanted it there;
 * its folders are written to disk all the same: whoever made it may not have come so far.
 */
export async function publish(temporary: string, file: string, root: string): Promise<void> {
  const parent = dirname(file);
  await mkdir(parent, { recursive: true });
  while (!(await linkOrTouch(temporary, file)));
  await syncPath(parent);
  // A folder's own name needs to be written once, whoever made it.
  if (namedOnDisk.has(parent)) return;
  for (let folder = parent; folder !== root; folder = dirname(folder)) await syncPath(dirname(folder));
  namedOnDisk.add(parent);
}

/** False when the name went between the two: it was being deleted. */
async function linkOrTouch(temporary: string, file: string): Promise<boolean> {
  try {
    await link(temporary, file);
    return true;
  } catch (error) {
    if (systemCodeOf(error) !== 'EEXIST') throw error;
  }
  try {
    const now = new Date();
    await utimes(file, now, now);
    return true;
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw error;
    return false;
  }
}

/** Writes a file's bytes, or the names in a folder, to disk. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export function diskFull(error: unknown, folder: string): FatalError | undefined {
  if (!['ENOSPC', 'EDQUOT'].includes(systemCodeOf(error) ?? '')) return undefined;
  return new FatalError('disk_full', `The disk of ${folder} is full; free some space, then start again.`, {
    cause: error,
  });
}
