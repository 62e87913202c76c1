import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appendLedgerEntries, hashLedgerEntry, type NewLedgerEntry } from '../../../evidence/ledger/append-entries.js';
import { entryText } from '../../../evidence/ledger/entry-text.js';
import { verifyLedger } from '../../../evidence/ledger/verify-ledger.js';
import { genesisHash, ledgerEntryText } from '../../../evidence/verify/ledger-entry.js';
import { createTestDatabase } from '../../prisma/test-database.js';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.close());

const at = new Date('2026-03-01T00:00:00.123Z');
const entriesOf = (count: number, prefix = 'verdict'): NewLedgerEntry[] =>
  Array.from({ length: count }, (_, index) => ({
    kind: 'something.else',
    subjectId: `${prefix}-${index}`,
    subjectSha256: createHash('sha256').update(`${prefix}-${index}`).digest('hex'),
  }));
const append = (count: number, prefix?: string) =>
  database.db.$transaction((transaction) => appendLedgerEntries(transaction, entriesOf(count, prefix), at));

/** As somebody who owns the database could. */
async function tamper(statement: string): Promise<void> {
  await database.db.$transaction(async (transaction) => {
    await transaction.$executeRawUnsafe('SET LOCAL session_replication_role = replica');
    await transaction.$executeRawUnsafe(statement);
  });
}

describe('the hash of an entry', () => {
  test('is the SHA-256 of the documented JSON text', () => {
    const text = `{"at":"2026-03-01T00:00:00.123Z","kind":"verdict.given","previousHash":"${genesisHash}","sequence":"9007199254740993","subjectId":"甲","subjectSha256":"00"}`;
    const content = { sequence: 9007199254740993n, at, kind: 'verdict.given', subjectId: '甲', subjectSha256: '00' };
    expect(hashLedgerEntry({ ...content, previousHash: genesisHash })).toBe(
      createHash('sha256').update(text, 'utf8').digest('hex'),
    );
  });

  test('is over the same text however that is written', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme-ascii' }),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('挂证', '"', '\\', '\u007f', '\n', '\u2028', 'capture.stored'),
    );
    const fields = fc.record({
      ...{ sequence: text, at: text, kind: text, subjectId: text, subjectSha256: text, previousHash: text },
    });
    fc.assert(
      fc.property(fields, (entry) => {
        expect(entryText(entry)).toBe(ledgerEntryText(entry));
      }),
    );
  });

  test('differs whenever any field differs', () => {
    const content = fc.record({
      sequence: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }),
      at: fc.date({ noInvalidDate: true }),
      kind: fc.string(),
      subjectId: fc.string(),
      subjectSha256: fc.string(),
      previousHash: fc.string(),
    });
    const keyOf = (value: object) =>
      JSON.stringify(value, (_, member) => (typeof member === 'bigint' ? String(member) : member));
    fc.assert(
      fc.property(content, content, (a, b) => {
        expect(hashLedgerEntry(a) === hashLedgerEntry(b)).toBe(keyOf(a) === keyOf(b));
      }),
    );
  });
});

