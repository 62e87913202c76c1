import { hash } from 'node:crypto';

/**
 * The Merkle tree of RFC 9162 section 2.1 over the ledger: leaf i (from 0) has as its input the 32 bytes of the hash of entry i + 1. Of
 * the tree only the roots of its complete subtrees are kept, so that it grows by one leaf in O(1) and holds O(log n).
 */
export class MerkleTree {
  /** Roots of the complete subtrees that the leaves fall into, from the left, each smaller than the one before. */
  readonly #subtrees: Subtree[] = [];
  #size = 0;
  readonly #completed: (subtree: Subtree) => void;

  /** @param completed told of every complete subtree, leaves first */
  constructor(completed: (subtree: Subtree) => void = () => undefined) {
    this.#completed = completed;
  }

  get size(): number {
    return this.#size;
  }

  /** @param entryHash 64 hex digits */
  append(entryHash: string): void {
    let subtree: Subtree = { start: this.#size, end: this.#size + 1, root: hashLeaf(entryHash) };
    this.#size += 1;
    this.#completed(subtree);
    for (;;) {
      const left = this.#subtrees.at(-1);
      if (left === undefined || left.end - left.start !== subtree.end - subtree.start) break;
      this.#subtrees.pop();
      subtree = join(left, subtree);
      this.#completed(subtree);
    }
    this.#subtrees.push(subtree);
  }

  /** In lower-case hex; of the empty tree the SHA-256 of nothing. */
  root(): string {
    return this.rightEdge().at(-1)?.root.toString('hex') ?? hash('sha256', '');
  }

  /** The subtrees that reach up to the last leaf, the whole tree last. */
  rightEdge(): readonly Subtree[] {
    const edge: Subtree[] = [];
    for (const left of [...this.#subtrees].reverse()) {
      const right = edge.at(-1);
      edge.push(right === undefined ? left : join(left, right));
    }
    return edge;
  }
}

/** Leaves from `start` up to, not including, `end`. */
interface Subtree {
  readonly start: number;
  readonly end: number;
  readonly root: Buffer;
}

/** What is to be proven of a tree of `size` leaves. */
export interface WantedProofs {
  readonly size: number;
  /** Numbers of leaves, from 0. */
  readonly leaves: readonly number[];
  /** Sizes of older trees. */
  readonly olderSizes: readonly number[];
}

export interface TreeProofs {
  readonly root: string;
  /** Inclusion proofs (RFC 9162 section 2.1.3.1) by number of the leaf. */
  readonly inclusion: ReadonlyMap<number, readonly string[]>;
  /** Consistency proofs (section 2.1.4.1) by older size. */
  readonly consistency: ReadonlyMap<number, readonly string[]>;
}

/**
 * All proofs in one pass over the hashes of the entries, which come in pages, in order: m proofs over n leaves hold O(m log n) hashes.
 *
 * @throws RangeError for a leaf or older size that is not in the tree, or when fewer hashes came than the tree has leaves
 */
export async function proveInTree(
  pages: AsyncIterable<readonly string[]>,
  { size, leaves, olderSizes }: WantedProofs,
): Promise<TreeProofs> {
  const inclusion = new Map(leaves.map((leaf) => [leaf, inclusionPath(leaf, size)]));
  const consistency = new Map(olderSizes.map((older) => [older, consistencyPath(older, size)]));
  const roots = new Map<string, string>();
  const wanted = new Set([...inclusion.values(), ...consistency.values()].flat());
  const keep = ({ start, end, root }: Subtree): void => {
    const name = nameOf(start, end);
    if (wanted.has(name)) roots.set(name, root.toString('hex'));
  };

  const tree = new MerkleTree(keep);
  for await (const page of pages) {
    for (const entryHash of page) if (tree.size < size) tree.append(entryHash);
    if (tree.size === size) break;
  }
  if (tree.size < size) throw new RangeError(`${tree.size} hashes came for a tree of ${size} leaves`);
  for (const subtree of tree.rightEdge()) keep(subtree);

  const proof = (path: readonly string[]): string[] => path.map((name) => roots.get(name) ?? '');
  return {
    root: tree.root(),
    inclusion: new Map([...inclusion].map(([leaf, path]) => [leaf, proof(path)])),
    consistency: new Map([...consistency].map(([older, path]) => [older, proof(path)])),
  };
}

/** PATH(m, D[n]): the subtrees beside the way from the leaf to the root. */
function inclusionPath(leaf: number, size: number): string[] {
  if (!(leaf >= 0 && leaf < size)) throw new RangeError(`There is no leaf ${leaf} in a tree of ${size}`);
  const path: string[] = [];
  for (let [start, end] = [0, size]; end - start > 1; ) {
    const middle = start + leftSize(end - start);
    if (leaf < middle) {
      path.push(nameOf(middle, end));
      end = middle;
    } else {
      path.push(nameOf(start, middle));
      start = middle;
    }
  }
  return path.reverse();
}

/** PROOF(m, D[n]) by SUBPROOF: the subtrees that both roots can be computed from. */
function consistencyPath(older: number, size: number): string[] {
  if (!(older >= 1 && older <= size)) throw new RangeError(`A tree of ${size} was never one of ${older}`);
  const path: string[] = [];
  let [start, end] = [0, size];
  while (end !== older) {
    const middle = start + leftSize(end - start);
    if (older <= middle) {
      path.push(nameOf(middle, end));
      end = middle;
    } else {
      path.push(nameOf(start, middle));
      start = middle;
    }
  }
  // The whole older tree is known to whoever checks; a part of it is not.
  if (start !== 0) path.push(nameOf(start, end));
  return path.reverse();
}

/** The largest power of two below the number of leaves. */
function leftSize(leaves: number): number {
  let size = 1;
  while (size * 2 < leaves) size *= 2;
  return size;
}

const nameOf = (start: number, end: number): string => `${start}-${end}`;

/** Inputs of the hash, written anew each time: a tree of millions of leaves would leave as many buffers behind. */
const nodeInput = Buffer.alloc(65, 1);
const leafInput = Buffer.alloc(33, 0);

function join(left: Subtree, right: Subtree): Subtree {
  left.root.copy(nodeInput, 1);
  right.root.copy(nodeInput, 33);
  return { start: left.start, end: right.end, root: hash('sha256', nodeInput, 'buffer') };
}

function hashLeaf(entryHash: string): Buffer {
  if (entryHash.length !== 64 || leafInput.write(entryHash, 1, 'hex') !== 32)
    throw new RangeError(`«${entryHash}» is no SHA-256 in hex`);
  return hash('sha256', leafInput, 'buffer');
}
