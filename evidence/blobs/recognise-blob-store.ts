import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { InputError } from '../../contracts/errors.js';
import type { Database, Transaction } from '../../prisma/open-database.js';
import { appendLedgerEntries, type NewLedgerEntry } from '../ledger/append-entries.js';
import { tellRetired } from '../retention/tell-retired.js';
import { canonicalJson } from '../verify/canonical-json.js';
import type { BlobStore } from './blob-store.js';
import { type BlobStorePlace, markPath } from './blob-store-place.js';

/** Arbitrary, and ours alone in a database: the characters `gzbs`. */
const advisoryLock = 0x67_7a_62_73;

/**
 * The ledger's word for it, and its subject: always the same one, so that the index on subjects finds the newest entry. The
 * subject's contents are the mark.
 */
const openedKind = 'blob_store.opened';
const subjectId = 'blob_store';

const mark = z.object({ id: z.uuid() });

/**
 * Opens the blob store of a record. A disk that is not mounted looks like an empty store, and a mistaken setting leads to
 * a strange one: in both every capture would seem lost. So a store has a mark (`store.json`, a random id), which is made
 * when it is first opened, and the ledger holds its hash. A store without a mark, or a record without that entry, is taken
 * for the right one when the newest captures are in it, and so is any store while the record refers to no blob.
 *
 * @throws InputError `blob_store_other` when it is not the one this record belongs to, `blob_store_unusable`;
 *   FatalError `disk_full`
 */
export async function openRecognisedBlobStore(
  database: Database,
  place: BlobStorePlace,
  now: Date,
): Promise<BlobStore> {
  const id = readId(await place.readMark(), place);
  if (id === undefined || hashOfMark(id) !== (await knownMark(database))) {
    await database.$transaction((transaction) => introduce(transaction, place, now));
  }
  return tellRetired(database, await place.open());
}

/**
 * Gives a store a mark unless it has one.
 *
 * @returns the entry that makes a record recognise the store; the caller appends it, as a deliberate act
 * @throws InputError `blob_store_unusable`; FatalError `disk_full`
 */
export async function markBlobStore(place: BlobStorePlace): Promise<NewLedgerEntry> {
  const found = readId(await place.readMark(), place);
  const id = found ?? randomUUID();
  if (found === undefined) await place.createMark(canonicalJson({ id }));
  return { kind: openedKind, subjectId, subjectSha256: hashOfMark(id) };
}

/** The entry by which a record would recognise a store, or undefined when the store has no mark. */
export async function entryOfMark(place: BlobStorePlace): Promise<NewLedgerEntry | undefined> {
  const found = readId(await place.readMark(), place);
  return found === undefined ? undefined : { kind: openedKind, subjectId, subjectSha256: hashOfMark(found) };
}

/** One process at a time, or two would mark the same empty store. */
async function introduce(transaction: Transaction, place: BlobStorePlace, now: Date): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${advisoryLock})`;
  const [found, known] = [readId(await place.readMark(), place), await knownMark(transaction)];
  if (found !== undefined && hashOfMark(found) === known) return;
  const blobs = await newestBlobs(transaction);
  if (blobs.length > 0) {
    if (found !== undefined && known !== undefined) throw notOurs(place, `its ${markPath} is another store’s`);
    if (!(await holdsAll(place, blobs))) throw notOurs(place, 'the newest captures are not in it');
  }
  // The mark first: one that the ledger does not know yet is taken over at the next start.
  await appendLedgerEntries(transaction, [await markBlobStore(place)], now);
}

function readId(text: string | undefined, place: BlobStorePlace): string | undefined {
  if (text === undefined) return undefined;
  try {
    return mark.parse(JSON.parse(text)).id;
  } catch (error) {
    throw new InputError(
      'blob_store_unusable',
      `${markPath} of ${place.name} (BLOB_STORE) is not what guazheng wrote there; restore it from a backup.`,
      { cause: error },
    );
  }
}

function hashOfMark(id: string): string {
  return createHash('sha256').update(canonicalJson({ id })).digest('hex');
}

async function knownMark(transaction: Transaction): Promise<string | undefined> {
  const entry = await transaction.ledgerEntry.findFirst({
    where: { subjectId, kind: openedKind },
    select: { subjectSha256: true },
    orderBy: { sequence: 'desc' },
  });
  return entry?.subjectSha256;
}

async function newestBlobs(transaction: Transaction): Promise<string[]> {
  const captures = await transaction.capture.findMany({
    where: { bodyBytes: { gt: 0 } },
    select: { bodySha256: true },
    orderBy: { id: 'desc' },
    take: 3,
  });
  const releases = await transaction.classifierRelease.findMany({
    select: { blobSha256: true },
    orderBy: { createdAt: 'desc' },
    take: 1,
  });
  return [...captures.map(({ bodySha256 }) => bodySha256), ...releases.map(({ blobSha256 }) => blobSha256)];
}

async function holdsAll(place: BlobStorePlace, blobs: readonly string[]): Promise<boolean> {
  for (const sha256 of blobs) if (!(await place.has(sha256))) return false;
  return true;
}

function notOurs(place: BlobStorePlace, why: string): InputError {
  const name = `${place.name.slice(0, 1).toUpperCase()}${place.name.slice(1)}`;
  return new InputError(
    'blob_store_other',
    `${name} (BLOB_STORE) is not the blob store this record belongs to: ${why}; is the disk mounted, and the setting right?`,
  );
}
