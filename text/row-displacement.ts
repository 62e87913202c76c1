/** A sparse row: the value that stands in a column. */
export type SparseRow = ReadonlyMap<number, number>;

/**
 * Sparse rows in one array. A row is known by its offset, which no other row has: its value in a column is
 * `values[offset + column]` where `owners[offset + column]` is the offset; anywhere else it has none.
 * Both arrays reach far enough for every row and column.
 */
export interface DisplacedRows {
  /** At least 1: 0 is left for a row that has nothing. */
  readonly offsets: Int32Array;
  /** −1 where no row has a value. */
  readonly owners: Int32Array;
  readonly values: Int32Array;
}

/**
 * Lays sparse rows over one another so that no two values meet: each row goes to the first place found where it fits, those with most values first
 * (Tarjan & Yao 1979, doi:10.1145/359168.359175). A double-array trie does so with the children of its nodes (Aoe 1989, doi:10.1109/32.31365):
 * a look-up costs a comparison more than in the full table, and the table is a small part of its size.
 *
 * @param rows none of them empty
 * @param columns all columns are below it
 */
export function displaceRows(rows: readonly SparseRow[], columns: number): DisplacedRows {
  const offsets = new Int32Array(rows.length);
  const places = new Places();
  const fullestFirst = [...rows.entries()].sort(([, a], [, b]) => b.size - a.size);
  for (const [index, row] of fullestFirst) offsets[index] = places.take([...row.keys()]);
  const length = places.end + columns;
  const owners = new Int32Array(length).fill(-1);
  const values = new Int32Array(length);
  for (const [index, row] of rows.entries()) {
    const offset = offsets[index] ?? 0;
    for (const [column, value] of row) {
      owners[offset + column] = offset;
      values[offset + column] = value;
    }
  }
  return { offsets, owners, values };
}

/** Which places are taken. They have no end. */
class Places {
  /** Behind the last one that is taken. */
  end = 0;
  #taken = new Uint8Array(4096);
  /** Where to look for a free place from a place on: it itself, or further on (disjoint sets with path halving, Tarjan & van Leeuwen 1984). */
  #next = Int32Array.from(this.#taken.keys());
  readonly #offsets = new Set<number>();
  /** Of the row before. */
  #count = 0;
  #offset = 1;

  /** Takes the first free places that are as far apart as the columns. @returns how far they are from the columns */
  take(columns: readonly number[]): number {
    const [first = 0] = columns;
    // Where one row did not fit, others of its length seldom do: only shorter ones look from the beginning again.
    if (columns.length !== this.#count) this.#offset = 1;
    let place = this.#free(this.#offset + first);
    while (this.#offsets.has(place - first) || !this.#areFree(columns, place - first)) place = this.#free(place + 1);
    this.#count = columns.length;
    this.#offset = place - first;
    this.#offsets.add(this.#offset);
    for (const column of columns) this.#takeOne(this.#offset + column);
    return this.#offset;
  }

  #areFree(columns: readonly number[], offset: number): boolean {
    for (const column of columns) if (this.#taken[offset + column] === 1) return false;
    return true;
  }

  /** The first free place from one on. */
  #free(from: number): number {
    let place = from;
    for (;;) {
      const next = this.#next[place] ?? place;
      if (next === place) return place;
      this.#next[place] = this.#next[next] ?? next;
      place = next;
    }
  }

  #takeOne(place: number): void {
    while (place + 1 >= this.#taken.length) this.#grow();
    this.#taken[place] = 1;
    this.#next[place] = place + 1;
    this.end = Math.max(this.end, place + 1);
  }

  #grow(): void {
    const taken = new Uint8Array(this.#taken.length * 2);
    taken.set(this.#taken);
    const next = Int32Array.from(taken.keys());
    next.set(this.#next);
    this.#taken = taken;
    this.#next = next;
  }
}
