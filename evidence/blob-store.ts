import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, type FileHandle, link, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { BlobReference } from '../contracts/capture.js';
import { DeadError, FatalError, InputError, systemCodeOf } from '../contracts/errors.js';

/** Bytes by the name of their SHA-256. Nothing is ever changed in it. */
export interface BlobStore {
  /**
   * Stores bytes, and returns when a power cut can no longer take them. Storing the same bytes again changes nothing.
   * A stream is written as it comes; memory does not grow with it. When the stream fails, nothing is stored.
   *
   * @throws FatalError `disk_full`
   */
  put(content: Uint8Array | AsyncIterable<Uint8Array>): Promise<BlobReference>;
  /**
   * The bytes, after their hash was checked.
   *
   * @throws DeadError `blob_missing`, or `blob_corrupt` with the file's name
   */
  get(sha256: string): Promise<Uint8Array>;
  /** The same for bytes of any size. The error of a wrong hash comes in place of the end. */
  stream(sha256: string): AsyncIterable<Uint8Array>;
  has(sha256: string): Promise<boolean>;
}

/** What no put that is still alive leaves untouched for so long. */
const abandonedAfterMilliseconds = 3_600_000;

/**
 * A blob store in a folder: `ab/cd/abcd…`, the first two pairs of digits as folders. Bytes are written to
 * `incoming/` and linked to their name when they are whole and on disk, so that a name never stands for part of them.
 * Several processes may use it at once; what killed ones left in `incoming/` is removed when it is opened.
 */
export async function createFolderBlobStore(folder: string): Promise<BlobStore> {
  const root = resolve(folder);
  const incoming = join(root, 'incoming');
  await mkdir(incoming, { recursive: true });
  await sweepIncoming(incoming);
  const fileOf = (sha256: string) => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) {
      throw new InputError('blob_name_invalid', `${JSON.stringify(sha256)} is not a SHA-256 in lower-case hex.`);
    }
    return join(root, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  };

  return {
    async put(content) {
      const temporary = join(incoming, `${hostname()} ${process.pid} ${randomBytes(8).toString('hex')}`);
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
    async get(sha256) {
      const file = fileOf(sha256);
      const bytes = await readFile(file).catch((error: unknown) => {
        throw missing(error, file) ?? error;
      });
      if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw corrupt(file);
      return bytes;
    },
    async *stream(sha256) {
      const file = fileOf(sha256);
      const hash = createHash('sha256');
      try {
        for await (const chunk of createReadStream(file)) {
          hash.update(chunk);
          yield chunk;
        }
      } catch (error) {
        throw missing(error, file) ?? error;
      }
      if (hash.digest('hex') !== sha256) throw corrupt(file);
    },
    async has(sha256) {
      return access(fileOf(sha256)).then(
        () => true,
        (error: unknown) => {
          if (systemCodeOf(error) === 'ENOENT') return false;
          throw error;
        },
      );
    },
  };
}

/** Writes and hashes at once; the bytes are on disk when it returns. */
async function writeWhole(file: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<BlobReference> {
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
async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.byteLength; ) {
    offset += (await handle.write(chunk, offset)).bytesWritten;
  }
}

/**
 * Gives the bytes their name. A name that exists is left alone, but its folders are written to disk all the same:
 * whoever made it may not have come so far.
 */
async function publish(temporary: string, file: string, root: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await link(temporary, file).catch((error: unknown) => {
    if (systemCodeOf(error) !== 'EEXIST') throw error;
  });
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    await syncFolder(folder);
    if (folder === root) return;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Names are `host pid random`. A process of another host cannot be asked whether it lives; its files go by age. */
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

function diskFull(error: unknown, folder: string): FatalError | undefined {
  if (!['ENOSPC', 'EDQUOT'].includes(systemCodeOf(error) ?? '')) return undefined;
  return new FatalError('disk_full', `The disk of ${folder} is full; free some space, then start again.`, {
    cause: error,
  });
}

function missing(error: unknown, file: string): DeadError | undefined {
  if (systemCodeOf(error) !== 'ENOENT') return undefined;
  return new DeadError('blob_missing', `${file} is missing; restore it from a backup.`, { cause: error });
}

const corrupt = (file: string): DeadError =>
  new DeadError('blob_corrupt', `${file} does not hold the bytes that it is named after; restore it from a backup.`);
