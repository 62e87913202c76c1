/** A sparse row: the value that stands in a column. */
export type SparseRow = ReadonlyMap<number, number>;

/**
 * Sparse rows in one array. A row is known by its offset, which no other row has: its value in a column is
 * `values[offset + column]` where `columns[offset + column]` is that column; anywhere else it has none.
 * Both arrays reach far enough for every row and column.
 */
export interface DisplacedRows {
  /** At least 1: 0 is left for a row that has nothing. */
  readonly offsets: Int32Array;
  /** −1 where no row has a value. */
  readonly columns: Int32Array;
  readonly values: Int32Array;
}

/**
 * Lays sparse rows over one another so that no two values meet: each row goes to the first place found where it fits, those with most values first
 * (Tarjan & Yao 1979, doi:10.1145/359168.359175). A double-array trie does so with the children of its nodes (Aoe 1989, doi:10.1109/32.31365):
 * a look-up costs a comparison more than in the full table, and the table is a small part of its size.
 *
 * @param rows none of them empty
 * @param width all columns are below it
 */
export function displaceRows(rows: readonly SparseRow[], width: number): DisplacedRows {
  const offsets = new Int32Array(rows.length);
  const places = new Places();
  const fullestFirst = [...rows.entries()].sort(([, a], [, b]) => b.size - a.size);
  for (const [index, row] of fullestFirst) offsets[index] = places.take(Int32Array.from(row.keys()));
  const length = places.end + width;
  const columns = new Int32Array(length).fill(-1);
  const values = new Int32Array(length);
  for (const [index, row] of rows.entries()) {
    const offset = offsets[index] ?? 0;
    for (const [column, value] of row) {
      columns[offset + column] = column;
      values[offset + column] = value;
    }
  }
  return { offsets, columns, values };
}

/** Which places are taken. They have no end. As bits, 32 to a word: whether a row fits is asked for 32 offsets at once. */
class Places {
  /** Behind the last one that is taken. */
  end = 0;
  #taken: Int32Array = new Int32Array(128);
  /** The offsets that rows have; 0 is no row's. */
  #offsets: Int32Array = Int32Array.of(1);
  /** Of the row before. */
  #count = 0;
  #word = 0;

  /** Takes the first free places that are as far apart as the columns. @returns how far they are from the columns */
  take(columns: Int32Array): number {
    // Where one row did not fit, others of its length seldom do: only shorter ones look from the beginning again.
    if (columns.length !== this.#count) this.#word = 0;
    this.#count = columns.length;
    let fitting = this.#fittingOffsets(columns);
    while (fitting === 0) {
      this.#word++;
      fitting = this.#fittingOffsets(columns);
    }
    const lowest = 31 - Math.clz32(fitting & -fitting);
    const offset = this.#word * 32 + lowest;
    this.#offsets = withBit(this.#offsets, offset);
    for (const column of columns) {
      this.#taken = withBit(this.#taken, offset + column);
      this.end = Math.max(this.end, offset + column + 1);
    }
    return offset;
  }

  /** Of the 32 offsets of this word, those at which no place is taken and that no row has. */
  #fittingOffsets(columns: Int32Array): number {
    const taken = this.#taken;
    let refused = this.#offsets[this.#word] ?? 0;
    for (let i = 0; i < columns.length && refused !== -1; i++) {
      const place = this.#word * 32 + (columns[i] ?? 0);
      const word = place >>> 5;
      const shift = place & 31;
      refused |= (taken[word] ?? 0) >>> shift;
      if (shift !== 0) refused |= (taken[word + 1] ?? 0) << (32 - shift);
    }
    return ~refused;
  }
}

/** The bits with one more set, in place where they reach so far. */
function withBit(bits: Int32Array, bit: number): Int32Array {
  const word = bit >>> 5;
  let reaching = bits;
  if (word >= bits.length) {
    reaching = new Int32Array(word * 2);
    reaching.set(bits);
  }
  reaching[word] = (reaching[word] ?? 0) | (1 << (bit & 31));
  return reaching;
}
