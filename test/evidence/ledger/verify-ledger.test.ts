import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BlobStore } from '../../../evidence/blobs/blob-store.js';
import { findBlobStore } from '../../../evidence/blobs/find-blob-store.js';
import { openRecognisedBlobStore } from '../../../evidence/blobs/recognise-blob-store.js';
import { appendLedgerEntries } from '../../../evidence/ledger/append-entries.js';
import { hashEntryFields } from '../../../evidence/ledger/entry-text.js';
import { headBytes, readHeadFiles, writeHeadFile, writeHeadTimestamp } from '../../../evidence/ledger/head-files.js';
import { readEntries } from '../../../evidence/ledger/read-entries.js';
import { sealLedger } from '../../../evidence/ledger/seal-ledger.js';
import { storeTimestamps } from '../../../evidence/ledger/store-timestamp.js';
import { verifyLedger } from '../../../evidence/ledger/verify-ledger.js';
import { requestTimestamp } from '../../../evidence/timestamps/request-timestamp.js';
import { genesisHash } from '../../../evidence/verify/ledger-entry.js';
import { createTestDatabase } from '../../prisma/test-database.js';
import { startTimestampAuthority, type TimestampAuthority } from '../timestamp-authority.js';
import { addDecisions, addEvidence, append, at, tamper } from './evidence-rows.js';

const clock = { now: () => new Date() };
let authority: TimestampAuthority;
beforeAll(async () => {
  authority = await startTimestampAuthority();
});
afterAll(() => authority.close());

let record: Awaited<ReturnType<typeof createTestDatabase>>;
let folder: string;
let heads: string;
beforeEach(async () => {
  record = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'guazheng-test-ledger-'));
  heads = join(folder, 'ledger-heads');
});
afterEach(async () => {
  await record.close();
  await rm(folder, { recursive: true, force: true });
});

async function openBlobs(): Promise<BlobStore> {
  const place = await findBlobStore({ kind: 'folder', folder: join(folder, 'blobs') });
  return openRecognisedBlobStore(record.db, place, at);
}

/** Seals, has the seal timestamped, and keeps head and response in files. */
async function sealAndStamp(): Promise<void> {
  const sealing = await sealLedger(record.db, clock.now());
  if (sealing === undefined) throw new Error('the ledger is empty');
  const { seal } = sealing;
  const timestamp = await requestTimestamp(authority.url, headBytes(seal.head), { clock });
  await writeHeadFile(heads, seal.head);
  await writeHeadTimestamp(heads, seal.head, timestamp.response);
  await record.db.$transaction(async (transaction) => {
    const entries = await storeTimestamps(transaction, seal.id, [timestamp]);
    await appendLedgerEntries(transaction, entries, at);
  });
}
const verify = async (blobs?: BlobStore) =>
  verifyLedger(record.db, { heads: await readHeadFiles(heads), ...(blobs === undefined ? {} : { blobs }) });

/** Writes the chain anew from an entry on, as somebody would who knows how it is made. */
async function rewriteFrom(first: number, change: (entry: { subjectId: string }) => void): Promise<void> {
  let previousHash: string = genesisHash;
  for (const entry of await readEntries(record.db, 1n, 1000)) {
    const number = Number(entry.sequence);
    if (number === first) change(entry);
    const hash = hashEntryFields({ ...entry, previousHash });
    await tamper(
      record.db,
      `UPDATE "LedgerEntry" SET "previousHash" = '${previousHash}', "subjectId" = '${entry.subjectId}', "hash" = '${hash}' WHERE "sequence" = ${number}`,
    );
    previousHash = hash;
  }
}

