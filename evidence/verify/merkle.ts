import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';

/**
 * Checks of proofs in the Merkle tree of RFC 9162 with SHA-256 over the ledger: leaf `sequence - 1` is the entry with that number, its
 * data the 32 bytes of the entry's hash. Hashes are lower-case hex. Sizes and indices are bigints: the ledger may pass 2^53 entries.
 */

/** RFC 9162 section 2.1.1: the hash of a leaf, from the entry's hash. */
const leafHash = (entryHash: string): string =>
  bytesToHex(sha256(concatBytes(Uint8Array.of(0), hexToBytes(entryHash))));

/** RFC 9162 section 2.1.1: the hash of an inner node. */
const nodeHash = (left: string, right: string): string =>
  bytesToHex(sha256(concatBytes(Uint8Array.of(1), hexToBytes(left), hexToBytes(right))));

interface Inclusion {
  readonly entryHash: string;
  /** From 0. */
  readonly index: bigint;
  readonly size: bigint;
  readonly root: string;
  readonly proof: readonly string[];
}

/** RFC 9162 section 2.1.3.2. */
export function isIncluded({ entryHash, index, size, root, proof }: Inclusion): boolean {
  if (index < 0n || index >= size) return false;
  let node = index;
  let last = size - 1n;
  let hash = leafHash(entryHash);
  for (const sibling of proof) {
    if (last === 0n) return false;
    if (isOdd(node) || node === last) {
      hash = nodeHash(sibling, hash);
      while (!isOdd(node) && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n && hash === root;
}

interface Consistency {
  readonly first: { readonly size: bigint; readonly root: string };
  readonly second: { readonly size: bigint; readonly root: string };
  readonly proof: readonly string[];
}

/** RFC 9162 section 2.1.4.2: whether the second tree begins with all that the first holds. Equal sizes need equal roots and no proof. */
export function isConsistent({ first, second, proof }: Consistency): boolean {
  if (first.size <= 0n || first.size > second.size) return false;
  if (first.size === second.size) return proof.length === 0 && first.root === second.root;
  // A first tree that is a whole subtree of the second is not repeated in the proof.
  const path = (first.size & (first.size - 1n)) === 0n ? [first.root, ...proof] : [...proof];
  const [start] = path;
  if (start === undefined || proof.length === 0) return false;
  let node = first.size - 1n;
  let last = second.size - 1n;
  while (isOdd(node)) {
    node >>= 1n;
    last >>= 1n;
  }
  let before = start;
  let after = start;
  for (const sibling of path.slice(1)) {
    if (last === 0n) return false;
    if (isOdd(node) || node === last) {
      before = nodeHash(sibling, before);
      after = nodeHash(sibling, after);
      while (!isOdd(node) && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      after = nodeHash(after, sibling);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n && before === first.root && after === second.root;
}

const isOdd = (number: bigint): boolean => (number & 1n) === 1n;
