import type { Database } from '../../prisma/open-database.js';
import type { BlobStore } from '../blobs/blob-store.js';
import { genesisHash } from '../verify/ledger-entry.js';
import { hashEntryFields } from './entry-text.js';
import { compareHead, type KeptHead } from './head-files.js';
import type { LedgerFault } from './ledger-fault.js';
import { MerkleTree } from './merkle-tree.js';
import { readEntries, type StoredEntry } from './read-entries.js';
import { newestSequence } from './seal-ledger.js';
import { findRowFault, findRowWithoutEntry } from './verify-rows.js';
import { newestSealedSize, readSealedHeads } from './verify-seals.js';

const pageSize = 5_000;

export interface LedgerReport {
  /** How many the ledger holds. */
  entries: number;
  ok: boolean;
  /** The first place where the chain does not hold. Whatever comes after it proves nothing. */
  firstBad?: { sequence: number; why: string };
}

interface VerifyOptions {
  /** Heads that were kept outside the database: in files, packages, backups. Read them before, or they are ahead of what is read. */
  readonly heads?: readonly KeptHead[];
  /** Where the files of packages must be; without it they are not looked for. */
  readonly blobs?: Pick<BlobStore, 'has'>;
  /** Told how many entries are checked, of about how many. */
  readonly progress?: (checked: number, entries: number) => void;
}

/**
 * Recomputes the whole chain and its tree, page by page, and compares it with all that speaks of it: heads kept outside, seals with their
 * timestamps, and the rows and package files that entries are about, in both directions. It finds an entry that was edited, deleted,
 * inserted or moved; a ledger that was rewritten or cut since a head was kept; a row or package that was deleted, planted or exchanged.
 * What was cut off behind the newest head that is known it cannot see, unless a row was left behind.
 *
 * Safe while others append: what is appended meanwhile may or may not be read.
 */
export async function verifyLedger(
  database: Database,
  { heads = [], blobs, progress = () => undefined }: VerifyOptions = {},
): Promise<LedgerReport> {
  const expected = await newestSequence(database);
  const newestSeal = await newestSealedSize(database);
  const kept = headsBySize(heads);
  const tree = new MerkleTree();
  let previousHash = genesisHash;
  let lastGoodHead = 0;

  const bad = async (fault: LedgerFault): Promise<LedgerReport> => {
    const entries = await database.ledgerEntry.count();
    return { entries, ok: false, firstBad: { sequence: fault.sequence, why: fault.why } };
  };

  // From the least number that the column holds, so that an entry put before the first is seen.
  let next = readEntries(database, -(2n ** 63n), pageSize);
  for (;;) {
    const page = await next;
    const isLast = page.length < pageSize;
    // Read while this page is checked. A failure is thrown where it is awaited.
    next = isLast ? Promise.resolve([]) : readEntries(database, BigInt(page.at(-1)?.sequence ?? 0) + 1n, pageSize);
    next.catch(() => undefined);

    const sealed = await readSealedHeads(database, tree.size, tree.size + page.length);
    const good: StoredEntry[] = [];
    const chainFault = checkPage(page, good, [kept, sealed]);
    const rowFault = await findRowFault(database, good, blobs);
    const fault = earlier(rowFault, chainFault);
    if (fault !== undefined) {
      await next.catch(() => undefined);
      return bad(fault);
    }
    progress(tree.size, Math.max(expected, tree.size));
    if (isLast) break;
  }

  const entries = tree.size;
  const beyond = cutTail(entries, heads, newestSeal) ?? (await findRowWithoutEntry(database, entries));
  return beyond === undefined ? { entries, ok: true } : bad(beyond);

  /** Continues chain and tree; what was found good is put into `good`. */
  function checkPage(
    page: readonly StoredEntry[],
    good: StoredEntry[],
    headsOfPage: readonly ReadonlyMap<number, readonly KeptHead[]>[],
  ): LedgerFault | undefined {
    for (const row of page) {
      const sequence = tree.size + 1;
      const why = findFault(row, sequence, previousHash);
      if (why !== undefined) return { sequence, why };
      tree.append(row.hash);
      previousHash = row.hash;
      for (const known of headsOfPage) {
        for (const head of known.get(sequence) ?? []) {
          const differs = compareHead(head, row.hash, () => tree.root(), lastGoodHead);
          if (differs !== undefined) return { sequence, why: differs };
          lastGoodHead = sequence;
        }
      }
      good.push(row);
    }
    return undefined;
  }
}

function findFault(row: StoredEntry, sequence: number, previousHash: string): string | undefined {
  if (row.sequence !== String(sequence)) return `the entry found in its place has the number ${row.sequence}`;
  if (row.previousHash !== previousHash) return 'it does not follow the entry before it';
  if (hashEntryFields(row) !== row.hash) return 'its contents do not match its hash';
  return undefined;
}

function cutTail(entries: number, heads: readonly KeptHead[], newestSeal: number): LedgerFault | undefined {
  const [largest] = [...heads].sort((a, b) => b.head.size - a.head.size);
  const cut = (size: number, where: string): LedgerFault => ({
    sequence: entries + 1,
    why: `it is missing: the ledger ends with entry ${entries}, but ${where} says that there were ${size}; the newest were cut off`,
  });
  if (largest !== undefined && largest.head.size > entries)
    return cut(largest.head.size, `the head in ${largest.from}`);
  return newestSeal > entries ? cut(newestSeal, 'a seal') : undefined;
}

function headsBySize(heads: readonly KeptHead[]): ReadonlyMap<number, readonly KeptHead[]> {
  const bySize = new Map<number, KeptHead[]>();
  for (const head of heads) bySize.set(head.head.size, [...(bySize.get(head.head.size) ?? []), head]);
  return bySize;
}

const earlier = (a: LedgerFault | undefined, b: LedgerFault | undefined): LedgerFault | undefined =>
  a !== undefined && b !== undefined ? (a.sequence <= b.sequence ? a : b) : (a ?? b);
