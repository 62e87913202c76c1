import type { NumberColumn } from './growing-columns.js';

/** The rows of each person, in the order of the register. */
export class RowsOfPerson {
  readonly #starts: Int32Array;
  readonly #rows: Int32Array;

  /** @param person each row's person, from 0 to below `persons` */
  constructor(person: NumberColumn, persons: number) {
    const starts = new Int32Array(persons + 1);
    for (let row = 0; row < person.length; row++) {
      const next = person.at(row) + 1;
      starts[next] = (starts[next] ?? 0) + 1;
    }
    for (let index = 1; index <= persons; index++) starts[index] = (starts[index] ?? 0) + (starts[index - 1] ?? 0);
    const rows = new Int32Array(person.length);
    const filled = starts.slice();
    for (let row = 0; row < person.length; row++) {
      const at = filled[person.at(row)] ?? 0;
      rows[at] = row;
      filled[person.at(row)] = at + 1;
    }
    this.#starts = starts;
    this.#rows = rows;
  }

  of(person: number): Int32Array {
    return this.#rows.subarray(this.#starts[person], this.#starts[person + 1]);
  }
}
