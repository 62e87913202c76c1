import type { BlobReference } from '../../contracts/capture.js';

/** Bytes by the name of their SHA-256. Nothing is ever changed in it; retention alone deletes. */
export interface BlobStore {
  /**
   * Stores bytes, and returns when a power cut can no longer take them. Storing the same bytes again changes nothing.
   * A stream is written as it comes; memory does not grow with it. When the stream fails, nothing is stored.
   *
   * @throws FatalError `disk_full`, or `blob_store_full` or `blob_store_refused` from a store on the network;
   *   PutOffError `blob_store_away`
   */
  put(content: Uint8Array | AsyncIterable<Uint8Array>): Promise<BlobReference>;
  /**
   * The bytes, after their hash was checked.
   *
   * @throws DeadError `blob_missing`, or `blob_corrupt` with the name of the file or object; PutOffError
   *   `blob_store_away`; FatalError `blob_store_refused`
   */
  get(sha256: string): Promise<Uint8Array>;
  /** The same for bytes of any size. The error of a wrong hash comes in place of the end. */
  stream(sha256: string): AsyncIterable<Uint8Array>;
  has(sha256: string): Promise<boolean>;
  /**
   * Names of all blobs, each once; what is stored meanwhile may be among them.
   *
   * @param prefix first digits of the names that are wanted
   */
  list(prefix?: string): AsyncIterable<string>;
  /**
   * Deletes a blob whose term of retention is over, unless it was stored, or stored again, since then: a row that refers to it may be
   * about to be committed. Whoever calls it has committed the RetiredBlob row first (evidence/retention).
   *
   * @returns whether it is gone now; a blob that is not there is
   */
  delete(sha256: string, unlessStoredSince: Date): Promise<boolean>;
}
