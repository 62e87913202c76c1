import { DeadError } from '../../contracts/errors.js';
import type { BlobStore } from '../blobs/blob-store.js';

/** How many are copied at once: most of the time goes into waiting for the disk. */
const atOnce = 4;

export interface CopiedBlobs {
  readonly count: number;
  readonly bytes: number;
  readonly missing: string[];
  readonly corrupt: string[];
}

/**
 * Copies blobs from one store to another, each with its hash checked. One that the target has already is read there, and written anew
 * when its bytes are wrong.
 *
 * @param names of the blobs; `mayLack` says that it is no loss when the source lacks it
 * @param onBlob hears of each that is whole in the target
 */
export async function copyBlobs(
  names: AsyncIterable<{ sha256: string; mayLack: boolean }>,
  source: Pick<BlobStore, 'stream'>,
  target: BlobStore,
  onBlob: (sha256: string, bytes: number) => void,
  signal?: AbortSignal,
): Promise<CopiedBlobs> {
  const result = { count: 0, bytes: 0, missing: [] as string[], corrupt: [] as string[] };
  const iterator = names[Symbol.asyncIterator]();
  const work = async (): Promise<void> => {
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      signal?.throwIfAborted();
      const { sha256, mayLack } = next.value;
      try {
        const bytes = (await wholeLength(target, sha256)) ?? (await target.put(source.stream(sha256))).bytes;
        result.count += 1;
        result.bytes += bytes;
        onBlob(sha256, bytes);
      } catch (error) {
        const code = error instanceof DeadError ? error.code : '';
        if (code === 'blob_corrupt') result.corrupt.push(sha256);
        else if (code === 'blob_missing' || code === 'blob_retired') {
          if (!mayLack && code === 'blob_missing') result.missing.push(sha256);
        } else throw error;
      }
    }
  };
  const workers = Array.from({ length: atOnce }, work);
  // All have ended before a failure is told: none may write into a folder that its caller takes for finished.
  const ended = await Promise.allSettled(workers);
  for (const outcome of ended) if (outcome.status === 'rejected') throw outcome.reason;
  result.missing.sort();
  result.corrupt.sort();
  return result;
}

/** Bytes of a blob that is there and whole; undefined when it has to be written. A wrong one makes room. */
async function wholeLength(store: BlobStore, sha256: string): Promise<number | undefined> {
  if (!(await store.has(sha256))) return undefined;
  let bytes = 0;
  try {
    for await (const chunk of store.stream(sha256)) bytes += chunk.byteLength;
    return bytes;
  } catch (error) {
    if (!(error instanceof DeadError) || error.code !== 'blob_corrupt') throw error;
    await store.delete(sha256, lastDate);
    return undefined;
  }
}

/** After everything: the largest time value of ECMAScript. */
const lastDate = new Date(8.64e15);
