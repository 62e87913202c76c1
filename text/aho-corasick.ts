import { displaceRows, type SparseRow } from './row-displacement.js';

/** A step names its class and its pattern with 16 bits each: two words a step let a processor's cache hold more of them. */
const mostPatterns = 0xfffe;

/**
 * Multi-pattern search in one pass over the text (Aho & Corasick 1975, doi:10.1145/360825.360855), over UTF-16 code units.
 *
 * The automaton is completed to a DFA, so that each character costs one step whatever the number of patterns. Most of a DFA's steps
 * are those of its root: a state keeps only the others, and all that are kept share one array that a processor's cache holds.
 */
export class AhoCorasick {
  /** Class of each code unit; 0 is "in no pattern". */
  readonly #classOf = new Uint16Array(65_536);
  /** Steps of the root, by class: the row of the state that it leads to, and the longest pattern that ends there (−1 for none). */
  readonly #rootSteps: Int32Array;
  /**
   * Steps of all other states, at the place of row + class: the class whose step it is (16 bits) below one more than the pattern,
   * and the row that it leads to. A state is known by its row.
   */
  readonly #steps: Int32Array;
  /** For each pattern the next shorter one that ends wherever it ends, −1 for none. */
  readonly #shorter: Int32Array;
  readonly #lengths: Int32Array;

  /** @param patterns distinct and not empty; a match names its pattern by its index here. */
  constructor(patterns: readonly string[]) {
    if (patterns.length > mostPatterns) throw new RangeError(`At most ${mostPatterns} patterns can be told apart.`);
    const classes = this.#classify(patterns);
    this.#lengths = Int32Array.from(patterns, (pattern) => pattern.length);
    const { children, endingAt } = this.#buildTrie(patterns);
    const { rows, longest, shorter } = complete(children, endingAt, patterns.length);
    this.#shorter = shorter;
    // States whose steps are the same share them; the root's are its own, and what has no others has row 0.
    const distinct = [...new Set(rows)].filter((row) => row.size > 0);
    const { offsets, columns, values } = displaceRows(distinct, classes);
    const offsetOf = new Map(distinct.map((row, index) => [row, at0(offsets, index)]));
    const rowOf = Int32Array.from(rows, (row) => offsetOf.get(row) ?? 0);
    // Where no row has a step there is one of class 0 to the root, without a pattern: as it should be of every state.
    this.#steps = new Int32Array(columns.length * 2);
    for (const [place, unit] of columns.entries()) {
      const state = at0(values, place);
      if (unit !== -1) this.#steps.set([((at0(longest, state) + 1) << 16) | unit, at0(rowOf, state)], place * 2);
    }
    this.#rootSteps = new Int32Array(classes * 2);
    for (let unit = 0; unit < classes; unit++) {
      const state = children[0]?.get(unit) ?? 0;
      this.#rootSteps.set([at0(rowOf, state), at0(longest, state)], unit * 2);
    }
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

  /** Calls `found` for every occurrence of every pattern, in the order of their ends, longest first at one end. */
  search(text: string, found: (pattern: number, start: number, end: number) => void): void {
    const classOf = this.#classOf;
    const steps = this.#steps;
    const rootSteps = this.#rootSteps;
    let row = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = at0(classOf, text.charCodeAt(i));
      // Most characters are in no pattern, or come after one that begins none: for them the large table need not be looked at.
      if (unit === 0) {
        row = 0;
        continue;
      }
      const step = row === 0 ? 0 : at0(steps, (row + unit) * 2);
      let pattern: number;
      if ((step & 0xffff) === unit) {
        pattern = (step >>> 16) - 1;
        row = at0(steps, (row + unit) * 2 + 1);
      } else {
        row = at0(rootSteps, unit * 2);
        pattern = at0(rootSteps, unit * 2 + 1);
      }
      for (; pattern !== -1; pattern = at0(this.#shorter, pattern))
        found(pattern, i + 1 - at0(this.#lengths, pattern), i + 1);
    }
  }
}

/**
 * Breadth first, so that the longest proper suffix of a state is complete before it: a missing edge leads where that suffix goes.
 *
 * @returns for each state its steps that are not the root's, and the longest pattern that ends there; for each pattern the next shorter one
 */
function complete(
  children: readonly SparseRow[],
  endingAt: readonly number[],
  patterns: number,
): { rows: SparseRow[]; longest: Int32Array; shorter: Int32Array } {
  const nothing: SparseRow = new Map();
  const rows = children.map(() => nothing);
  const longest = Int32Array.from(endingAt);
  const shorter = new Int32Array(patterns).fill(-1);
  const suffixOf = new Int32Array(children.length);
  const queue = [...(children[0]?.values() ?? [])];
  for (const state of queue) {
    const suffix = at0(suffixOf, state);
    const bySuffix = rows[suffix] ?? nothing;
    const own = children[state] ?? nothing;
    for (const [unit, child] of own) {
      suffixOf[child] = bySuffix.get(unit) ?? children[0]?.get(unit) ?? 0;
      queue.push(child);
    }
    rows[state] = own.size === 0 ? bySuffix : new Map([...bySuffix, ...own]);
    const pattern = at0(longest, state);
    if (pattern === -1) longest[state] = at0(longest, suffix);
    else shorter[pattern] = at0(longest, suffix);
  }
  return { rows, longest, shorter };
}

/** Element of a typed array whose index the algorithm keeps in range. */
function at0(array: Int32Array | Uint16Array, index: number): number {
  return array[index] ?? 0;
}
