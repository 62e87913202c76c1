import type { BlobStore } from './blob-store.js';

/** Where a store is, before anyone knows whether it is the right one. Looking changes nothing in it. */
export interface BlobStorePlace {
  /** For sentences: `the folder /var/lib/guazheng/blobs`. */
  readonly name: string;
  /**
   * What is in its `store.json`, or undefined when there is none.
   *
   * @throws InputError `blob_store_unusable` when the place is away, or may not be read and written
   */
  readMark(): Promise<string | undefined>;
  /**
   * Writes its `store.json`. One that is there stays.
   *
   * @throws InputError `blob_store_unusable`; FatalError `disk_full`
   */
  createMark(text: string): Promise<void>;
  /** Whether a blob is there. @throws InputError `blob_store_unusable` */
  has(sha256: string): Promise<boolean>;
  /** The store itself, made when there is none. @throws InputError `blob_store_unusable`; FatalError `disk_full` */
  open(): Promise<BlobStore>;
}

/** The name of the mark in every store. */
export const markPath = 'store.json';
