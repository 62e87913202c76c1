import {
  type LedgerEntryFields,
  type LedgerExtract,
  ledgerExtract,
  packageCustody,
  packagePaths,
} from '../../../contracts/evidence-package.js';
import type { SigningKey } from '../../../evidence/keys.js';
import { hashEntryFields } from '../../../evidence/ledger/entry-text.js';
import { MerkleTree, proveInTree } from '../../../evidence/ledger/merkle-tree.js';
import { readEntries } from '../../../evidence/ledger/read-entries.js';
import { hashBytes } from '../../../evidence/package/hash-content.js';
import { requestTimestamp } from '../../../evidence/timestamps/request-timestamp.js';
import { genesisHash } from '../../../evidence/verify/ledger-entry.js';
import type { Database } from '../../../prisma/open-database.js';
import { canonical, contentOf, edit, forgeWith, type Members, manifestOf } from './forge.js';

type Hashed = { entry: LedgerEntryFields; hash: string };

/** A ledger that was written anew from what the database holds. */
export interface ForgedLedger {
  /** What becomes of the entries: changed in place, left out, moved. Numbers and hashes are made afterwards. */
  readonly change: (entries: LedgerEntryFields[]) => LedgerEntryFields[];
  /** What becomes of the sealed heads: `kept` as they were timestamped, left out, or made of the new ledger and timestamped now. */
  readonly seals: 'kept' | 'dropped' | { readonly authority: string };
}

/**
 * As whoever has the database and the key could: the chain is written anew, and with it tree, proofs and head, the extract's entries and
 * the custody log; then the package is hashed, signed, timestamped and sealed.
 */
export async function forgeLedger(
  database: Database,
  key: SigningKey,
  members: Members,
  { change, seals }: ForgedLedger,
): Promise<void> {
  const before: LedgerExtract = ledgerExtract.parse(JSON.parse(String(contentOf(members, packagePaths.ledger))));
  const all = await readEntries(database, 1n, before.head.size);
  const concerned = new Set(before.entries.map(({ entry }) => idOf(entry)));
  const { packageId, number, posting, capture } = manifestOf(members);
  const changed = change(all.map(({ hash: _, ...entry }) => entry));
  for (const entry of changed)
    if (entry.kind === 'package.ordered' && entry.subjectId === packageId) {
      const order = { packageId, number, postingId: posting.id, captureId: capture.id, by: null, at: entry.at };
      entry.subjectSha256 = hashBytes(canonical(order)).sha256;
    }
  const chain = chained(changed);
  const size = chain.length;
  const held = chain.filter(({ entry }, index) => concerned.has(idOf(entry)) || index === size - 1);
  const older = seals === 'dropped' ? [] : before.seals.filter(({ head }) => head.size <= size);
  async function* hashes() {
    yield chain.map(({ hash }) => hash);
  }
  const { root, inclusion, consistency } = await proveInTree(hashes(), {
    size,
    leaves: held.map(({ entry }) => Number(entry.sequence) - 1),
    olderSizes: older.map(({ head }) => head.size),
  });
  const head = { size, hash: chain.at(-1)?.hash ?? '', root };
  const extract: LedgerExtract = {
    head,
    entries: held.map(({ entry, hash }) => ({
      ...{ entry, hash },
      proof: [...(inclusion.get(Number(entry.sequence) - 1) ?? [])],
    })),
    seals: await Promise.all(
      older.map(async (seal) => {
        const proven = { ...seal, consistency: [...(consistency.get(seal.head.size) ?? [])] };
        return typeof seals === 'string' ? proven : { ...proven, ...(await sealedNow(chain, seal.head.size, seals)) };
      }),
    ),
    earlierPackages: before.earlierPackages,
  };
  members.set(packagePaths.ledger, canonical(extract));
  edit(members, packagePaths.custody, packageCustody, (custody) => {
    const bySubject = new Map(held.map((one) => [`${one.entry.subjectId} ${one.entry.kind}`, one.entry]));
    const kinds = new Map(before.entries.map(({ entry }) => [entry.sequence, entry.kind]));
    custody.log = custody.log.flatMap((line) => {
      const entry = bySubject.get(`${line.object} ${kinds.get(line.sequence)}`);
      return entry === undefined
        ? []
        : [{ ...line, at: entry.at, sha256: entry.subjectSha256, sequence: entry.sequence }];
    });
  });
  await forgeWith(key, members, (manifest) => {
    manifest.ledger = head;
  });
}

/** What an entry is about, whatever became of the rest of it. */
const idOf = ({ kind, subjectId }: LedgerEntryFields): string => `${kind} ${subjectId}`;

/** Numbers, chains and hashes entries. */
function chained(entries: readonly LedgerEntryFields[]): Hashed[] {
  let previousHash: string = genesisHash;
  return entries.map((fields, index) => {
    const entry = { ...fields, sequence: String(index + 1), previousHash };
    previousHash = hashEntryFields(entry);
    return { entry, hash: previousHash };
  });
}

async function sealedNow(chain: readonly Hashed[], size: number, { authority }: { readonly authority: string }) {
  const tree = new MerkleTree();
  for (const { hash } of chain.slice(0, size)) tree.append(hash);
  const head = { size, hash: chain[size - 1]?.hash ?? '', root: tree.root() };
  const stamp = await requestTimestamp(authority, canonical(head), { clock: { now: () => new Date() } });
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const { response, certificates, revocation } = stamp;
  const timestamp = {
    ...{ authority, response: base64(response) },
    ...{ certificates: certificates.map(base64), revocation: revocation.map(base64) },
  };
  return { head, timestamps: [timestamp] };
}
