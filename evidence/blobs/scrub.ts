import { setTimeout as delay } from 'node:timers/promises';
import { DeadError } from '../../contracts/errors.js';
import type { Database } from '../../prisma/open-database.js';
import { readBlobReferences } from './blob-references.js';
import type { BlobStore } from './blob-store.js';

/** What a look at every blob has found. */
export interface ScrubReport {
  /** Blobs that were read and whose bytes are right. */
  intact: number;
  bytes: number;
  /** Names of blobs that hold other bytes than they are named after. */
  corrupt: string[];
  /** Names of blobs that a row names and the store lacks. */
  missing: string[];
  /** Gone because their term of retention was over. */
  retired: number;
  /** In the store, and no row names them: a work that was stopped after it had stored its bytes leaves such behind. */
  unnamed: number;
}

export interface ScrubOptions {
  /** Most bytes that are read in a second; without it as fast as it goes. */
  readonly bytesPerSecond?: number;
  /** @param share of the names that are done, 0 to 1; names are hashes, so that each sixteenth is as large as the other */
  readonly onProgress?: (share: number, report: ScrubReport) => void;
  readonly signal?: AbortSignal;
}

const digits = '0123456789abcdef';

/**
 * Reads every blob that a row names and hashes it again, and counts what else lies in the store. It goes by the first digit of the names,
 * so that it never holds more than a sixteenth of them.
 *
 * @throws PutOffError `blob_store_away`, FatalError `blob_store_refused`; the signal's reason
 */
export async function scrub(database: Database, blobs: BlobStore, options: ScrubOptions = {}): Promise<ScrubReport> {
  const { onProgress = () => undefined, signal } = options;
  const report: ScrubReport = { intact: 0, bytes: 0, corrupt: [], missing: [], retired: 0, unnamed: 0 };
  const keepPace = pace(options.bytesPerSecond, signal);
  for (const [part, digit] of [...digits].entries()) {
    // Listed first: what is stored after it and named by then is not taken for unnamed.
    const stored = new Set<string>();
    for await (const sha256 of blobs.list(digit)) stored.add(sha256);
    const references = await readBlobReferences(database, digit);
    for (const [index, { sha256, retired }] of references.entries()) {
      signal?.throwIfAborted();
      const isStored = stored.delete(sha256);
      if (retired && !isStored) report.retired += 1;
      else await examine(sha256);
      onProgress((part + (index + 1) / references.length) / digits.length, report);
    }
    report.unnamed += stored.size;
  }
  return report;

  async function examine(sha256: string): Promise<void> {
    try {
      for await (const chunk of blobs.stream(sha256)) {
        report.bytes += chunk.byteLength;
        await keepPace(chunk.byteLength);
      }
      report.intact += 1;
    } catch (error) {
      const code = error instanceof DeadError ? error.code : '';
      if (code === 'blob_corrupt') report.corrupt.push(sha256);
      else if (code === 'blob_missing') report.missing.push(sha256);
      else if (code === 'blob_retired') report.retired += 1;
      else throw error;
    }
  }
}

/** Waits after each piece until the time has passed that its bytes may take. */
function pace(bytesPerSecond: number | undefined, signal: AbortSignal | undefined): (bytes: number) => Promise<void> {
  if (bytesPerSecond === undefined) return async () => undefined;
  let due = performance.now();
  return async (bytes) => {
    due = Math.max(due, performance.now()) + (bytes / bytesPerSecond) * 1000;
    const wait = due - performance.now();
    if (wait > 1) await delay(wait, undefined, signal === undefined ? {} : { signal });
  };
}
