import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MerkleTree, proveInTree } from '../../../evidence/ledger/merkle-tree.js';

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const hashOf = (number: number): string => sha256(Buffer.from(`entry ${number}`)).toString('hex');
const hashesOf = (count: number): string[] => Array.from({ length: count }, (_, index) => hashOf(index));
async function* inPages(hashes: readonly string[], pageSize: number): AsyncGenerator<readonly string[]> {
  for (let at = 0; at < hashes.length; at += pageSize) yield hashes.slice(at, at + pageSize);
}
function treeOf(hashes: readonly string[]): MerkleTree {
  const tree = new MerkleTree();
  for (const hash of hashes) tree.append(hash);
  return tree;
}

/** As RFC 9162 section 2.1 writes them down: MTH, PATH, PROOF and SUBPROOF over lists. */
function split(list: readonly string[]): [readonly string[], readonly string[], number] {
  let k = 1;
  while (k * 2 < list.length) k *= 2;
  return [list.slice(0, k), list.slice(k), k];
}
function mth(list: readonly string[]): Buffer {
  if (list.length === 0) return sha256();
  if (list.length === 1) return sha256(Uint8Array.of(0), Buffer.from(list[0] ?? '', 'hex'));
  const [left, right] = split(list);
  return sha256(Uint8Array.of(1), mth(left), mth(right));
}
function path(m: number, list: readonly string[]): string[] {
  if (list.length === 1) return [];
  const [left, right, k] = split(list);
  return m < k ? [...path(m, left), mth(right).toString('hex')] : [...path(m - k, right), mth(left).toString('hex')];
}
function subproof(m: number, list: readonly string[], isWhole: boolean): string[] {
  if (m === list.length) return isWhole ? [] : [mth(list).toString('hex')];
  const [left, right, k] = split(list);
  return m <= k
    ? [...subproof(m, left, isWhole), mth(right).toString('hex')]
    : [...subproof(m - k, right, false), mth(left).toString('hex')];
}

describe('the Merkle tree', () => {
  test('of nothing is the hash of nothing', () => {
    expect(new MerkleTree().root()).toBe(sha256().toString('hex'));
  });

  test('has the root of the definition at every size while it grows', () => {
    const tree = new MerkleTree();
    for (let size = 1; size <= 130; size++) {
      tree.append(hashOf(size - 1));
      expect(tree.root()).toBe(mth(hashesOf(size)).toString('hex'));
    }
  });

  test('every inclusion and consistency proof of every small tree is that of the definition', async () => {
    for (let size = 1; size <= 33; size++) {
      const hashes = hashesOf(size);
      const leaves = hashes.map((_, index) => index);
      const olderSizes = leaves.map((leaf) => leaf + 1);
      const proofs = await proveInTree(inPages(hashes, 7), { size, leaves, olderSizes });
      for (const leaf of leaves) expect(proofs.inclusion.get(leaf)).toEqual(path(leaf, hashes));
      for (const older of olderSizes) expect(proofs.consistency.get(older)).toEqual(subproof(older, hashes, true));
    }
  });

  test('some proofs of a larger tree, over more hashes than it has leaves, are those of the definition', async () => {
    const all = hashesOf(1500);
    const place = fc.integer({ min: 0, max: 1_000_000 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1500 }),
        fc.array(place, { maxLength: 4 }),
        fc.array(place, { maxLength: 4 }),
        fc.integer({ min: 1, max: 700 }),
        async (size, somewhere, earlier, pageSize) => {
          const leaves = somewhere.map((value) => value % size);
          const olderSizes = earlier.map((value) => 1 + (value % size));
          const hashes = all.slice(0, size);
          const proofs = await proveInTree(inPages(all, pageSize), { size, leaves, olderSizes });
          expect(proofs.root).toBe(treeOf(hashes).root());
          for (const leaf of leaves) expect(proofs.inclusion.get(leaf)).toEqual(path(leaf, hashes));
          for (const older of olderSizes) expect(proofs.consistency.get(older)).toEqual(subproof(older, hashes, true));
        },
      ),
      { numRuns: 25 },
    );
  });

  test.each([
    ['a leaf behind the last', { size: 3, leaves: [3], olderSizes: [] }],
    ['a leaf before the first', { size: 3, leaves: [-1], olderSizes: [] }],
    ['a larger older tree', { size: 3, leaves: [], olderSizes: [4] }],
    ['an empty older tree', { size: 3, leaves: [], olderSizes: [0] }],
    ['more leaves than came', { size: 5, leaves: [], olderSizes: [] }],
  ])('refuses %s', async (_, wanted) => {
    await expect(proveInTree(inPages(hashesOf(4), 2), wanted)).rejects.toThrow(RangeError);
  });

  test('refuses a leaf that is no hash', () => {
    expect(() => new MerkleTree().append('abc')).toThrow(RangeError);
  });
});
