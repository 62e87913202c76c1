import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { readBlobStoreLocation } from '../../evidence/blobs/blob-store-location.js';
import { createS3Bucket } from '../../evidence/blobs/s3-bucket.js';
import { guazheng, lastLine, sentenceOf } from '../cli/run-guazheng.js';
import { createTestDatabase } from '../prisma/test-database.js';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let folder: string;
let server: FauxqsServer;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'guazheng-test-commands-'));
  server = await startFauxqs({ port: 0, logger: false });
  server.createBucket('captures');
});
afterAll(async () => {
  await server.stop();
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const run = (words: string[], env: Record<string, string>) =>
  guazheng(words, {
    env: {
      DATABASE_URL: database.url,
      GUAZHENG_HOME: join(folder, 'home'),
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'geheim',
      ...env,
    },
  });
const settingOf = (bucket: string) => `s3://${bucket}/hubei?endpoint=http://127.0.0.1:${server.port}`;
type Checks = { checks: { check: string; ok: boolean; detail: string }[] };

test('doctor opens a bucket, marks it, and says which store it is', async () => {
  for (const _ of ['first', 'again']) {
    const ended = await run(['doctor', '--json'], { BLOB_STORE: settingOf('captures') });
    const { checks } = lastLine(ended.stdout) as Checks;
    expect(checks.find(({ check }) => check === 'blob store')).toEqual({
      check: 'blob store',
      ok: true,
      detail: `the S3 bucket captures at http://127.0.0.1:${server.port} (prefix hubei)`,
    });
    expect(checks.find(({ check }) => check === 'database and ledger')).toMatchObject({
      ok: true,
      detail: expect.stringContaining('; 1 ledger entries verify'),
    });
    expect(ended.stderr).toBe('');
  }
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'geheim');
  onTestFinished(() => void vi.unstubAllEnvs());
  const location = readBlobStoreLocation(settingOf('captures'));
  if (location.kind !== 's3') throw new Error('no bucket');
  const { client } = createS3Bucket(location);
  const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: 'captures' }));
  expect(Contents?.map(({ Key }) => Key)).toEqual(['hubei/store.json']);
  const { Body } = await client.send(new GetObjectCommand({ Bucket: 'captures', Key: 'hubei/store.json' }));
  expect(JSON.parse((await Body?.transformToString()) ?? '')).toEqual({ id: expect.any(String) });
});

test('a bucket that does not exist is exit 2 and one sentence; doctor reports it and goes on', async () => {
  const BLOB_STORE = settingOf('nowhere');
  const ended = await run(['platform', 'list'], { BLOB_STORE });
  expect(ended.code).toBe(2);
  expect(sentenceOf(ended)).toMatch(
    /S3 bucket nowhere.*\(BLOB_STORE\) cannot be used: there is no such bucket; create it/,
  );
  expect(ended.stderr).not.toContain('geheim');
  const doctor = await run(['doctor', '--json'], { BLOB_STORE });
  expect(doctor.code).toBe(1);
  const { checks } = lastLine(doctor.stdout) as Checks;
  expect(checks.find(({ check }) => check === 'blob store')).toMatchObject({
    ok: false,
    detail: expect.stringContaining('no such bucket'),
  });
  expect(checks.find(({ check }) => check === 'queue')).toMatchObject({ ok: true });
});

test('a folder is shown by its path', async () => {
  const ended = await run(['doctor', '--json'], { BLOB_STORE: join(folder, 'blobs') });
  const { checks } = lastLine(ended.stdout) as Checks;
  expect(checks.find(({ check }) => check === 'blob store')).toMatchObject({
    ok: true,
    detail: `the folder ${join(folder, 'blobs')}`,
  });
});
