import { tmpdir } from 'node:os';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { pathOfBlob } from './blob-name.js';
import type { S3Location } from './blob-store-location.js';
import { type BlobStorePlace, markPath } from './blob-store-place.js';
import { holdContents } from './held-contents.js';
import { createS3BlobStore, isThere, listOne, putUnlessThere } from './s3-blob-store.js';
import { createS3Bucket } from './s3-bucket.js';
import { atStart, s3CodeOf } from './s3-errors.js';

/** Each thing that work will need is done once here, so that a missing right is told before any work. */
export function s3Place(location: S3Location): BlobStorePlace {
  const store = createS3Bucket(location);
  const { client, bucket } = store;
  const attempt = async <T>(step: () => Promise<T>): Promise<T> => {
    try {
      return await step();
    } catch (error) {
      throw atStart(error, store.name);
    }
  };

  async function readMark(): Promise<string | undefined> {
    // Without the right to list, S3 calls a missing object forbidden instead of missing.
    await listOne(store);
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: store.keyOf(markPath) }));
      return await Body?.transformToString('utf8');
    } catch (error) {
      if (s3CodeOf(error) === 'NoSuchKey') return undefined;
      throw error;
    }
  }

  async function createMark(text: string): Promise<void> {
    await putUnlessThere(store, markPath, await holdContents(new TextEncoder().encode(text), tmpdir()));
  }

  return {
    name: store.name,
    readMark: () =>
      attempt(async () => {
        const mark = await readMark();
        // What is there already is put once more: only a request to write shows whether writing is allowed.
        if (mark !== undefined) await createMark(mark);
        return mark;
      }),
    createMark: (text) => attempt(() => createMark(text)),
    has: (sha256) => attempt(() => isThere(store, pathOfBlob(sha256))),
    open: async () => createS3BlobStore(store),
  };
}
