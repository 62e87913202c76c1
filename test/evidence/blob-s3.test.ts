import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { DeleteBucketCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { DeadError, FatalError, InputError, PutOffError } from '../../contracts/errors.js';
import { readBlobStoreLocation } from '../../evidence/blobs/blob-store-location.js';
import { findBlobStore } from '../../evidence/blobs/find-blob-store.js';
import { createS3BlobStore } from '../../evidence/blobs/s3-blob-store.js';
import { createS3Bucket, type S3Bucket } from '../../evidence/blobs/s3-bucket.js';
import { bytesOf, describeBlobStore, inPieces, longContents, sha256Of } from './blob-store-contract.js';

let spool: string;
beforeEach(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'geheim');
  spool = await mkdtemp(join(tmpdir(), 'guazheng-test-spool-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(spool, { recursive: true, force: true });
});

const settingOf = (port: number, bucket = 'captures') => `s3://${bucket}/采集件?endpoint=http://127.0.0.1:${port}`;

function bucketAt(port: number, bucket?: string): S3Bucket {
  const location = readBlobStoreLocation(settingOf(port, bucket));
  if (location.kind !== 's3') throw new Error('no bucket');
  return createS3Bucket(location);
}

async function startS3(port = 0): Promise<FauxqsServer> {
  const server = await startFauxqs({ port, logger: false });
  server.createBucket('captures');
  return server;
}

async function keysIn({ client, bucket }: S3Bucket): Promise<string[]> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  return Contents.map(({ Key = '' }) => Key);
}

const keyOf = (sha256: string) => `采集件/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;

describeBlobStore('a blob store in a bucket', async () => {
  const server = await startS3();
  const bucket = bucketAt(server.port);
  return {
    store: createS3BlobStore(bucket, spool),
    placeOf: (sha256) => `s3://captures/${keyOf(sha256)}`,
    overwrite: async (sha256, bytes) => {
      await bucket.client.send(new PutObjectCommand({ Bucket: 'captures', Key: keyOf(sha256), Body: bytes }));
    },
    age: async () => undefined,
    contents: async () => [
      ...(await keysIn(bucket)).map((key) => (key === keyOf(key.slice(-64)) ? key.slice(-64) : key)),
      ...(await readdir(spool)),
    ],
    close: () => server.stop(),
  };
});

/** A server of which a test decides every answer; it counts what it was asked. */
async function answering(listener: RequestListener): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.method ?? '');
    listener(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { port: (server.address() as AddressInfo).port, asked };
}

