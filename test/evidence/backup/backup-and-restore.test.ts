import { createHash, randomBytes } from 'node:crypto';
import { chmod, copyFile, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { readManifest } from '../../../evidence/backup/backup-manifest.js';
import { readKeyFiles } from '../../../evidence/backup/sealed-keys.js';
import { createFolderBlobStore } from '../../../evidence/blobs/folder-blob-store.js';
import { folderPlace } from '../../../evidence/blobs/folder-place.js';
import { openRecognisedBlobStore } from '../../../evidence/blobs/recognise-blob-store.js';
import { openKeys } from '../../../evidence/keys.js';
import { appendLedgerEntries } from '../../../evidence/ledger/append-entries.js';
import { verifyLedger } from '../../../evidence/ledger/verify-ledger.js';
import { openDatabase } from '../../../prisma/open-database.js';
import { createEmptyDatabase, createTestDatabase } from '../../prisma/test-database.js';
import { backUp, dump, filesBelow, now, openWorld, type RecordWorld, restoreInto } from './backup-world.js';
import { fillRecord } from './filled-record.js';
import { forgeMigration, forgeRowCount } from './forged-manifest.js';

const isLong = process.env.GUAZHENG_FAULTS === 'long';

let world: RecordWorld;
let target: string;
let packageSha256: string;

/** A record of its own for each test, and an empty place for its backup. */
function withOwnRecord(): void {
  beforeEach(async () => {
    world = await openWorld();
    target = join(world.folder, 'backup');
    ({ packageSha256 } = await fillRecord(world.db, world.blobs));
  });
  afterEach(() => world.close());
}

/** A record and its backup for all tests of a group, and for each of them a folder with copies of its blobs and of the backup. */
function withSharedBackup(): { readonly rows: () => Awaited<ReturnType<typeof dump>> } {
  let shared: RecordWorld;
  let rows: Awaited<ReturnType<typeof dump>>;
  beforeAll(async () => {
    shared = await openWorld();
    ({ packageSha256 } = await fillRecord(shared.db, shared.blobs));
    await writeFile(join(shared.folder, 'active-release.json'), '{}');
    rows = await dump(shared.url);
    await backUp(shared, join(shared.folder, 'backup'));
  });
  afterAll(() => shared.close());
  beforeEach(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'guazheng-test-backup-'));
    await cp(shared.folder, folder, { recursive: true });
    world = { ...shared, folder };
    target = join(folder, 'backup');
  });
  afterEach(() => rm(world.folder, { recursive: true, force: true }));
  return { rows: () => rows };
}

async function emptyMachine(): Promise<{ url: string; folder: string }> {
  const { url, close } = await createEmptyDatabase();
  onTestFinished(close);
  const folder = join(world.folder, 'machine');
  await mkdir(folder);
  return { url, folder };
}

const thrownBy = (work: Promise<unknown>): Promise<unknown> => work.then(() => undefined).catch((error) => error);
function withFlippedBit(bytes: Buffer): Buffer {
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}
const isEmpty = async (url: string) => (await dump(url)).rows.size === 0;

