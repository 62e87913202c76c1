/**
 * Sets that only grow together: union by size, paths halved (R. E. Tarjan, J. van Leeuwen, Worst-Case Analysis of Set Union
 * Algorithms, Journal of the ACM 31, 1984).
 */
export class DisjointSets {
  readonly #parents = new Map<string, string>();
  readonly #sizes = new Map<string, number>();

  /** The member that stands for the set of `member`, which is a set of its own if it is new. */
  find(member: string): string {
    let at = member;
    let parent = this.#parents.get(at);
    if (parent === undefined) {
      this.#parents.set(at, at);
      return at;
    }
    while (parent !== at) {
      const above: string = this.#parents.get(parent) ?? parent;
      this.#parents.set(at, above);
      at = above;
      parent = this.#parents.get(at) ?? at;
    }
    return at;
  }

  union(a: string, b: string): void {
    const [first, second] = [this.find(a), this.find(b)];
    if (first === second) return;
    const [firstSize, secondSize] = [this.#sizes.get(first) ?? 1, this.#sizes.get(second) ?? 1];
    const [small, large] = firstSize < secondSize ? [first, second] : [second, first];
    this.#parents.set(small, large);
    this.#sizes.set(large, firstSize + secondSize);
  }

  /** Every set, in the order in which its first member came. */
  sets(): string[][] {
    const sets = new Map<string, string[]>();
    for (const member of this.#parents.keys()) {
      const root = this.find(member);
      const set = sets.get(root);
      if (set === undefined) sets.set(root, [member]);
      else set.push(member);
    }
    return [...sets.values()];
  }
}
