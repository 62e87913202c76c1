import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { GuazhengError } from '../../contracts/errors.js';
import { isBlobPath, pathOfBlob } from './blob-name.js';
import type { BlobStore } from './blob-store.js';
import { blobMissing, checkedBytes } from './checked-bytes.js';
import { type HeldContents, holdContents } from './held-contents.js';
import type { S3Bucket } from './s3-bucket.js';
import { duringWork, s3CodeOf } from './s3-errors.js';

/**
 * A blob store in a bucket. An object appears under its name whole or not at all: that is the service's promise. One
 * request stores one blob, which S3 allows up to 5 GiB.
 *
 * @param spoolFolder where contents wait that are too long for memory
 */
export function createS3BlobStore(store: S3Bucket, spoolFolder: string = tmpdir()): BlobStore {
  const { client, bucket } = store;
  const objectOf = (sha256: string) => {
    const Key = store.keyOf(pathOfBlob(sha256));
    return { address: { Bucket: bucket, Key }, place: `s3://${bucket}/${Key}` };
  };

  async function* stream(sha256: string): AsyncGenerator<Uint8Array> {
    const { address, place } = objectOf(sha256);
    try {
      const { Body } = await client.send(new GetObjectCommand(address));
      yield* checkedBytes(Body instanceof Readable ? Body : Readable.from([]), sha256, place);
    } catch (error) {
      if (s3CodeOf(error) === 'NoSuchKey') throw blobMissing(place, error);
      throw error instanceof GuazhengError ? error : duringWork(error, store.name);
    }
  }

  return {
    async put(content) {
      const held = await holdContents(content, spoolFolder);
      try {
        await putUnlessThere(store, pathOfBlob(held.sha256), held);
        return { sha256: held.sha256, bytes: held.bytes };
      } catch (error) {
        throw duringWork(error, store.name);
      } finally {
        await held.discard();
      }
    },
    async get(sha256) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of stream(sha256)) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
    stream,
    async has(sha256) {
      return isThere(store, pathOfBlob(sha256)).catch((error: unknown) => {
        throw duringWork(error, store.name);
      });
    },
    list: (prefix = '') => listBlobs(store, prefix),
    async delete(sha256, unlessStoredSince) {
      const { address } = objectOf(sha256);
      try {
        const stored = await storedAt(store, pathOfBlob(sha256));
        if (stored !== undefined && stored >= unlessStoredSince) return false;
        // S3 deletes on no condition of time: whoever stores it again within this moment loses it.
        if (stored !== undefined) await client.send(new DeleteObjectCommand(address));
        return true;
      } catch (error) {
        throw duringWork(error, store.name);
      }
    },
  };
}

async function* listBlobs(store: S3Bucket, prefix: string): AsyncGenerator<string> {
  // Keys are ab/cd/abcd…
  const start = [prefix.slice(0, 2), prefix.slice(2, 4), prefix]
    .filter((_, part) => prefix.length > part * 2)
    .join('/');
  let token: string | undefined;
  do {
    const command = new ListObjectsV2Command({
      Bucket: store.bucket,
      Prefix: store.keyOf(start),
      ...(token === undefined ? {} : { ContinuationToken: token }),
    });
    const page = await store.client.send(command).catch((error: unknown) => {
      throw duringWork(error, store.name);
    });
    for (const { Key = '' } of page.Contents ?? []) {
      const path = Key.slice(store.keyOf('').length);
      if (isBlobPath(path)) yield path.slice(-64);
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
}

/** When an object was last written, or undefined when it is not there. Errors are the SDK's own. */
async function storedAt(store: S3Bucket, path: string): Promise<Date | undefined> {
  try {
    const command = new HeadObjectCommand({ Bucket: store.bucket, Key: store.keyOf(path) });
    return (await store.client.send(command)).LastModified ?? new Date(0);
  } catch (error) {
    if (s3CodeOf(error) !== 'NotFound') throw error;
  }
  // A bucket that is gone gives the same bare 404; asked for a list, the service says which of the two it is.
  await listOne(store);
  return undefined;
}

/** Errors are the SDK's own. */
export async function isThere(store: S3Bucket, path: string): Promise<boolean> {
  return (await storedAt(store, path)) !== undefined;
}

/** Asks for the least that needs the bucket and the right to list it. Errors are the SDK's own. */
export async function listOne({ client, bucket, keyOf }: S3Bucket): Promise<void> {
  await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: keyOf(''), MaxKeys: 1 }));
}

/** How old an object may be that is left as it is when it is stored again: retention spares what was stored within a day. */
const freshMilliseconds = 12 * 3_600_000;

/** Stores an object unless there is one of that key; an old one is written over, so that its time says that it is wanted. Errors are the SDK's own. */
export async function putUnlessThere(store: S3Bucket, path: string, contents: HeldContents): Promise<void> {
  const put = async (condition: { IfNoneMatch?: '*' }) => {
    const Body = contents.body();
    const abort = new AbortController();
    // The SDK pipes a stream into the request, and would not hear that reading it failed.
    if (Body instanceof Readable) Body.once('error', () => abort.abort());
    const command = new PutObjectCommand({
      Bucket: store.bucket,
      Key: store.keyOf(path),
      Body,
      ContentLength: contents.bytes,
      ChecksumSHA256: Buffer.from(contents.sha256, 'hex').toString('base64'),
      ...condition,
    });
    try {
      await store.client.send(command, { abortSignal: abort.signal });
    } catch (error) {
      throw Body instanceof Readable ? (Body.errored ?? error) : error;
    } finally {
      if (Body instanceof Readable) Body.destroy();
    }
  };

  await put({ IfNoneMatch: '*' }).catch(async (error: unknown) => {
    const code = s3CodeOf(error);
    if (code === 'PreconditionFailed') {
      const stored = await storedAt(store, path);
      return stored !== undefined && Date.now() - stored.getTime() < freshMilliseconds ? undefined : put({});
    }
    // Another request for the same key was under way, or the server knows no conditions. The name being the content's, writing it over changes nothing.
    if (code === 'ConditionalRequestConflict' || code === 'NotImplemented') return put({});
    throw error;
  });
}