describe('a backup that is restored on an empty machine', () => {
  withOwnRecord();

  test('gives back every row of every table, every constraint, every blob, the ledger and the activated release', async () => {
    await writeFile(join(world.folder, 'active-release.json'), '{"id":"a"}');
    const { id } = await world.db.ledgerSeal.findFirstOrThrow();
    await world.db.ledgerTimestamp.create({
      data: {
        ...{ sealId: id, authority: 'http://tsa', response: randomBytes(300), certificates: [randomBytes(9)] },
        ...{ revocation: [], stampedAt: now(), offsetMilliseconds: -3 },
      },
    });
    const before = await dump(world.url);
    expect([...before.rows].filter(([, rows]) => rows.length === 0)).toEqual([]);
    await backUp(world, target);
    const machine = await emptyMachine();
    const outcome = await restoreInto(target, machine.url, machine.folder);
    // No authority gave that timestamp: it is the one thing that the ledger's check complains of.
    expect(outcome).toMatchObject({
      restored: true,
      ledger: { ok: false, firstBad: { why: expect.stringMatching(/timestamp/) } },
    });

    const after = await dump(machine.url);
    const ledger = after.rows.get('LedgerEntry') ?? [];
    expect(ledger.filter((row) => !before.rows.get('LedgerEntry')?.includes(row))).toHaveLength(2);
    expect(ledger).toEqual(expect.arrayContaining(before.rows.get('LedgerEntry') ?? []));
    expect(new Map([...after.rows, ['LedgerEntry', []]])).toEqual(new Map([...before.rows, ['LedgerEntry', []]]));
    expect(after.definitions).toEqual(before.definitions);
    expect(after.definitions.filter((text) => text.startsWith('sequence '))).toEqual([]);

    const db = openDatabase(machine.url);
    onTestFinished(() => db.close());
    const blobs = await openRecognisedBlobStore(db, folderPlace(join(machine.folder, 'blobs')), now());
    expect(Buffer.from(await blobs.get(packageSha256)).toString()).toBe('a whole package');
    const stored = (store: string) => filesBelow(join(store, 'blobs'));
    expect((await stored(machine.folder)).filter((path) => path !== 'store.json')).toEqual(
      (await stored(world.folder)).filter((path) => path !== 'store.json'),
    );
    expect(await readFile(join(machine.folder, 'active-release.json'), 'utf8')).toBe('{"id":"a"}');
    const entries = await db.ledgerEntry.findMany({ orderBy: { sequence: 'asc' }, select: { kind: true } });
    expect(entries.map(({ kind }) => kind).slice(-2)).toEqual(['blob_store.opened', 'backup.restored']);
  });

  test('works on: both ledgers name the backup, due work stays due, new entries follow, immutable rows refuse changes, foreign keys hold', async () => {
    const { id } = await backUp(world, target);
    const sha256 = createHash('sha256')
      .update(await readFile(join(target, 'backup.json')))
      .digest('hex');
    const machine = await emptyMachine();
    // The restored ledger names its store and the backup, and lacks what this one says of the backup.
    const entries = (await world.db.ledgerEntry.count()) + 1;
    expect(await restoreInto(target, machine.url, machine.folder)).toMatchObject({
      restored: true,
      ledger: { ok: true, entries },
    });
    const db = openDatabase(machine.url);
    onTestFinished(() => db.close());
    const entry = { subjectId: id, subjectSha256: sha256 };
    expect(await world.db.ledgerEntry.findFirst({ where: { kind: 'backup.made' } })).toMatchObject(entry);
    expect(await db.ledgerEntry.findFirst({ where: { kind: 'backup.restored' } })).toMatchObject(entry);
    expect(await db.dueWork.findMany()).toEqual(await world.db.dueWork.findMany());
    await db.$transaction((transaction) =>
      appendLedgerEntries(transaction, [{ kind: 'x', subjectId: 'x', subjectSha256: 'x' }], now()),
    );
    expect(await verifyLedger(db)).toMatchObject({ ok: true });
    await expect(db.capture.updateMany({ data: { status: 1 } })).rejects.toThrow(/immutable/);
    await expect(db.platform.create({ data: { id: 'q', organisationId: 'none', name: '' } })).rejects.toThrow();
  });

  test('is a picture of one moment, however much is written while it is made', async () => {
    let stop = false;
    let written = 0;
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      while (!stop) {
        const { sha256 } = await world.blobs.put(new TextEncoder().encode(`${writer} ${written}`));
        const id = `${writer}-${written}`;
        await world.db.$transaction(async (transaction) => {
          await transaction.classifierRelease.create({ data: { id, blobSha256: sha256 } });
          await appendLedgerEntries(transaction, [{ kind: 'x', subjectId: id, subjectSha256: sha256 }], now());
        });
        written += 1;
      }
    });
    while (written < 50) await new Promise((resolve) => setImmediate(resolve));
    const begun = written;
    const manifest = await backUp(world, target);
    const ended = written;
    stop = true;
    await Promise.all(writers);
    expect(ended).toBeGreaterThan(begun);
    expect(manifest.blobs).toMatchObject({ missing: [], corrupt: [] });

    const machine = await emptyMachine();
    expect(await restoreInto(target, machine.url, machine.folder)).toMatchObject({
      restored: true,
      ledger: { ok: true },
    });
    const db = openDatabase(machine.url);
    onTestFinished(() => db.close());
    const releases = await db.classifierRelease.findMany();
    const entries = await db.ledgerEntry.count({ where: { kind: 'x' } });
    expect(entries).toBe(releases.length - 1);
    expect(releases.length).toBeGreaterThanOrEqual(begun);
    const blobs = await createFolderBlobStore(join(machine.folder, 'blobs'));
    for (const { blobSha256 } of releases) expect(await blobs.has(blobSha256)).toBe(true);
  });
});

