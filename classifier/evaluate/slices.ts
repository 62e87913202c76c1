import type { Outcome } from './figures.js';

/** Outcomes of one slice and one label. */
export interface Slice {
  /** The slice's own name; with the label behind it where the slice holds both. */
  readonly name: string;
  readonly rental: boolean;
  /** Indexes into the outcomes, rising. */
  readonly rows: readonly number[];
}

/** Splits outcomes by slice, in the order of their names. A mixed slice is split in two: its labels have different figures. */
export function splitSlices(outcomes: readonly Pick<Outcome, 'slice' | 'rental'>[]): Slice[] {
  const rowsOf = new Map<string, Map<boolean, number[]>>();
  for (const [index, { slice, rental }] of outcomes.entries()) {
    const labels = rowsOf.get(slice) ?? new Map<boolean, number[]>();
    rowsOf.set(slice, labels);
    const rows = labels.get(rental);
    if (rows === undefined) labels.set(rental, [index]);
    else rows.push(index);
  }
  return [...rowsOf]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([slice, labels]) =>
      [...labels].map(([rental, rows]) => ({
        name: labels.size > 1 ? `${slice} (${rental ? 'rental' : 'genuine'})` : slice,
        rental,
        rows,
      })),
    );
}