const refusing =
  (status: number, code: string): RequestListener =>
  (request, response) => {
    request.resume().on('end', () => {
      response.writeHead(status, { 'content-type': 'application/xml' });
      const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`;
      response.end(request.method === 'HEAD' ? undefined : body);
    });
  };

const thrownBy = (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined).catch((error) => error);

describe('a bucket during work', () => {
  test('a service that is stopped is away, and takes the same bytes when it is back', async () => {
    const server = await startS3();
    const bucket = bucketAt(server.port);
    const store = createS3BlobStore(bucket, spool);
    await store.put(bytesOf('before'));
    await server.stop();
    for (const work of [
      () => store.put(bytesOf('a')),
      () => store.put(inPieces(longContents(1), 100_000)),
      () => store.get(sha256Of(bytesOf('before'))),
      () => store.has(sha256Of(bytesOf('before'))),
    ]) {
      const error = await thrownBy(work());
      expect(error).toBeInstanceOf(PutOffError);
      expect(error).toMatchObject({
        code: 'blob_store_away',
        message: expect.stringMatching(/captures.*nothing listens/),
      });
    }
    expect(await readdir(spool)).toEqual([]);
    const again = await startS3(server.port);
    onTestFinished(() => again.stop());
    expect(await store.put(bytesOf('a'))).toEqual({ sha256: sha256Of(bytesOf('a')), bytes: 1 });
  });

  test.each([
    ['short contents', bytesOf('short')],
    ['long contents', longContents(2)],
  ])('a service that dies while it receives %s is away', async (_, bytes) => {
    const { port } = await answering((request) => request.once('data', () => request.socket.destroy()));
    const warned = vi.spyOn(console, 'warn');
    onTestFinished(() => warned.mockRestore());
    const error = await thrownBy(createS3BlobStore(bucketAt(port), spool).put(inPieces(bytes, 1 << 20)));
    expect(error).toBeInstanceOf(PutOffError);
    expect(error).toMatchObject({ code: 'blob_store_away' });
    expect(warned).not.toHaveBeenCalled();
    expect(await readdir(spool)).toEqual([]);
  });

  test('a body that breaks off is away, not corrupt', async () => {
    const { port } = await answering((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    const error = await thrownBy(createS3BlobStore(bucketAt(port), spool).get(sha256Of(bytesOf('half'))));
    expect(error).toMatchObject({ code: 'blob_store_away' });
  });

  test.each([
    [503, 'SlowDown', PutOffError, 'blob_store_away', 3],
    [500, 'InternalError', PutOffError, 'blob_store_away', 3],
    [403, 'AccessDenied', FatalError, 'blob_store_refused', 1],
    [403, 'InvalidAccessKeyId', FatalError, 'blob_store_refused', 1],
    [404, 'NoSuchBucket', FatalError, 'blob_store_refused', 1],
    [403, 'QuotaExceeded', FatalError, 'blob_store_full', 1],
    [507, 'NoSpaceLeft', FatalError, 'blob_store_full', undefined],
    [400, 'EntityTooLarge', DeadError, 'blob_too_large', 1],
    [418, 'Teapot', FatalError, 'blob_store_refused', 1],
  ])('%i %s has its consequence after a bounded number of tries', async (status, name, kind, code, tries) => {
    const { port, asked } = await answering(refusing(status, name));
    const error = await thrownBy(createS3BlobStore(bucketAt(port), spool).put(bytesOf('a')));
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ code });
    expect(asked.length).toBeLessThanOrEqual(3);
    if (tries !== undefined) expect(asked.length).toBe(tries);
  });

  test('an object that is there already is left alone, and a server without conditions is asked without one', async () => {
    const conditions: (string | undefined)[] = [];
    const answers = [412, 501, 200];
    const { port } = await answering((request, response) => {
      if (request.method === 'HEAD') {
        response.writeHead(200, { 'last-modified': new Date().toUTCString() }).end();
        return;
      }
      conditions.push(request.headers['if-none-match']);
      const status = answers.shift() ?? 500;
      const code = status === 412 ? 'PreconditionFailed' : 'NotImplemented';
      if (status === 200) request.resume().on('end', () => response.end());
      else refusing(status, code)(request, response);
    });
    const store = createS3BlobStore(bucketAt(port), spool);
    await store.put(bytesOf('there'));
    expect(conditions).toEqual(['*']);
    await store.put(bytesOf('unconditional'));
    expect(conditions.at(-1)).toBeUndefined();
  });

  test('an old object is written over, so that retention sees that it is wanted', async () => {
    const conditions: (string | undefined)[] = [];
    const { port } = await answering((request, response) => {
      if (request.method === 'HEAD') {
        response.writeHead(200, { 'last-modified': new Date(0).toUTCString() }).end();
        return;
      }
      conditions.push(request.headers['if-none-match']);
      if (conditions.length === 1) refusing(412, 'PreconditionFailed')(request, response);
      else request.resume().on('end', () => response.end());
    });
    await createS3BlobStore(bucketAt(port), spool).put(bytesOf('there'));
    expect(conditions).toEqual(['*', undefined]);
  });

  test('a put says its length and its SHA-256, so that the service can refuse what was damaged on the way', async () => {
    const bytes = longContents(4);
    const headers: unknown[] = [];
    const { port } = await answering((request, response) => {
      headers.push([request.headers['content-length'], request.headers['x-amz-checksum-sha256']]);
      request.resume().on('end', () => response.end());
    });
    await createS3BlobStore(bucketAt(port), spool).put(inPieces(bytes, 1 << 20));
    expect(headers).toEqual([[String(bytes.length), createHash('sha256').update(bytes).digest('base64')]]);
  });

  test('a bucket that is gone is refused, never taken for a missing blob', async () => {
    const server = await startS3();
    onTestFinished(() => server.stop());
    const bucket = bucketAt(server.port);
    const store = createS3BlobStore(bucket, spool);
    await bucket.client.send(new DeleteBucketCommand({ Bucket: 'captures' }));
    const sha256 = sha256Of(bytesOf('a'));
    for (const work of [() => store.has(sha256), () => store.get(sha256), () => store.put(bytesOf('a'))])
      expect(await thrownBy(work())).toMatchObject({
        code: 'blob_store_refused',
        message: expect.stringContaining('no such bucket'),
      });
  });
});

describe('a bucket at start', () => {
  const startingAt = async (setting: string) =>
    thrownBy((await findBlobStore(readBlobStoreLocation(setting))).readMark());
  const unusable = (message: RegExp) => ({ code: 'blob_store_unusable', message: expect.stringMatching(message) });

  test('that does not exist is one sentence', async () => {
    const server = await startS3();
    onTestFinished(() => server.stop());
    const error = await startingAt(settingOf(server.port, 'other'));
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject(unusable(/^The S3 bucket other at http.*BLOB_STORE.*no such bucket; create it/));
  });

  test('behind an endpoint where nothing listens is one sentence', async () => {
    const server = await startS3();
    await server.stop();
    const error = await startingAt(settingOf(server.port));
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject(
      unusable(/127\.0\.0\.1:\d+.*nothing listens there; start it or correct the setting\.$/),
    );
  });

  test('that gives no rights is one sentence which names them', async () => {
    const { port } = await answering(refusing(403, 'AccessDenied'));
    expect(await startingAt(settingOf(port))).toMatchObject(unusable(/s3:ListBucket.*s3:GetObject and s3:PutObject/));
  });

  test('that may be read and not written is told as well', async () => {
    const { port } = await answering((request, response) => {
      if (request.method === 'PUT') refusing(403, 'AccessDenied')(request, response);
      else if (request.url?.includes('list-type') === true)
        response.end('<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>');
      else response.end('{"id":"5f0c1c9e-6a53-4a39-9f0e-8b6a3f4f7a11"}');
    });
    expect(await startingAt(settingOf(port))).toMatchObject(unusable(/s3:PutObject/));
  });

  test('without credentials, or without a region, says what to set', async () => {
    const server = await startS3();
    onTestFinished(() => server.stop());
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(spool, 'none'));
    vi.stubEnv('AWS_CONFIG_FILE', join(spool, 'none'));
    vi.stubEnv('AWS_REGION', '');
    expect(await startingAt(settingOf(server.port))).toMatchObject(unusable(/no credentials; set AWS_ACCESS_KEY_ID/));
    expect(await startingAt('s3://captures')).toMatchObject(unusable(/region/i));
  });

  test('wrong keys are told without repeating the secret', async () => {
    const { port } = await answering(refusing(403, 'SignatureDoesNotMatch'));
    const error = await startingAt(settingOf(port));
    expect(error).toMatchObject(unusable(/credentials are wrong/));
    expect(String(error)).not.toContain('geheim');
  });

  test('no error carries the signed request along, at start or later', async () => {
    const { port } = await answering(refusing(403, 'AccessDenied'));
    for (const work of [
      () => startingAt(settingOf(port)),
      () => thrownBy(createS3BlobStore(bucketAt(port), spool).put(bytesOf('a'))),
    ])
      expect(inspect(await work(), { depth: null, showHidden: true })).not.toMatch(/AWS4-HMAC-SHA256/);
  });
});
