import { v7 as newId } from 'uuid';
import { DeadError } from '../../contracts/errors.js';
import type { LedgerHead } from '../../contracts/evidence-package.js';
import type { Database, Transaction } from '../../prisma/open-database.js';
import { MerkleTree } from './merkle-tree.js';
import { readHashes } from './read-entries.js';

/** A head that was written down, to be timestamped. */
export interface Seal {
  readonly id: string;
  readonly head: LedgerHead;
  readonly sealedAt: Date;
}

export interface Sealing {
  readonly seal: Seal;
  readonly isNew: boolean;
}

/**
 * Seals the present head, where more than the receipt of timestamps was entered since the newest seal; otherwise that one is returned. Of
 * two processes that seal at once one makes the seal, and both get it. Reads the hash of every entry once.
 *
 * @param becauseNew called in the seal's own transaction when it is new, for what becomes due with it
 * @returns undefined while the ledger is empty
 * @throws DeadError `ledger_broken` when the ledger has gaps or hashes that are none
 */
export async function sealLedger(
  database: Database,
  now: Date,
  becauseNew: (transaction: Transaction, seal: Seal) => Promise<void> = async () => undefined,
): Promise<Sealing | undefined> {
  const newest = await newestSeal(database);
  // A timestamp's entry alone would call for the next seal, and that for a timestamp, for ever.
  const grown = await database.ledgerEntry.findFirst({
    where: { sequence: { gt: newest?.head.size ?? 0 }, kind: { not: 'ledger.stamped' } },
    select: { sequence: true },
    orderBy: { sequence: 'asc' },
  });
  if (grown === null) return newest && { seal: newest, isNew: false };

  const head = await readLedgerHead(database);
  if (head === undefined) return undefined;
  return database.$transaction(async (transaction) => {
    const sealing = await storeSeal(transaction, head, now);
    if (sealing.isNew) await becauseNew(transaction, sealing.seal);
    return sealing;
  });
}

/**
 * Writes a seal of a head in the given transaction, once.
 * @throws DeadError `ledger_forked` when there is one of as many entries with another hash or root
 */
async function storeSeal(transaction: Transaction, head: LedgerHead, now: Date): Promise<Sealing> {
  const inserted = await transaction.ledgerSeal.createManyAndReturn({
    data: [{ id: newId(), size: head.size, headHash: head.hash, rootHash: head.root, sealedAt: now }],
    skipDuplicates: true,
  });
  const row = inserted[0] ?? (await transaction.ledgerSeal.findUniqueOrThrow({ where: { size: head.size } }));
  if (row.headHash !== head.hash || row.rootHash !== head.root)
    throw new DeadError(
      'ledger_forked',
      `A seal of ${head.size} ledger entries names another hash or root than they have now; run guazheng ledger verify.`,
    );
  return { seal: sealOf(row), isNew: inserted.length > 0 };
}

/**
 * The head of the first `size` entries, or of all there are.
 * @returns undefined when the ledger is empty
 * @throws DeadError `ledger_broken` when it has gaps, hashes that are none, or fewer entries
 */
export async function readLedgerHead(database: Database | Transaction, size?: number): Promise<LedgerHead | undefined> {
  const last = size ?? (await newestSequence(database));
  if (last === 0) return undefined;
  const tree = new MerkleTree();
  let hash = '';
  for await (const page of readHashes(database, last)) {
    for (const entryHash of page) append(tree, entryHash);
    hash = page.at(-1) ?? hash;
  }
  if (tree.size !== last) throw broken(`it has ${tree.size} of ${last} entries`);
  return { size: last, hash, root: tree.root() };
}

export async function newestSequence(database: Database | Transaction): Promise<number> {
  const newest = await database.ledgerEntry.findFirst({ orderBy: { sequence: 'desc' }, select: { sequence: true } });
  return Number(newest?.sequence ?? 0n);
}

export function sealOf(row: { id: string; size: bigint; headHash: string; rootHash: string; sealedAt: Date }): Seal {
  return {
    id: row.id,
    head: { size: Number(row.size), hash: row.headHash, root: row.rootHash },
    sealedAt: row.sealedAt,
  };
}

async function newestSeal(database: Database): Promise<Seal | undefined> {
  const row = await database.ledgerSeal.findFirst({ orderBy: { size: 'desc' } });
  return row === null ? undefined : sealOf(row);
}

function append(tree: MerkleTree, entryHash: string): void {
  try {
    tree.append(entryHash);
  } catch (error) {
    throw broken(`entry ${tree.size + 1} has no hash`, error);
  }
}

function broken(why: string, cause?: unknown): DeadError {
  return new DeadError('ledger_broken', `The ledger cannot be sealed or proven: ${why}; run guazheng ledger verify.`, {
    cause,
  });
}
