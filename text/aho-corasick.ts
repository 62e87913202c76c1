import { displaceRows } from './row-displacement.js';

/**
 * Multi-pattern search in one pass over the text (Aho & Corasick 1975, doi:10.1145/360825.360855), over UTF-16 code units.
 *
 * The automaton is completed to a DFA, so that each character costs one step whatever the number of patterns. Most of a DFA's transitions
 * are the root's: a state keeps only those that differ, and the states' rows lie over one another in one array that fits a processor's cache.
 */
export class AhoCorasick {
  /** Class of each code unit; 0 is "in no pattern". */
  readonly #classOf = new Uint16Array(65_536);
  /** class → state, where the state before has no transition of its own. */
  readonly #fromRoot: Int32Array;
  /** Where the row of a state begins in `#steps`. */
  readonly #offsets: Int32Array;
  /** Pairs: the state whose transition it is, and the state it leads to. */
  readonly #steps: Int32Array;
  /** For each state the longest pattern that ends there, -1 for none. */
  readonly #longest: Int32Array;
  /** For each pattern the next shorter one that ends wherever it ends, -1 for none. */
  readonly #shorter: Int32Array;
  readonly #lengths: Int32Array;

  /** @param patterns distinct and not empty; a match names its pattern by its index here. */
  constructor(patterns: readonly string[]) {
    const classes = this.#classify(patterns);
    this.#lengths = Int32Array.from(patterns, (pattern) => pattern.length);
    const { children, endingAt } = this.#buildTrie(patterns);
    this.#longest = Int32Array.from(endingAt);
    this.#shorter = new Int32Array(patterns.length).fill(-1);
    this.#fromRoot = new Int32Array(classes);
    for (const [unit, child] of children[0] ?? []) this.#fromRoot[unit] = child;
    const { offsets, owners, values } = displaceRows(this.#complete(children), classes);
    this.#offsets = offsets.map((offset) => offset * 2);
    this.#steps = Int32Array.from({ length: owners.length * 2 }, (_, at) =>
      at0(at % 2 === 0 ? owners : values, at >> 1),
    );
  }

  /** Numbers the code units that patterns use. @returns how many classes there are */
  #classify(patterns: readonly string[]): number {
    let classes = 1;
    for (const pattern of patterns) {
      if (pattern === '') throw new RangeError('A pattern must hold at least one character.');
      for (let i = 0; i < pattern.length; i++) {
        const unit = pattern.charCodeAt(i);
        if (this.#classOf[unit] === 0) this.#classOf[unit] = classes++;
      }
    }
    return classes;
  }

  /** States are numbered as they come up; 0 is the root. */
  #buildTrie(patterns: readonly string[]): { children: Map<number, number>[]; endingAt: number[] } {
    const children = [new Map<number, number>()];
    const endingAt = [-1];
    for (const [index, pattern] of patterns.entries()) {
      let state = 0;
      for (let i = 0; i < pattern.length; i++) {
        const unit = at0(this.#classOf, pattern.charCodeAt(i));
        let child = children[state]?.get(unit);
        if (child === undefined) {
          child = children.length;
          children[state]?.set(unit, child);
          children.push(new Map());
          endingAt.push(-1);
        }
        state = child;
      }
      if (endingAt[state] !== -1) throw new RangeError(`The pattern «${pattern}» is there twice.`);
      endingAt[state] = index;
    }
    return { children, endingAt };
  }

  /**
   * Breadth first, so that a state's longest proper suffix is complete before it: a missing edge leads where that suffix goes.
   * @returns for each state the transitions that differ from the root's
   */
  #complete(children: readonly ReadonlyMap<number, number>[]): ReadonlyMap<number, number>[] {
    const rows: ReadonlyMap<number, number>[] = children.map(() => new Map());
    const suffixOf = new Int32Array(children.length);
    const queue = [...(children[0]?.values() ?? [])];
    for (const state of queue) {
      const suffix = at0(suffixOf, state);
      const bySuffix = rows[suffix];
      const own = children[state] ?? new Map<number, number>();
      for (const [unit, child] of own) {
        suffixOf[child] = bySuffix?.get(unit) ?? at0(this.#fromRoot, unit);
        queue.push(child);
      }
      rows[state] = new Map([...(bySuffix ?? []), ...own]);
      const pattern = at0(this.#longest, state);
      if (pattern === -1) this.#longest[state] = at0(this.#longest, suffix);
      else this.#shorter[pattern] = at0(this.#longest, suffix);
    }
    return rows;
  }

  /** Calls `found` for every occurrence of every pattern, in the order of their ends, longest first at one end. */
  search(text: string, found: (pattern: number, start: number, end: number) => void): void {
    const classOf = this.#classOf;
    const fromRoot = this.#fromRoot;
    const offsets = this.#offsets;
    const steps = this.#steps;
    const longest = this.#longest;
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = at0(classOf, text.charCodeAt(i));
      const at = at0(offsets, state) + 2 * unit;
      // No row is the root's: what it has is everyone's.
      state = at0(steps, at) === state ? at0(steps, at + 1) : at0(fromRoot, unit);
      for (let pattern = at0(longest, state); pattern !== -1; pattern = at0(this.#shorter, pattern))
        found(pattern, i + 1 - at0(this.#lengths, pattern), i + 1);
    }
  }
}

/** Element of a typed array whose index the algorithm keeps in range. */
function at0(array: Int32Array | Uint16Array, index: number): number {
  return array[index] ?? 0;
}