describe('with heads kept outside', () => {
  test('a ledger that only grew since holds', async () => {
    await append(record.db, 5);
    await sealAndStamp();
    await append(record.db, 3, 'later');
    await sealAndStamp();
    expect((await readHeadFiles(heads)).map(({ head }) => head.size)).toEqual([5, 9]);
    expect(await verify()).toEqual({ entries: 10, ok: true });
  });

  test('a cut tail is seen', async () => {
    await append(record.db, 5);
    await sealAndStamp();
    await tamper(
      record.db,
      `DELETE FROM "LedgerTimestamp"; DELETE FROM "LedgerSeal"; DELETE FROM "LedgerEntry" WHERE "sequence" > 3`,
    );
    expect(await verifyLedger(record.db)).toEqual({ entries: 3, ok: true });
    const report = await verify();
    expect(report).toMatchObject({ entries: 3, ok: false, firstBad: { sequence: 4 } });
    expect(report.firstBad?.why).toContain('cut off');
    expect(report.firstBad?.why).toContain('5.json');
  });

  test('a ledger that was rewritten is seen, at the first head that it departs from', async () => {
    for (const part of ['a', 'b', 'c']) {
      await append(record.db, 4, part);
      await sealAndStamp();
    }
    await tamper(record.db, `DELETE FROM "LedgerTimestamp"; DELETE FROM "LedgerSeal"`);
    await tamper(record.db, `UPDATE "LedgerEntry" SET "kind" = 'something.else' WHERE "kind" = 'ledger.stamped'`);
    await rewriteFrom(1, () => undefined);
    // The second head, of nine entries, has the first timestamp's entry in it.
    const report = await verify();
    expect(report).toMatchObject({ entries: 15, ok: false, firstBad: { sequence: 9 } });
    expect(report.firstBad?.why).toContain('rewritten after entry 4');
    expect(await verifyLedger(record.db)).toMatchObject({ ok: true });
  });

  test('a head whose root is of other entries is told apart from one of another hash', async () => {
    await append(record.db, 4);
    const sealing = await sealLedger(record.db, at);
    const head = { size: 4, hash: sealing?.seal.head.hash ?? '', root: '0'.repeat(64) };
    const report = await verifyLedger(record.db, { heads: [{ head, from: 'elsewhere' }] });
    expect(report).toMatchObject({ ok: false, firstBad: { sequence: 4 } });
    expect(report.firstBad?.why).toContain('root');
  });

  test('a head file that was edited does not match its timestamp', async () => {
    await append(record.db, 4);
    await sealAndStamp();
    const file = join(heads, '4.json');
    const text = (await readFile(file, 'utf8')).replace(/"root":"[0-9a-f]{2}/, '"root":"00');
    await rm(file);
    await writeFile(file, text);
    const report = await verify();
    expect(report).toMatchObject({ ok: false, firstBad: { sequence: 4 } });
    expect(report.firstBad?.why).toContain('4.1.tsr');
  });
});

describe('seals and their timestamps', () => {
  test.each([
    ['a seal of another hash', `UPDATE "LedgerSeal" SET "headHash" = '${'0'.repeat(64)}'`, 4],
    ['a seal of another root', `UPDATE "LedgerSeal" SET "rootHash" = '${'0'.repeat(64)}'`, 4],
    ['a seal of more entries than there are', `UPDATE "LedgerSeal" SET "size" = 40`, 6],
    ['a timestamp moved in time', `UPDATE "LedgerTimestamp" SET "stampedAt" = "stampedAt" - interval '1 day'`, 4],
    ['a timestamp that was deleted', `DELETE FROM "LedgerTimestamp"`, 5],
    [
      'a timestamp without an entry',
      `INSERT INTO "LedgerTimestamp" SELECT 'planted', "sealId", 'http://other/', "response", "certificates", "revocation", "stampedAt", 0 FROM "LedgerTimestamp"`,
      6,
    ],
  ])('finds %s', async (_, statements, sequence) => {
    await append(record.db, 4);
    await sealAndStamp();
    await tamper(record.db, statements);
    expect(await verifyLedger(record.db)).toMatchObject({ ok: false, entries: 5, firstBad: { sequence } });
  });

  test('finds a timestamp exchanged for one over another seal, or for another over the same', async () => {
    await append(record.db, 4);
    await sealAndStamp();
    await append(record.db, 4, 'later');
    await sealAndStamp();
    expect(await verifyLedger(record.db)).toEqual({ entries: 10, ok: true });
    const first = `(SELECT "id" FROM "LedgerSeal" WHERE "size" = 4)`;
    await tamper(
      record.db,
      `CREATE TABLE kept AS SELECT * FROM "LedgerTimestamp" WHERE "sealId" = ${first};
       UPDATE "LedgerTimestamp" SET "response" = (SELECT "response" FROM "LedgerTimestamp" WHERE "sealId" <> ${first}) WHERE "sealId" = ${first}`,
    );
    const report = await verifyLedger(record.db);
    expect(report).toMatchObject({ ok: false, firstBad: { sequence: 4 } });
    expect(report.firstBad?.why).toContain('over something else');

    const seal = await record.db.ledgerSeal.findUniqueOrThrow({ where: { size: 4n } });
    const head = { size: 4, hash: seal.headHash, root: seal.rootHash };
    const again = await requestTimestamp(authority.url, headBytes(head), { clock });
    await tamper(
      record.db,
      `UPDATE "LedgerTimestamp" SET "response" = '\\x${Buffer.from(again.response).toString('hex')}', "stampedAt" = '${again.stampedAt.toISOString()}' WHERE "sealId" = '${seal.id}'`,
    );
    expect(await verifyLedger(record.db)).toMatchObject({ ok: false, firstBad: { sequence: 5 } });
  });
});

describe('the rows that entries are about', () => {
  test('hold, and the file of the package is there', async () => {
    const blobs = await openBlobs();
    await append(record.db, 2);
    await addEvidence(record.db, blobs);
    expect(await verify(blobs)).toMatchObject({ ok: true });
  });

  test.each([
    ['a deleted package', `DELETE FROM "EvidencePackage"`, 2, 'package'],
    ['a package of another manifest', `UPDATE "EvidencePackage" SET "manifestSha256" = 'x'`, 2, 'package'],
    ['a deleted full capture', `DELETE FROM "FullCapture"`, 1, 'full capture'],
    ['a full capture of another record', `UPDATE "FullCapture" SET "recordSha256" = 'x'`, 1, 'full capture'],
    ['a deleted capture', `DELETE FROM "Capture"`, 0, 'capture'],
    ['an edited capture', `UPDATE "Capture" SET "record" = jsonb_set("record", '{status}', '404')`, 0, 'capture'],
    // The first of two faults.
    [
      'everything deleted',
      `DELETE FROM "EvidencePackage"; DELETE FROM "FullCapture"; DELETE FROM "Capture"`,
      0,
      'capture',
    ],
    [
      'a planted package',
      `INSERT INTO "EvidencePackage" SELECT 'planted', "postingId", 2, "fullCaptureId", "manifestSha256", "fileSha256", "bytes", "standing", NULL, "exportedAt" FROM "EvidencePackage"`,
      3,
      'planted',
    ],
  ])('finds %s', async (_, statements, place, why) => {
    await addEvidence(record.db, await openBlobs());
    const entry = await record.db.ledgerEntry.findFirstOrThrow({ where: { kind: 'capture.stored' } });
    await tamper(record.db, statements);
    const report = await verifyLedger(record.db);
    expect(report).toMatchObject({ ok: false, firstBad: { sequence: Number(entry.sequence) + place } });
    expect(report.firstBad?.why).toContain(why);
  });

  test('hold when the posting was judged, reviewed and confirmed', async () => {
    await addEvidence(record.db, await openBlobs());
    await addDecisions(record.db);
    expect(await verify()).toMatchObject({ ok: true });
    expect(await record.db.ledgerEntry.groupBy({ by: ['kind'], orderBy: { kind: 'asc' } })).toEqual(
      expect.arrayContaining(
        ['capture.confirmed', 'capture.ordered', 'review.recorded', 'verdict.given'].map((kind) => ({ kind })),
      ),
    );
  });

  const person = (name: string) => `jsonb_set("by", '{name}', '"${name}"')`;
  test.each([
    ['Verdict', 'verdict.given', `"probability" = 0.31`],
    ['Verdict', 'verdict.given', `"reasons" = '[]'`],
    ['Verdict', 'verdict.given', `"terms" = '{}'`],
    ['Review', 'review.recorded', `"decision" = 'dismissed'`],
    ['Review', 'review.recorded', `"by" = ${person('李四')}`],
    ['Review', 'review.recorded', `"articles" = '{}'`],
    ['CaptureConfirmation', 'capture.confirmed', `"by" = ${person('李四')}`],
    ['CaptureConfirmation', 'capture.confirmed', `"confirmedAt" = "confirmedAt" - interval '1 ms'`],
    ['FullCaptureOrder', 'capture.ordered', `"createdAt" = "createdAt" + interval '1 ms'`],
    ['FullCaptureOrder', 'capture.ordered', `"witness" = '王五'`],
  ])('a %s that was edited, deleted or planted is found by its %s', async (table, kind, edit) => {
    await addEvidence(record.db, await openBlobs());
    await addDecisions(record.db);
    const { sequence } = await record.db.ledgerEntry.findFirstOrThrow({ where: { kind } });
    const fault = async () => (await verifyLedger(record.db)).firstBad;
    await tamper(record.db, `CREATE TABLE kept AS SELECT * FROM "${table}"; UPDATE "${table}" SET ${edit}`);
    expect(await fault()).toMatchObject({ sequence: Number(sequence), why: expect.stringContaining('hash differs') });
    await tamper(record.db, `DELETE FROM "${table}"`);
    expect(await fault()).toMatchObject({ sequence: Number(sequence), why: expect.stringContaining('was deleted') });
    await tamper(
      record.db,
      `INSERT INTO "${table}" SELECT * FROM kept; UPDATE kept SET "id" = 'planted'; INSERT INTO "${table}" SELECT * FROM kept ON CONFLICT DO NOTHING`,
    );
    // Where another row of the same contents cannot be, one takes the place of the first.
    const planted = await record.db.$queryRawUnsafe<unknown[]>(`SELECT 1 FROM "${table}" WHERE "id" = 'planted'`);
    if (planted.length > 0) expect((await fault())?.why).toContain('planted, of which no entry speaks');
    else {
      await tamper(record.db, `UPDATE "${table}" SET "id" = 'planted'`);
      expect(await fault()).toMatchObject({ sequence: Number(sequence) });
    }
  });

  test('a package whose file is gone is found, unless a rule of retention took it away', async () => {
    const blobs = await openBlobs();
    const { packageFile } = await addEvidence(record.db, blobs);
    const without = { ...blobs, has: async (sha256: string) => sha256 !== packageFile };
    const entry = await record.db.ledgerEntry.findFirstOrThrow({ where: { kind: 'package.exported' } });
    expect(await verify(without)).toMatchObject({ ok: false, firstBad: { sequence: Number(entry.sequence) } });
    await record.db.retiredBlob.create({ data: { sha256: packageFile, bytes: 15n, rule: 'x', retiredAt: at } });
    expect(await verify(without)).toMatchObject({ ok: true });
  });
});
