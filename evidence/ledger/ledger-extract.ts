import { InputError } from '../../contracts/errors.js';
import type { LedgerExtract } from '../../contracts/evidence-package.js';
import type { Database } from '../../prisma/open-database.js';
import { proveInTree } from './merkle-tree.js';
import { readEntriesBy, readHashes, type StoredEntry } from './read-entries.js';
import { newestSequence, sealOf } from './seal-ledger.js';

/** Which entries, and of how large a ledger. */
export interface WantedExtract {
  readonly sequences?: readonly bigint[];
  /** All entries about these. */
  readonly subjects?: readonly string[];
  /** The ledger's first so many entries; all there are now, where absent. */
  readonly size?: number;
}

/** Kinds of entries whose time is to be proven: the first seal that has them, with its timestamps, goes with them. */
const captureKinds: readonly string[] = ['capture.stored', 'evidence.captured'];

/**
 * Entries with the proof that each is in the tree under the head, always the head's own among them; and, of the seals that have
 * timestamps, the first that covers each capture and the newest. In one pass over the hashes of the ledger.
 *
 * @throws InputError `ledger_empty`; `ledger_entry_missing` for a sequence number or size that is not in the ledger
 */
export async function readLedgerExtract(
  database: Database,
  { sequences = [], subjects = [], size }: WantedExtract,
): Promise<Pick<LedgerExtract, 'head' | 'entries' | 'seals'>> {
  const newest = await newestSequence(database);
  const upTo = size ?? newest;
  if (newest === 0) throw new InputError('ledger_empty', 'The ledger has no entry yet; there is nothing to extract.');
  if (upTo < 1 || upTo > newest)
    throw new InputError(
      'ledger_entry_missing',
      `The ledger has ${newest} entries, not ${upTo}; give a size up to that.`,
    );

  const entries = await readEntriesBy(database, { sequences: [...sequences, BigInt(upTo)], subjects, upTo });
  const found = new Set(entries.map(({ sequence }) => sequence));
  const missing = sequences.find((sequence) => !found.has(String(sequence)));
  if (missing !== undefined)
    throw new InputError('ledger_entry_missing', `The first ${upTo} entries of the ledger have no entry ${missing}.`);
  const seals = await readStampedSeals(database, captureSequences(entries), upTo);

  const leafOf = ({ sequence }: StoredEntry): number => Number(sequence) - 1;
  const proofs = await proveInTree(readHashes(database, upTo), {
    size: upTo,
    leaves: entries.map(leafOf),
    olderSizes: seals.map(({ size: sealed }) => Number(sealed)),
  });
  return {
    head: { size: upTo, hash: entries.at(-1)?.hash ?? '', root: proofs.root },
    entries: entries.map(({ hash, ...entry }) => ({
      entry,
      hash,
      proof: [...(proofs.inclusion.get(Number(entry.sequence) - 1) ?? [])],
    })),
    seals: seals.map((row) => ({
      head: sealOf(row).head,
      consistency: [...(proofs.consistency.get(Number(row.size)) ?? [])],
      timestamps: row.timestamps.map(({ authority, response, certificates, revocation }) => ({
        authority,
        response: base64(response),
        certificates: certificates.map(base64),
        revocation: revocation.map(base64),
      })),
    })),
  };
}

const captureSequences = (entries: readonly StoredEntry[]): bigint[] =>
  entries.filter(({ kind }) => captureKinds.includes(kind)).map(({ sequence }) => BigInt(sequence));

/** By size, smallest first, each once. */
async function readStampedSeals(database: Database, captures: readonly bigint[], upTo: number) {
  const chosen = await database.$queryRaw<{ id: string }[]>`
    WITH stamped AS (
      SELECT "id", "size" FROM "LedgerSeal" seal
       WHERE "size" <= ${upTo} AND EXISTS (SELECT 1 FROM "LedgerTimestamp" stamp WHERE stamp."sealId" = seal."id")
    )
    SELECT "id" FROM stamped WHERE "size" = (SELECT max("size") FROM stamped)
    UNION
    SELECT covering."id" FROM unnest(${captures.map(String)}::bigint[]) AS capture("sequence")
     CROSS JOIN LATERAL (SELECT "id" FROM stamped WHERE "size" >= capture."sequence" ORDER BY "size" LIMIT 1) covering`;
  return database.ledgerSeal.findMany({
    where: { id: { in: chosen.map(({ id }) => id) } },
    include: { timestamps: { orderBy: { authority: 'asc' } } },
    orderBy: { size: 'asc' },
  });
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
