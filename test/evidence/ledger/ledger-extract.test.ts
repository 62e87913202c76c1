import { afterAll, beforeAll, expect, test } from 'vitest';
import { ledgerExtract } from '../../../contracts/evidence-package.js';
import { appendLedgerEntries } from '../../../evidence/ledger/append-entries.js';
import { headBytes } from '../../../evidence/ledger/head-files.js';
import { readLedgerExtract } from '../../../evidence/ledger/ledger-extract.js';
import { readLedgerHead, sealLedger } from '../../../evidence/ledger/seal-ledger.js';
import { storeTimestamps } from '../../../evidence/ledger/store-timestamp.js';
import { checkTimestamp } from '../../../evidence/timestamps/check-timestamp.js';
import { requestTimestamp } from '../../../evidence/timestamps/request-timestamp.js';
import { isConsistent, isIncluded } from '../../../evidence/verify/merkle.js';
import { createTestDatabase } from '../../prisma/test-database.js';
import { startTimestampAuthority, type TimestampAuthority } from '../timestamp-authority.js';
import { append, at, sha256 } from './evidence-rows.js';

let record: Awaited<ReturnType<typeof createTestDatabase>>;
let authority: TimestampAuthority;
/** Sizes of the seals, the second without a timestamp. */
const sizes: number[] = [];
beforeAll(async () => {
  record = await createTestDatabase();
  authority = await startTimestampAuthority({ intermediate: true, crlDistributionPoint: true });
  for (const part of ['a', 'b', 'c', 'd']) {
    await append(record.db, 5, part);
    await record.db.$transaction((transaction) =>
      appendLedgerEntries(
        transaction,
        [{ kind: 'evidence.captured', subjectId: `capture-${part}`, subjectSha256: sha256(part) }],
        at,
      ),
    );
    const sealing = await sealLedger(record.db, at);
    if (sealing === undefined) throw new Error('nothing to seal');
    const { seal } = sealing;
    sizes.push(seal.head.size);
    if (part === 'b') continue;
    const stamp = await requestTimestamp(authority.url, headBytes(seal.head), { clock: { now: () => new Date() } });
    await record.db.$transaction(async (transaction) => {
      await appendLedgerEntries(transaction, await storeTimestamps(transaction, seal.id, [stamp]), at);
    });
  }
  await append(record.db, 3, 'e');
});
afterAll(async () => {
  await authority.close();
  await record.close();
});

async function check(extract: Awaited<ReturnType<typeof readLedgerExtract>>): Promise<void> {
  ledgerExtract.parse({ ...extract, earlierPackages: [] });
  const { head, entries, seals } = extract;
  const size = BigInt(head.size);
  for (const { entry, hash, proof } of entries) {
    const index = BigInt(entry.sequence) - 1n;
    expect(isIncluded({ entryHash: hash, index, size, root: head.root, proof })).toBe(true);
    expect(isIncluded({ entryHash: sha256('other'), index, size, root: head.root, proof })).toBe(false);
  }
  for (const seal of seals) {
    const first = { size: BigInt(seal.head.size), root: seal.head.root };
    expect(isConsistent({ first, second: { size, root: head.root }, proof: seal.consistency })).toBe(true);
    expect(seal.timestamps).toHaveLength(1);
    for (const { response } of seal.timestamps)
      await checkTimestamp(Buffer.from(response, 'base64'), headBytes(seal.head));
  }
}

test('an extract proves each entry, the head’s own too, and the seals that date them', async () => {
  const extract = await readLedgerExtract(record.db, { sequences: [2n], subjects: ['capture-a', 'capture-b'] });
  await check(extract);
  expect(extract.head).toEqual(await readLedgerHead(record.db));
  expect(extract.entries.map(({ entry }) => entry.subjectId)).toEqual(['a-1', 'capture-a', 'capture-b', 'e-2']);
  expect(extract.entries.at(-1)).toMatchObject({ hash: extract.head.hash });
  // That of the second has no timestamp: the third is the first that dates it.
  expect(extract.seals.map(({ head }) => head.size)).toEqual([sizes[0], sizes[2], sizes[3]]);
  expect(extract.seals[0]?.timestamps[0]).toMatchObject({ authority: authority.url });
  expect(extract.seals[0]?.timestamps[0]?.certificates).toHaveLength(3);
  expect(extract.seals[0]?.timestamps[0]?.revocation).toHaveLength(2);
});

test('an extract of an older size knows nothing of what came later', async () => {
  const size = sizes[2] ?? 0;
  const extract = await readLedgerExtract(record.db, { subjects: ['capture-a', 'capture-d'], size });
  await check(extract);
  expect(extract.head).toEqual(await readLedgerHead(record.db, size));
  expect(extract.entries.map(({ entry }) => entry.subjectId)).toEqual(['capture-a', 'capture-c']);
  expect(extract.seals.map(({ head }) => head.size)).toEqual([sizes[0], sizes[2]]);
  expect(extract.seals.at(-1)?.consistency).toEqual([]);
});

test('what is not there cannot be extracted', async () => {
  await expect(readLedgerExtract(record.db, { sequences: [1000n] })).rejects.toMatchObject({
    code: 'ledger_entry_missing',
  });
  await expect(readLedgerExtract(record.db, { size: 1000 })).rejects.toMatchObject({ code: 'ledger_entry_missing' });
  const empty = await createTestDatabase();
  try {
    await expect(readLedgerExtract(empty.db, {})).rejects.toMatchObject({ code: 'ledger_empty' });
  } finally {
    await empty.close();
  }
});