describe('what a backup holds', () => {
  withOwnRecord();

  test('settings without secrets, and keys, which nobody reads without the passphrase', async () => {
    const keysFolder = join(world.folder, 'keys');
    const { signing } = await openKeys(keysFolder);
    const keys = await readKeyFiles(keysFolder);
    const manifest = await backUp(world, target, { keys });
    const settings = await readFile(join(target, manifest.id, 'settings.json'), 'utf8');
    expect(JSON.parse(settings)).toEqual({ DATABASE_URL: 'postgresql://u:***@host/db' });
    expect(manifest.keys).toBe('sealed');
    for (const path of await filesBelow(target)) {
      const bytes = await readFile(join(target, path));
      expect((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).includes('PRIVATE KEY')).toBe(false);
    }
    const machine = await emptyMachine();
    expect(await thrownBy(restoreInto(target, machine.url, machine.folder, 'wrong'))).toMatchObject({
      code: 'passphrase_wrong',
    });
    expect(await isEmpty(machine.url)).toBe(true);
    expect(await filesBelow(machine.folder)).toEqual([]);

    expect(await restoreInto(target, machine.url, machine.folder)).toMatchObject({ restored: true, keys: keys.length });
    expect((await openKeys(join(machine.folder, 'keys'))).signing.keyId).toBe(signing.keyId);
    expect((await stat(join(machine.folder, 'keys', 'signing-0001.pem'))).mode & 0o777).toBe(0o400);
  });

  test('keys do not replace other keys that are there', async () => {
    const keys = [{ name: 'signing-0001.pem', content: 'YQ==' }];
    await backUp(world, target, { keys });
    const machine = await emptyMachine();
    await openKeys(join(machine.folder, 'keys'));
    const before = await readKeyFiles(join(machine.folder, 'keys'));
    expect(await thrownBy(restoreInto(target, machine.url, machine.folder))).toMatchObject({ code: 'keys_differ' });
    expect(await readKeyFiles(join(machine.folder, 'keys'))).toEqual(before);
    expect(await isEmpty(machine.url)).toBe(true);
  });

  test('a second one into the same folder takes the place of the first, and copies new blobs alone and those that have rotted', async () => {
    const first = await backUp(world, target);
    const blob = join(target, 'blobs', packageSha256.slice(0, 2), packageSha256.slice(2, 4), packageSha256);
    const { ino } = await stat(blob);
    const { sha256 } = await world.blobs.put(new TextEncoder().encode('new'));
    await world.db.classifierRelease.create({ data: { id: 'r2', blobSha256: sha256 } });
    const second = await backUp(world, target);
    expect(second.blobs.count).toBe(first.blobs.count + 1);
    expect((await stat(blob)).ino).toBe(ino);
    expect((await filesBelow(target)).filter((path) => path.startsWith(first.id))).toEqual([]);
    await chmod(blob, 0o600);
    await writeFile(blob, 'rotten');
    await backUp(world, target);
    expect(await readFile(blob, 'utf8')).toBe('a whole package');
    const machine = await emptyMachine();
    expect(await restoreInto(target, machine.url, machine.folder)).toMatchObject({ restored: true });
  });

  test('blobs that the store has lost are named, and the rest is saved and restored', async () => {
    const store = join(world.folder, 'blobs');
    const fileOf = (sha256: string) => join(store, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
    const [release] = await world.db.classifierRelease.findMany();
    await rm(fileOf(packageSha256));
    await chmod(fileOf(release?.blobSha256 ?? ''), 0o600);
    await writeFile(fileOf(release?.blobSha256 ?? ''), 'rotten');
    const manifest = await backUp(world, target);
    expect(manifest.blobs).toMatchObject({ missing: [packageSha256], corrupt: [release?.blobSha256] });
    const machine = await emptyMachine();
    expect(await restoreInto(target, machine.url, machine.folder)).toMatchObject({ restored: true });
  });

  test('blobs whose term was over are no loss', async () => {
    const store = join(world.folder, 'blobs');
    await rm(join(store, packageSha256.slice(0, 2), packageSha256.slice(2, 4), packageSha256));
    await world.db.retiredBlob.create({
      data: { sha256: packageSha256, bytes: 1n, rule: 'list_page', retiredAt: now() },
    });
    expect((await backUp(world, target)).blobs).toMatchObject({ missing: [], corrupt: [] });
  });

  test('nothing of a folder with other files, which stays as it is', async () => {
    await mkdir(target);
    await writeFile(join(target, 'thesis.txt'), 'x');
    expect(await thrownBy(backUp(world, target))).toMatchObject({ code: 'backup_folder_used' });
    expect(await filesBelow(target)).toEqual(['thesis.txt']);
  });

  test('no manifest while it is not whole: one that was stopped is no backup, and the one before it counts', async () => {
    const stop = new AbortController();
    const stopped = backUp(world, target, {
      signal: stop.signal,
      onProgress: (share) => {
        if (share > 0.5) stop.abort(new Error('stopped'));
      },
    });
    await expect(stopped).rejects.toThrow('stopped');
    expect(await thrownBy(readManifest(target))).toMatchObject({ code: 'no_backup' });
    const whole = await backUp(world, target);
    await expect(backUp(world, target, { signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow('stopped');
    expect((await readManifest(target)).manifest).toEqual(whole);
    const machine = await emptyMachine();
    expect(await restoreInto(target, machine.url, machine.folder)).toMatchObject({ restored: true });
  });
});

describe('a backup that is not whole', () => {
  withSharedBackup();

  test('is refused for each file that is missing and each that has one changed bit, and nothing is written', async () => {
    const files = (await filesBelow(target)).filter((path) => !path.includes('incoming'));
    expect(files.length).toBeGreaterThan(40);
    const machine = await emptyMachine();
    const restored = () => restoreInto(target, machine.url, machine.folder).catch((error: unknown) => error);
    const saved = join(world.folder, 'saved');
    await cp(target, saved, { recursive: true });

    /** What a restore says without these files, and with one bit of each changed. */
    async function outcomes(paths: readonly string[]): Promise<{ missing: unknown; changed: unknown }> {
      for (const path of paths) await rm(join(target, path));
      const missing = await restored();
      for (const path of paths) await writeFile(join(target, path), withFlippedBit(await readFile(join(saved, path))));
      const changed = await restored();
      for (const path of paths) {
        await rm(join(target, path));
        await copyFile(join(saved, path), join(target, path));
      }
      return { missing, changed };
    }

    // One of each kind by itself; in the long form each file.
    const ofKind = (pattern: RegExp) => files.filter((path) => pattern.test(path)).slice(0, 1);
    const kinds = [
      /^backup\.json$/,
      /blobs\.txt\.gz$/,
      /settings\.json$/,
      /active-release\.json$/,
      /\/tables\//,
      /^blobs\//,
    ];
    const alone = isLong ? files : kinds.flatMap(ofKind);
    expect(alone.length).toBeGreaterThanOrEqual(kinds.length);
    for (const path of alone) {
      const { missing, changed } = await outcomes([path]);
      if (path === 'backup.json') {
        expect(missing).toMatchObject({ code: 'no_backup' });
        expect(changed).toMatchObject({ code: 'backup_damaged' });
      } else {
        expect(missing).toEqual({ restored: false, faults: [{ path, what: 'missing' }] });
        expect(changed).toEqual({ restored: false, faults: [{ path, what: 'changed' }] });
      }
    }
    // All at once, each named; but for the two without which the others are not known.
    const others = files.filter((path) => !['backup.json', 'blobs.txt.gz'].includes(basename(path)));
    expect(others).toHaveLength(files.length - 2);
    const { missing, changed } = await outcomes(others);
    for (const [outcome, what] of [
      [missing, 'missing'],
      [changed, 'changed'],
    ] as const) {
      const faults = others.map((path) => ({ path, what }));
      expect(outcome).toEqual({ restored: false, faults: expect.arrayContaining(faults) });
      expect(outcome).toMatchObject({ faults: { length: others.length } });
    }
    expect(await isEmpty(machine.url)).toBe(true);
    expect(await filesBelow(machine.folder)).toEqual([]);
    expect(await restoreInto(target, machine.url, machine.folder)).toMatchObject({ restored: true });
  });

  test('is refused too when it is the keys that were changed, before the passphrase is asked for', async () => {
    const { id } = await backUp(world, target, { keys: [{ name: 'signing-0001.pem', content: 'YQ==' }] });
    const file = join(target, id, 'keys.json');
    await writeFile(file, withFlippedBit(await readFile(file)));
    const machine = await emptyMachine();
    const faults = [{ path: `${id}/keys.json`, what: 'changed' }];
    expect(await restoreInto(target, machine.url, machine.folder, 'wrong')).toEqual({ restored: false, faults });
    expect(await filesBelow(machine.folder)).toEqual([]);
  });

  test('of which a row was left out while every hash was made to fit is refused by the count of its rows', async () => {
    const machine = await emptyMachine();
    await forgeRowCount(target);
    expect(await thrownBy(restoreInto(target, machine.url, machine.folder))).toMatchObject({ code: 'restore_failed' });
    expect(await isEmpty(machine.url)).toBe(true);
  });
});

describe('a place that is not empty', () => {
  const { rows } = withSharedBackup();

  test('a database with rows is refused, and they are named', async () => {
    const other = await createTestDatabase();
    onTestFinished(other.close);
    await other.db.organisation.create({ data: { id: 'x', name: 'x' } });
    const before = await dump(other.url);
    const error = await thrownBy(restoreInto(target, other.url, join(world.folder, 'machine')));
    expect(error).toMatchObject({ code: 'database_not_empty', message: expect.stringContaining('1 in Organisation') });
    expect(await dump(other.url)).toEqual(before);
  });

  test('a database with somebody else’s table is refused, even when that is empty', async () => {
    const machine = await emptyMachine();
    const db = openDatabase(machine.url);
    onTestFinished(() => db.close());
    await db.$executeRaw`CREATE TABLE "Photo" ("id" int)`;
    expect(await thrownBy(restoreInto(target, machine.url, machine.folder))).toMatchObject({
      code: 'database_not_empty',
      message: expect.stringContaining('Photo'),
    });
  });

  test('a database that was migrated and never used is taken', async () => {
    const before = rows();
    const fresh = await createTestDatabase();
    onTestFinished(fresh.close);
    await restoreInto(target, fresh.url, join(world.folder, 'machine'));
    const after = await dump(fresh.url);
    expect(after.definitions).toEqual(before.definitions);
    expect(after.rows.get('Capture')).toEqual(before.rows.get('Capture'));
  });

  test('a store that survived is taken, and a blob that has rotted in it is healed', async () => {
    const blob = join(world.folder, 'blobs', packageSha256.slice(0, 2), packageSha256.slice(2, 4), packageSha256);
    await chmod(blob, 0o600);
    await writeFile(blob, 'rotten');
    const machine = await emptyMachine();
    await restoreInto(target, machine.url, world.folder);
    expect(await readFile(blob, 'utf8')).toBe('a whole package');
  });

  test('a store of another record with blobs of its own is refused', async () => {
    const other = await openWorld();
    onTestFinished(() => other.close());
    await other.blobs.put(new TextEncoder().encode('of another record'));
    const machine = await emptyMachine();
    expect(await thrownBy(restoreInto(target, machine.url, other.folder))).toMatchObject({ code: 'blob_store_other' });
    expect(await isEmpty(machine.url)).toBe(true);
  });

  test('a backup whose migrations this program lacks is refused', async () => {
    const machine = await emptyMachine();
    await forgeMigration(target, '20990101000000_future');
    expect(await thrownBy(restoreInto(target, machine.url, machine.folder))).toMatchObject({
      code: 'backup_too_new',
      message: expect.stringContaining('20990101000000_future'),
    });
  });

  test('a copy of a backup is a backup, of which nothing is written to', async () => {
    const copy = join(world.folder, 'copy');
    await cp(target, copy, { recursive: true });
    await rm(target, { recursive: true });
    await rm(join(copy, 'blobs', 'incoming'), { recursive: true, force: true });
    const before = await filesBelow(copy);
    const machine = await emptyMachine();
    expect(await restoreInto(copy, machine.url, machine.folder)).toMatchObject({ restored: true });
    expect(await filesBelow(copy)).toEqual(before);
    await expect(stat(join(copy, 'blobs', 'incoming'))).rejects.toThrow(/ENOENT/);
  });
});
