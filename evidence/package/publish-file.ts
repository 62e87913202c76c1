import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { BlobReference } from '../../contracts/capture.js';
import { InputError, systemCodeOf } from '../../contracts/errors.js';
import { diskFull, syncPath, writeWhole } from '../blobs/durable-file.js';

/**
 * Writes a file that appears under its name whole or not at all, whatever happens in between; one of that name stays until then. It is
 * read-only, and on disk when this returns. A killed process leaves `.NAME.….partial` beside it.
 *
 * @throws FatalError `disk_full`; InputError `file_unwritable`; what `content` throws
 */
export async function publishFile(file: string, content: AsyncIterable<Uint8Array>): Promise<BlobReference> {
  const target = resolve(file);
  const folder = dirname(target);
  const partial = join(folder, `.${basename(target)}.${randomBytes(6).toString('hex')}.partial`);
  try {
    const written = await writeWhole(partial, content);
    await rename(partial, target);
    await syncPath(folder);
    return written;
  } catch (error) {
    throw diskFull(error, folder) ?? unwritable(error, target, partial) ?? error;
  } finally {
    await rm(partial, { force: true });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'the folder does not exist; create it or give another name',
  ENOTDIR: 'a part of its path is no folder; give another name',
  EISDIR: 'there is a folder of that name; give another name',
  EACCES: 'this user may not write there; change the rights or give another name',
  EPERM: 'this user may not write there; change the rights or give another name',
  EROFS: 'the disk is read-only; give another name',
};

function unwritable(error: unknown, target: string, partial: string): InputError | undefined {
  const reason = reasons[systemCodeOf(error) ?? ''];
  // What is read meanwhile comes from other files, which this sentence would be wrong about.
  const isOurs = typeof error === 'object' && error !== null && 'path' in error && error.path === partial;
  if (reason === undefined || !isOurs) return undefined;
  return new InputError('file_unwritable', `${target} cannot be written: ${reason}.`, { cause: error });
}
