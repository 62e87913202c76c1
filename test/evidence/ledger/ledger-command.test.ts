import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { headBytes, writeHeadFile } from '../../../evidence/ledger/head-files.js';
import { readKeptHead } from '../../../evidence/ledger/read-kept-head.js';
import { readLedgerHead } from '../../../evidence/ledger/seal-ledger.js';
import { verifyLedger } from '../../../evidence/ledger/verify-ledger.js';
import { storedZip } from '../../../evidence/package/stored-zip.js';
import { guazheng, lastLine, sentenceOf } from '../../cli/run-guazheng.js';
import { createTestDatabase } from '../../prisma/test-database.js';
import { append, tamper } from './evidence-rows.js';

let record: Awaited<ReturnType<typeof createTestDatabase>>;
let folder: string;
beforeEach(async () => {
  record = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'guazheng-test-ledger-'));
});
afterEach(async () => {
  await record.close();
  await rm(folder, { recursive: true, force: true });
});
const verify = (...words: string[]) =>
  guazheng(['ledger', 'verify', ...words], { env: { DATABASE_URL: record.url, GUAZHENG_HOME: folder } });

test('a ledger that holds ends with 0, one whose tail was cut with 1 and the entry that is missing', async () => {
  // The blob store is marked in the ledger when it is first opened.
  expect(lastLine((await verify('--json')).stdout)).toEqual({ entries: 1, ok: true });
  await append(record.db, 5);
  const whole = await verify('--json');
  expect(whole.code).toBe(0);
  expect(lastLine(whole.stdout)).toEqual({ entries: 6, ok: true });

  const head = await readLedgerHead(record.db);
  if (head === undefined) throw new Error('the ledger is empty');
  await writeHeadFile(join(folder, 'ledger-heads'), head);
  expect((await verify()).stdout).toContain('compared with 1 head(s)');
  await tamper(record.db, `DELETE FROM "LedgerEntry" WHERE "sequence" > 3`);
  const cut = await verify('--json');
  expect(cut.code).toBe(1);
  expect(lastLine(cut.stdout)).toMatchObject({ entries: 3, ok: false, firstBad: { sequence: 4 } });
});

test('heads are read from files, packages and backups', async () => {
  await verify();
  await append(record.db, 5);
  const head = await readLedgerHead(record.db, 4);
  if (head === undefined) throw new Error('the ledger is empty');
  const file = (name: string) => join(folder, name);
  await writeFile(file('head.json'), headBytes(head));
  await writeFile(file('ledger.json'), JSON.stringify({ head, entries: [], seals: [], earlierPackages: [] }));
  await writeFile(file('backup.json'), JSON.stringify({ ledger: { size: head.size, hash: head.hash } }));
  const manifest = Buffer.from(JSON.stringify({ packageId: 'p', ledger: head }));
  async function* members() {
    yield { path: 'manifest.json', content: manifest };
  }
  const archive = Readable.from(storedZip(members(), new Date('2026-01-01T00:00:00Z')));
  await pipeline(archive, createWriteStream(file('package.wacz')));
  const names = ['head.json', 'ledger.json', 'backup.json', 'package.wacz'];
  expect((await verify(...names.flatMap((name) => ['--head', file(name)]))).stdout).toContain('4 head(s)');

  await tamper(record.db, `DELETE FROM "LedgerEntry" WHERE "sequence" > 3`);
  for (const name of names) {
    const heads = [await readKeptHead(file(name))];
    const { firstBad } = await verifyLedger(record.db, { heads });
    expect(firstBad).toMatchObject({ sequence: 4, why: expect.stringContaining(file(name)) });
  }
  const { code, stdout } = await verify('--json', '--head', folder);
  expect(code).toBe(1);
  expect(lastLine(stdout)).toMatchObject({ firstBad: { sequence: 4, why: expect.stringContaining(folder) } });
});

test('a file that holds no head is refused with one sentence', async () => {
  await writeFile(join(folder, 'x.json'), '{}');
  const ended = await verify('--head', join(folder, 'x.json'));
  expect(ended.code).toBe(2);
  expect(sentenceOf(ended)).toContain('x.json');
  await expect(readKeptHead(join(folder, 'missing.json'))).rejects.toThrow(/missing\.json/);
});
