/** A sparse row: which value stands in a column; columns are small numbers from 0. */
export type SparseRow = ReadonlyMap<number, number>;

/**
 * Sparse rows in one array. The entry of `row` in `column` stands at `offsets[row] + column`, if `owners` names the row there;
 * otherwise the row has none. Both arrays reach far enough for every row and column.
 */
export interface DisplacedRows {
  readonly offsets: Int32Array;
  readonly owners: Int32Array;
  readonly values: Int32Array;
}

/** In `owners`: no row has an entry there. */
export const nobody = -1;

/**
 * Lays sparse rows over one another so that no two entries meet: each row is moved to the first place where it fits, those with most entries first
 * (Tarjan & Yao 1979, doi:10.1145/359168.359175). It is what a double-array trie does with the children of its nodes
 * (Aoe 1989, doi:10.1109/32.31365): a look-up costs two neighbouring reads, in a fraction of the memory of the full table.
 *
 * @param columns number of columns: all of a row's are below it
 */
export function displaceRows(rows: readonly SparseRow[], columns: number): DisplacedRows {
  const offsets = new Int32Array(rows.length);
  const space = new Space();
  const fullestFirst = [...rows.entries()].filter(([, { size }]) => size > 0).sort(([, a], [, b]) => b.size - a.size);
  for (const [row, entries] of fullestFirst) {
    const taken = [...entries.keys()];
    const offset = space.firstFit(taken);
    offsets[row] = offset;
    for (const column of taken) space.take(offset + column, row);
  }
  const size = space.end + columns;
  const owners = new Int32Array(size).fill(nobody);
  owners.set(space.owners.subarray(0, space.end));
  const values = new Int32Array(size);
  for (const [row, entries] of fullestFirst)
    for (const [column, value] of entries) values[(offsets[row] ?? 0) + column] = value;
  return { offsets, owners, values };
}

/** Places that entries take one after another; it grows as they need. */
class Space {
  owners = new Int32Array(1024).fill(nobody);
  /** Behind the last place that is taken. */
  end = 0;
  /** A place from which on the next free one may be looked for: shortened at every search (path halving, Tarjan & van Leeuwen 1984). */
  #next = Int32Array.from({ length: 1024 }, (_, place) => place);

  /** The smallest offset at which all the columns are free. */
  firstFit(columns: readonly number[]): number {
    const first = columns[0] ?? 0;
    for (let place = this.#nextFree(first); ; place = this.#nextFree(place + 1)) {
      const offset = place - first;
      if (columns.every((column) => this.#isFree(offset + column))) return offset;
    }
  }

  take(place: number, owner: number): void {
    while (place + 1 >= this.owners.length) this.#grow();
    this.owners[place] = owner;
    this.#next[place] = place + 1;
    this.end = Math.max(this.end, place + 1);
  }

  #isFree(place: number): boolean {
    return (this.owners[place] ?? nobody) === nobody;
  }

  #nextFree(from: number): number {
    let place = from;
    for (;;) {
      const next = this.#next[place] ?? place;
      if (next === place) return place;
      this.#next[place] = this.#next[next] ?? next;
      place = next;
    }
  }

  #grow(): void {
    const before = this.owners.length;
    const owners = new Int32Array(before * 2).fill(nobody);
    owners.set(this.owners);
    const next = Int32Array.from({ length: before * 2 }, (_, place) => place);
    next.set(this.#next);
    this.owners = owners;
    this.#next = next;
  }
}
