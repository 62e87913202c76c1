import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isConsistent, isIncluded } from '../../../evidence/verify/merkle.js';

/** Straight from the definitions of RFC 9162 section 2.1, without any of its algorithms. */
const sha256 = (...parts: (Buffer | number[])[]): Buffer =>
  createHash('sha256')
    .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
    .digest();
const split = (size: number): number => {
  let k = 1;
  while (k * 2 < size) k *= 2;
  return k;
};
function treeHash(leaves: readonly Buffer[]): Buffer {
  const [first] = leaves;
  if (first === undefined) return sha256();
  if (leaves.length === 1) return sha256([0], first);
  const k = split(leaves.length);
  return sha256([1], treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)));
}
function path(m: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  return m < k
    ? [...path(m, leaves.slice(0, k)), treeHash(leaves.slice(k))]
    : [...path(m - k, leaves.slice(k)), treeHash(leaves.slice(0, k))];
}
function subproof(m: number, leaves: readonly Buffer[], whole: boolean): Buffer[] {
  if (m === leaves.length) return whole ? [] : [treeHash(leaves)];
  const k = split(leaves.length);
  return m <= k
    ? [...subproof(m, leaves.slice(0, k), whole), treeHash(leaves.slice(k))]
    : [...subproof(m - k, leaves.slice(k), false), treeHash(leaves.slice(0, k))];
}

const hex = (bytes: Buffer): string => bytes.toString('hex');
const leavesOf = (size: number): Buffer[] =>
  Array.from({ length: size }, (_, index) => sha256([index & 255, index >> 8]));
const other = 'cd'.repeat(32);

describe('isIncluded', () => {
  test('takes the proof of every leaf of every tree of up to 40 leaves, and of no other leaf', () => {
    for (let size = 1; size <= 40; size++) {
      const leaves = leavesOf(size);
      const root = hex(treeHash(leaves));
      leaves.forEach((leaf, index) => {
        const claim = { entryHash: hex(leaf), size: BigInt(size), root, proof: path(index, leaves).map(hex) };
        expect(isIncluded({ ...claim, index: BigInt(index) }), `${index} of ${size}`).toBe(true);
        expect(isIncluded({ ...claim, index: BigInt(index + 1) })).toBe(false);
        expect(isIncluded({ ...claim, index: -1n })).toBe(false);
        expect(isIncluded({ ...claim, index: BigInt(index), entryHash: other })).toBe(false);
        expect(isIncluded({ ...claim, index: BigInt(index), root: other })).toBe(false);
      });
    }
  });

  test('refuses a proof with a hash changed, too many or too few', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 300 }), fc.nat(), fc.nat(), (size, leafSeed, placeSeed) => {
        const leaves = leavesOf(size);
        const index = leafSeed % size;
        const proof = path(index, leaves).map(hex);
        const place = placeSeed % proof.length;
        const claim = {
          ...{ entryHash: hex(leaves[index] ?? Buffer.alloc(0)), index: BigInt(index), size: BigInt(size) },
          root: hex(treeHash(leaves)),
        };
        expect(isIncluded({ ...claim, proof })).toBe(true);
        expect(isIncluded({ ...claim, proof: proof.with(place, other) })).toBe(false);
        expect(isIncluded({ ...claim, proof: proof.toSpliced(place, 1) })).toBe(false);
        expect(isIncluded({ ...claim, proof: [...proof, other] })).toBe(false);
      }),
    );
  });
});

describe('isConsistent', () => {
  test('takes the proof from every older tree to every tree of up to 40 leaves', () => {
    for (let size = 1; size <= 40; size++) {
      const leaves = leavesOf(size);
      const second = { size: BigInt(size), root: hex(treeHash(leaves)) };
      for (let older = 1; older <= size; older++) {
        const first = { size: BigInt(older), root: hex(treeHash(leaves.slice(0, older))) };
        const proof = subproof(older, leaves, true).map(hex);
        expect(isConsistent({ first, second, proof }), `${older} of ${size}`).toBe(true);
        expect(isConsistent({ first: { ...first, root: other }, second, proof })).toBe(false);
        expect(isConsistent({ first, second: { ...second, root: other }, proof })).toBe(false);
        expect(isConsistent({ first, second, proof: [...proof, other] })).toBe(false);
        if (older > 1 && older < size)
          expect(isConsistent({ first: { ...first, size: first.size - 1n }, second, proof })).toBe(false);
      }
    }
  });

  test('refuses a later tree that rewrote an entry of the older one, whatever proof is made of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), fc.nat(), fc.nat(), (size, olderSeed, placeSeed) => {
        const older = 1 + (olderSeed % (size - 1));
        const leaves = leavesOf(size);
        const first = { size: BigInt(older), root: hex(treeHash(leaves.slice(0, older))) };
        const rewritten = leaves.with(placeSeed % older, Buffer.from(other, 'hex'));
        const second = { size: BigInt(size), root: hex(treeHash(rewritten)) };
        for (const proof of [subproof(older, rewritten, true), subproof(older, leaves, true)])
          expect(isConsistent({ first, second, proof: proof.map(hex) })).toBe(false);
      }),
    );
  });
});
