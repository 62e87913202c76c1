import { createFigureReader, type Figures, type Outcome, share } from './figures.js';
import { type Slice, splitSlices } from './slices.js';

export interface Metrics extends Figures {
  readonly n: number;
  readonly positives: number;
  readonly slices: Readonly<Record<string, SliceMetrics>>;
}

/** A slice of one label has one figure: recall for rental, false-positive rate for genuine. A mixed slice is split in two. */
export type SliceMetrics =
  | { readonly n: number; readonly label: 'rental'; readonly recall: number }
  | { readonly n: number; readonly label: 'genuine'; readonly falsePositiveRate: number };

/** Figures over outcomes. A figure whose denominator is empty is 0: every value is a finite number. */
export function measure(outcomes: readonly Outcome[]): Metrics {
  return {
    n: outcomes.length,
    positives: outcomes.filter((outcome) => outcome.rental).length,
    ...figuresOf(outcomes),
    // `fromEntries` makes a key of its own even of a slice named `__proto__`.
    slices: Object.fromEntries(splitSlices(outcomes).map((slice) => [slice.name, sliceMetrics(outcomes, slice)])),
  };
}

function figuresOf(outcomes: readonly Outcome[]): Figures {
  return createFigureReader(outcomes)(new Uint8Array(outcomes.length).fill(1));
}

function sliceMetrics(outcomes: readonly Outcome[], { rental, rows }: Slice): SliceMetrics {
  const n = rows.length;
  const flaggedShare = share(rows.filter((row) => outcomes[row]?.flagged === true).length, n);
  return rental
    ? { n, label: 'rental', recall: flaggedShare }
    : { n, label: 'genuine', falsePositiveRate: flaggedShare };
}

/**
 * All figures for one slice: its postings beside all postings of the other label, since within one label there is no precision and no
 * curve. The mixture is another than the collection's, so that the calibration error serves to compare releases, not slices.
 */
export function measureBesideOthers(outcomes: readonly Outcome[], { rental, rows }: Slice): Figures {
  const own = rows.flatMap((row) => outcomes[row] ?? []);
  return figuresOf([...own, ...outcomes.filter((outcome) => outcome.rental !== rental)]);
}
