import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, link, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { systemCodeOf } from '../../contracts/errors.js';
import { isBlobPath, pathOfBlob } from './blob-name.js';
import type { BlobStore } from './blob-store.js';
import { blobCorrupt, blobMissing, checkedBytes } from './checked-bytes.js';
import { diskFull, publish, writeWhole } from './durable-file.js';

/** What no put that is still alive leaves untouched for so long. */
const abandonedAfterMilliseconds = 3_600_000;

/**
 * A blob store in a folder. Bytes are written to `incoming/` and linked to their name when they are whole and on disk, so
 * that a name never stands for part of them. Several processes may use it at once; what killed ones left in `incoming/` is
 * removed when it is opened.
 */
export async function createFolderBlobStore(folder: string): Promise<BlobStore> {
  const root = resolve(folder);
  const incoming = join(root, 'incoming');
  await mkdir(incoming, { recursive: true });
  await sweepIncoming(incoming);
  const fileOf = (sha256: string) => join(root, pathOfBlob(sha256));

  return {
    async put(content) {
      const temporary = join(incoming, nameOfPart());
      try {
        const reference = await writeWhole(temporary, content);
        await publish(temporary, fileOf(reference.sha256), root);
        return reference;
      } catch (error) {
        throw diskFull(error, root) ?? error;
      } finally {
        await rm(temporary, { force: true });
      }
    },
    ...readFolderBlobs(root),
    async delete(sha256, unlessStoredSince) {
      const file = fileOf(sha256);
      const aside = join(incoming, nameOfPart());
      try {
        if ((await stat(file)).mtime >= unlessStoredSince) return false;
        // Out of the way first: from here on who stores it again gives the free name to bytes of his own.
        await rename(file, aside);
      } catch (error) {
        if (systemCodeOf(error) === 'ENOENT') return true;
        throw error;
      }
      const wanted = (await stat(aside)).mtime >= unlessStoredSince;
      if (wanted) {
        await link(aside, file).catch((error: unknown) => {
          if (systemCodeOf(error) !== 'EEXIST') throw error;
        });
      }
      await rm(aside, { force: true });
      return !wanted;
    },
  };
}

/** What is in a folder of blobs, which need not be writable. */
export function readFolderBlobs(folder: string): Pick<BlobStore, 'get' | 'stream' | 'has' | 'list'> {
  const fileOf = (sha256: string) => join(folder, pathOfBlob(sha256));
  return {
    async get(sha256) {
      const file = fileOf(sha256);
      const bytes = await readFile(file).catch((error: unknown) => {
        throw missingOr(error, file);
      });
      if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw blobCorrupt(file);
      return bytes;
    },
    async *stream(sha256) {
      const file = fileOf(sha256);
      try {
        yield* checkedBytes(createReadStream(file), sha256, file);
      } catch (error) {
        throw missingOr(error, file);
      }
    },
    has: async (sha256) => isThere(fileOf(sha256)),
    list: (prefix = '') => listBlobs(folder, prefix),
  };
}

/** In order of their names. */
async function* listBlobs(root: string, prefix: string): AsyncGenerator<string> {
  const foldersIn = async (folder: string, start: string) => {
    const names = await readdir(folder).catch((error: unknown) => {
      // A file beside the folders (store.json).
      if (['ENOENT', 'ENOTDIR'].includes(systemCodeOf(error) ?? '')) return [];
      throw error;
    });
    return names.filter((name) => name.startsWith(start.slice(0, name.length)) || start.startsWith(name)).sort();
  };
  for (const first of await foldersIn(root, prefix.slice(0, 2))) {
    if (!/^[0-9a-f]{2}$/.test(first)) continue;
    for (const second of await foldersIn(join(root, first), prefix.slice(2, 4)))
      for (const name of await foldersIn(join(root, first, second), prefix))
        if (isBlobPath(`${first}/${second}/${name}`)) yield name;
  }
}

function missingOr(error: unknown, file: string): unknown {
  return systemCodeOf(error) === 'ENOENT' ? blobMissing(file, error) : error;
}

export async function isThere(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Names in `incoming/` say who writes: `host pid random`. */
export function nameOfPart(): string {
  return `${hostname()} ${process.pid} ${randomBytes(8).toString('hex')}`;
}

/** A process of another host cannot be asked whether it lives; its files go by age. */
async function sweepIncoming(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const file = join(incoming, name);
    const [host, pid] = name.split(' ');
    const written = await stat(file).catch(() => undefined);
    if (written === undefined) continue;
    const killed = host === hostname() && !isAlive(Number(pid));
    if (killed || Date.now() - written.mtimeMs > abandonedAfterMilliseconds) await rm(file, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCodeOf(error) === 'EPERM';
  }
}
