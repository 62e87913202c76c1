/**
 * Multi-pattern search in one pass over the text (Aho & Corasick 1975, doi:10.1145/360825.360855), over UTF-16 code units.
 *
 * The automaton is completed to a DFA over the alphabet that the patterns use, so that each character costs one table look-up
 * whatever the number of patterns.
 */
export class AhoCorasick {
  /** Class of each code unit; 0 is "in no pattern". */
  readonly #classOf = new Uint16Array(65_536);
  readonly #classes: number;
  /** state × class → state */
  readonly #next: Int32Array;
  /** First pattern that ends in a state, -1 for none. */
  readonly #output: Int32Array;
  /** The next shorter suffix state with an output, -1 for none. */
  readonly #outputLink: Int32Array;
  readonly #lengths: Int32Array;

  /** @param patterns distinct and not empty; a match names its pattern by its index here. */
  constructor(patterns: readonly string[]) {
    let classes = 1;
    let units = 1;
    for (const pattern of patterns) {
      if (pattern === '') throw new RangeError('A pattern must hold at least one character.');
      units += pattern.length;
      for (let i = 0; i < pattern.length; i++) {
        const unit = pattern.charCodeAt(i);
        if (this.#classOf[unit] === 0) this.#classOf[unit] = classes++;
      }
    }
    this.#classes = classes;
    this.#lengths = Int32Array.from(patterns, (pattern) => pattern.length);
    const next = new Int32Array(units * classes).fill(-1);
    const output = new Int32Array(units).fill(-1);
    const states = this.#buildTrie(patterns, next, output);
    this.#next = next.subarray(0, states * classes);
    this.#output = output.subarray(0, states);
    this.#outputLink = new Int32Array(states).fill(-1);
    this.#complete(states);
  }

  #buildTrie(patterns: readonly string[], next: Int32Array, output: Int32Array): number {
    let states = 1;
    for (const [index, pattern] of patterns.entries()) {
      let state = 0;
      for (let i = 0; i < pattern.length; i++) {
        const at = state * this.#classes + at0(this.#classOf, pattern.charCodeAt(i));
        if (at0(next, at) === -1) next[at] = states++;
        state = at0(next, at);
      }
      if (at0(output, state) !== -1) throw new RangeError(`The pattern «${pattern}» is there twice.`);
      output[state] = index;
    }
    return states;
  }

  /** Breadth first: a missing edge leads where the longest proper suffix would go. */
  #complete(states: number): void {
    const classes = this.#classes;
    const fail = new Int32Array(states);
    const queue = new Int32Array(states);
    let head = 0;
    let tail = 0;
    for (let c = 0; c < classes; c++) {
      const child = at0(this.#next, c);
      if (child > 0) queue[tail++] = child;
      else this.#next[c] = 0;
    }
    while (head < tail) {
      const state = at0(queue, head++);
      const suffix = at0(fail, state);
      this.#outputLink[state] = at0(this.#output, suffix) !== -1 ? suffix : at0(this.#outputLink, suffix);
      for (let c = 0; c < classes; c++) {
        const at = state * classes + c;
        const viaSuffix = at0(this.#next, suffix * classes + c);
        const child = at0(this.#next, at);
        if (child === -1) this.#next[at] = viaSuffix;
        else {
          fail[child] = viaSuffix;
          queue[tail++] = child;
        }
      }
    }
  }

  /** Calls `found` for every occurrence of every pattern, in the order of their ends, longest first at one end. */
  search(text: string, found: (pattern: number, start: number, end: number) => void): void {
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      state = at0(this.#next, state * this.#classes + at0(this.#classOf, text.charCodeAt(i)));
      let at = at0(this.#output, state) !== -1 ? state : at0(this.#outputLink, state);
      while (at > 0) {
        const pattern = at0(this.#output, at);
        found(pattern, i + 1 - at0(this.#lengths, pattern), i + 1);
        at = at0(this.#outputLink, at);
      }
    }
  }
}

/** Element of a typed array whose index the algorithm keeps in range. */
function at0(array: Int32Array | Uint16Array, index: number): number {
  return array[index] ?? 0;
}
