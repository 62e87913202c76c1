import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFauxqs } from 'fauxqs';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { InputError } from '../../contracts/errors.js';
import { readBlobStoreLocation } from '../../evidence/blobs/blob-store-location.js';
import type { BlobStorePlace } from '../../evidence/blobs/blob-store-place.js';
import { findBlobStore } from '../../evidence/blobs/find-blob-store.js';
import { createFolderBlobStore } from '../../evidence/blobs/folder-blob-store.js';
import { openRecognisedBlobStore } from '../../evidence/blobs/recognise-blob-store.js';
import { verifyLedger } from '../../evidence/ledger/verify-ledger.js';
import { createTestDatabase } from '../prisma/test-database.js';
import { bytesOf, sha256Of } from './blob-store-contract.js';

const now = new Date('2026-03-01T00:00:00Z');
let folder: string;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guazheng-test-mark-'));
  database = await createTestDatabase();
});
afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const placeAt = (name: string): Promise<BlobStorePlace> =>
  findBlobStore({ kind: 'folder', folder: join(folder, name) });
const open = async (name: string) => openRecognisedBlobStore(database.db, await placeAt(name), now);
const markOf = (name: string) => readFile(join(folder, name, 'store.json'), 'utf8');
const entries = () => database.db.ledgerEntry.findMany({ where: { kind: 'blob_store.opened' } });
const refused = { code: 'blob_store_other', message: expect.stringMatching(/BLOB_STORE.*not the blob store.*mounted/) };

/** Something the record refers to. */
async function refer(sha256: string): Promise<void> {
  await database.db.classifierRelease.create({ data: { id: randomUUID(), blobSha256: sha256 } });
}

describe('the blob store of a record', () => {
  test('is marked when it is first opened, and the ledger holds the hash of the mark', async () => {
    await open('blobs');
    const text = await markOf('blobs');
    expect(JSON.parse(text)).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(await entries()).toMatchObject([{ subjectId: 'blob_store', subjectSha256: sha256Of(bytesOf(text)) }]);
    expect(await readdir(join(folder, 'blobs', 'incoming'))).toEqual([]);
    expect(await verifyLedger(database.db)).toEqual({ entries: 1, ok: true });
  });

  test('is recognised from then on, wherever it is moved, and nothing more is written', async () => {
    const store = await open('blobs');
    const { sha256 } = await store.put(bytesOf('挂证'));
    await refer(sha256);
    await cp(join(folder, 'blobs'), join(folder, 'moved'), { recursive: true });
    expect(await (await open('moved')).has(sha256)).toBe(true);
    expect(await entries()).toHaveLength(1);
  });

  test('that is first opened by several at once has one mark and one entry', async () => {
    await Promise.all(Array.from({ length: 6 }, () => open('blobs')));
    expect(await entries()).toMatchObject([{ subjectSha256: sha256Of(bytesOf(await markOf('blobs'))) }]);
  });

  test('is not an empty folder where a disk should be mounted, and that folder stays as it is', async () => {
    const store = await open('blobs');
    await refer((await store.put(bytesOf('a'))).sha256);
    const error: unknown = await open('elsewhere/blobs').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject(refused);
    await rm(join(folder, 'blobs'), { recursive: true });
    await expect(open('blobs')).rejects.toMatchObject(refused);
    expect(await readdir(folder)).toEqual([]);
    expect(await entries()).toHaveLength(1);
  });

  test('is not the store of another record', async () => {
    await refer((await (await open('blobs')).put(bytesOf('a'))).sha256);
    const others = await createFolderBlobStore(join(folder, 'others'));
    await others.put(bytesOf('a'));
    await writeFile(join(folder, 'others', 'store.json'), JSON.stringify({ id: randomUUID() }));
    await expect(open('others')).rejects.toMatchObject(refused);
  });

  test('may be any while the record refers to no blob', async () => {
    await open('blobs');
    await open('better');
    expect(await entries()).toHaveLength(2);
    const { sha256 } = await (await open('better')).put(bytesOf('a'));
    await refer(sha256);
    await expect(open('blobs')).rejects.toMatchObject(refused);
    expect(await (await open('better')).has(sha256)).toBe(true);
  });

  test('that has no mark is known by what is in it', async () => {
    const store = await createFolderBlobStore(join(folder, 'blobs'));
    await refer((await store.put(bytesOf('a'))).sha256);
    await expect(open('empty')).rejects.toMatchObject(refused);
    await open('blobs');
    expect(await entries()).toHaveLength(1);
    await rm(join(folder, 'blobs', 'store.json'));
    await open('blobs');
    expect(await entries()).toHaveLength(2);
  });

  test('whose mark was written when the ledger’s entry was not, is taken over', async () => {
    const place = await placeAt('blobs');
    const id = randomUUID();
    await place.createMark(JSON.stringify({ id }));
    await open('blobs');
    expect(JSON.parse(await markOf('blobs'))).toEqual({ id });
    expect(await entries()).toHaveLength(1);
  });

  test('with a mark that is no mark is told by name', async () => {
    await createFolderBlobStore(join(folder, 'blobs'));
    for (const text of ['', '{"id":1}', 'x']) {
      await writeFile(join(folder, 'blobs', 'store.json'), text);
      await expect(open('blobs')).rejects.toMatchObject({
        code: 'blob_store_unusable',
        message: expect.stringContaining(join(folder, 'blobs')),
      });
    }
  });

  test('cannot be where a file is', async () => {
    await writeFile(join(folder, 'file'), '');
    for (const name of ['file', 'file/blobs'])
      await expect(open(name)).rejects.toMatchObject({
        code: 'blob_store_unusable',
        message: expect.stringMatching(/BLOB_STORE.*no folder/),
      });
  });

  test('may be a bucket, which an emptied one is not', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    const server = await startFauxqs({ port: 0, logger: false });
    onTestFinished(async () => {
      vi.unstubAllEnvs();
      await server.stop();
    });
    server.createBucket('captures');
    const setting = `s3://captures/a?endpoint=http://127.0.0.1:${server.port}`;
    const openBucket = async () =>
      openRecognisedBlobStore(database.db, await findBlobStore(readBlobStoreLocation(setting)), now);
    await refer((await (await openBucket()).put(bytesOf('a'))).sha256);
    await openBucket();
    expect(await entries()).toHaveLength(1);
    server.emptyBucket('captures');
    await expect(openBucket()).rejects.toMatchObject(refused);
  });
});
