import { access, constants, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, messageOf, systemCodeOf } from '../../contracts/errors.js';
import { pathOfBlob } from './blob-name.js';
import { type BlobStorePlace, markPath } from './blob-store-place.js';
import { diskFull, publish, writeWhole } from './durable-file.js';
import { createFolderBlobStore, isThere, nameOfPart } from './folder-blob-store.js';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there; change the rights or give another folder',
  EPERM: 'this user may not write there; change the rights or give another folder',
  EROFS: 'the disk is read-only; give another folder',
  EEXIST: 'there is a file of that name; give another folder',
  ENOTDIR: 'a part of its path is no folder; give another one',
};

/** @param folder absolute; made when the store is opened or marked */
export function folderPlace(folder: string): BlobStorePlace {
  const attempt = async <T>(step: () => Promise<T>): Promise<T> => {
    try {
      return await step();
    } catch (error) {
      throw diskFull(error, folder) ?? unusable(folder, error);
    }
  };
  return {
    name: `the folder ${folder}`,
    readMark: () =>
      attempt(async () => {
        try {
          // The slash at its end: a file of that name is no folder.
          await access(`${folder}/`, constants.R_OK | constants.W_OK | constants.X_OK);
          return await readFile(join(folder, markPath), 'utf8');
        } catch (error) {
          if (systemCodeOf(error) === 'ENOENT') return undefined;
          throw error;
        }
      }),
    createMark: (text) =>
      attempt(async () => {
        const incoming = join(folder, 'incoming');
        await mkdir(incoming, { recursive: true });
        const temporary = join(incoming, nameOfPart());
        try {
          await writeWhole(temporary, new TextEncoder().encode(text));
          await publish(temporary, join(folder, markPath), folder);
        } finally {
          await rm(temporary, { force: true });
        }
      }),
    has: (sha256) => attempt(() => isThere(join(folder, pathOfBlob(sha256)))),
    open: () => attempt(() => createFolderBlobStore(folder)),
  };
}

function unusable(folder: string, error: unknown): InputError {
  const reason = reasons[systemCodeOf(error) ?? ''] ?? messageOf(error);
  return new InputError('blob_store_unusable', `The folder ${folder} (BLOB_STORE) cannot be used: ${reason}.`, {
    cause: error,
  });
}