describe('the ledger', () => {
  test('an empty one holds', async () => {
    await append(0);
    expect(await verifyLedger(database.db)).toEqual({ entries: 0, ok: true });
  });

  test('numbers entries from 1 and chains the first to the genesis hash', async () => {
    await append(2);
    await append(1, 'later');
    const rows = await database.db.ledgerEntry.findMany({ orderBy: { sequence: 'asc' } });
    expect(rows.map((row) => row.sequence)).toEqual([1n, 2n, 3n]);
    expect(rows.map((row) => row.subjectId)).toEqual(['verdict-0', 'verdict-1', 'later-0']);
    expect(rows.map((row) => row.previousHash)).toEqual([genesisHash, rows[0]?.hash, rows[1]?.hash]);
    expect(rows[0]?.at).toEqual(at);
  });

  test('never goes back in time, whatever the clock does, and goes on with it later', async () => {
    const minute = 60_000;
    const later = (milliseconds: number) => new Date(at.getTime() + milliseconds);
    const appendAt = (prefix: string, now: Date) =>
      database.db.$transaction((transaction) => appendLedgerEntries(transaction, entriesOf(2, prefix), now));
    await appendAt('ahead', later(30 * minute));
    await appendAt('set-back', at);
    await appendAt('caught-up', later(30 * minute + 1));
    const rows = await database.db.ledgerEntry.findMany({ orderBy: { sequence: 'asc' } });
    const times = rows.map((row) => row.at.getTime() - at.getTime());
    expect(times).toEqual([30, 30, 30, 30, 30, 30].map((minutes, index) => minutes * minute + (index > 3 ? 1 : 0)));
    expect(await verifyLedger(database.db)).toEqual({ entries: 6, ok: true });
  });

  test('tells the time that it enters with, for contents that hold it', async () => {
    const ahead = new Date(at.getTime() + 60_000);
    const told: Date[] = [];
    for (const now of [ahead, at])
      await database.db.$transaction((transaction) =>
        appendLedgerEntries(
          transaction,
          (time) => {
            told.push(time);
            return entriesOf(1, `at ${told.length}`);
          },
          now,
        ),
      );
    expect(told).toEqual([ahead, ahead]);
    const rows = await database.db.ledgerEntry.findMany();
    expect(rows.map((row) => row.at)).toEqual([ahead, ahead]);
  });

  test('twenty transactions at once, fifty entries each, make one chain without a gap', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => append(50, `t${index}`)));
    expect(await verifyLedger(database.db)).toEqual({ entries: 1000, ok: true });
    const rows = await database.db.ledgerEntry.findMany({ orderBy: { sequence: 'asc' } });
    // Those of one transaction stand together.
    const runs = rows.filter((row, index) => row.subjectId.split('-')[0] !== rows[index - 1]?.subjectId.split('-')[0]);
    expect(runs).toHaveLength(20);
  });

  test('a transaction that fails afterwards leaves no entry and no gap', async () => {
    await append(1);
    const failing = database.db.$transaction(async (transaction) => {
      await appendLedgerEntries(transaction, entriesOf(3, 'lost'), at);
      throw new Error('after appending');
    });
    await expect(failing).rejects.toThrow('after appending');
    await append(1, 'kept');
    expect(await verifyLedger(database.db)).toEqual({ entries: 2, ok: true });
  });

  test('the database refuses to edit, delete or empty it', async () => {
    await append(2);
    for (const statement of [
      `UPDATE "LedgerEntry" SET "kind" = 'x' WHERE "sequence" = 1`,
      `DELETE FROM "LedgerEntry" WHERE "sequence" = 2`,
      `TRUNCATE "LedgerEntry"`,
    ]) {
      await expect(database.db.$executeRawUnsafe(statement)).rejects.toThrow('immutable');
    }
    expect(await verifyLedger(database.db)).toEqual({ entries: 2, ok: true });
  });

  test.each([
    ['an edited kind', `UPDATE "LedgerEntry" SET "kind" = 'x' WHERE "sequence" = 7`, 7, 10],
    ['an edited time', `UPDATE "LedgerEntry" SET "at" = "at" + interval '1 ms' WHERE "sequence" = 7`, 7, 10],
    ['a time that no clock shows', `UPDATE "LedgerEntry" SET "at" = 'infinity' WHERE "sequence" = 7`, 7, 10],
    ['an edited subject', `UPDATE "LedgerEntry" SET "subjectSha256" = 'ff' WHERE "sequence" = 7`, 7, 10],
    ['an edited hash', `UPDATE "LedgerEntry" SET "hash" = 'ff' WHERE "sequence" = 7`, 7, 10],
    ['a deleted entry', `DELETE FROM "LedgerEntry" WHERE "sequence" = 7`, 7, 9],
    ['a deleted first entry', `DELETE FROM "LedgerEntry" WHERE "sequence" = 1`, 1, 9],
    [
      'two entries that changed places',
      `UPDATE "LedgerEntry" SET "sequence" = CASE "sequence" WHEN 7 THEN -8 ELSE -7 END WHERE "sequence" IN (7, 8);
       UPDATE "LedgerEntry" SET "sequence" = -"sequence" WHERE "sequence" < 0`,
      7,
      10,
    ],
    [
      'an entry put before the first',
      `INSERT INTO "LedgerEntry" SELECT -9223372036854775808, "at", "kind", "subjectId", "subjectSha256", "previousHash", 'x' FROM "LedgerEntry" WHERE "sequence" = 1`,
      1,
      11,
    ],
  ])('finds %s', async (_, statements, sequence, entries) => {
    await append(10);
    for (const statement of statements.split(';')) await tamper(statement);
    const report = await verifyLedger(database.db);
    expect(report).toMatchObject({ entries, ok: false, firstBad: { sequence } });
    expect(report.firstBad?.why).not.toBe('');
  });

  test('an entry re-hashed after an edit is found by the one behind it', async () => {
    await append(3);
    const row = await database.db.ledgerEntry.findUniqueOrThrow({ where: { sequence: 2n } });
    const hash = hashLedgerEntry({ ...row, subjectId: 'another' });
    await tamper(`UPDATE "LedgerEntry" SET "subjectId" = 'another', "hash" = '${hash}' WHERE "sequence" = 2`);
    expect(await verifyLedger(database.db)).toMatchObject({ ok: false, firstBad: { sequence: 3 } });
  });

  test('faults beyond the first page are found', async () => {
    await append(12_000);
    expect(await verifyLedger(database.db)).toEqual({ entries: 12_000, ok: true });
    await tamper(`DELETE FROM "LedgerEntry" WHERE "sequence" = 10001`);
    expect(await verifyLedger(database.db)).toMatchObject({ entries: 11_999, firstBad: { sequence: 10_001 } });
  });
});
