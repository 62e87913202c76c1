import { createFigureReader, type Figures, type Outcome, share } from './figures.js';
import { type Interval, percentileInterval, resample } from './paired-bootstrap.js';
import { seededDraw } from './random.js';
import { type Slice, splitSlices } from './slices.js';

/** Second minus first, with its bootstrap interval. */
export interface Difference extends Interval {
  readonly first: number;
  readonly second: number;
  readonly difference: number;
  /** `better` or `worse` is the second release where the difference is real: its interval leaves out 0. */
  readonly finding: 'better' | 'worse' | 'open';
}

/** A slice of one label: `recall` of rental postings or `falsePositiveRate` of genuine ones. */
export interface SliceDifference extends Difference {
  readonly name: string;
  readonly label: 'rental' | 'genuine';
  readonly n: number;
}

export interface Comparison {
  readonly resamples: number;
  readonly seed: number;
  readonly overall: Readonly<Record<keyof Figures, Difference>>;
  readonly slices: readonly SliceDifference[];
}

/** Of these figures the smaller is the better one. */
const smallerIsBetter: Readonly<Record<keyof Figures, boolean>> = {
  precision: false,
  recall: false,
  f1: false,
  prAuc: false,
  falsePositiveRate: true,
  calibrationError: true,
};
const figureNames = Object.keys(smallerIsBetter) as (keyof Figures)[];

/** A resample of fewer rows hardly differs from the sample, so that its interval says nothing. */
const fewestRows = 3;

const defaultResamples = 2000;

/**
 * Compares what two releases said of the same rows (`first[i]` and `second[i]` are one posting): paired bootstrap, overall with both labels as
 * strata, and within each slice alone. At 95 % about one in twenty differences between equal releases looks real by chance.
 */
export function compareOutcomes(
  first: readonly Outcome[],
  second: readonly Outcome[],
  { resamples = defaultResamples, seed = 1 }: { resamples?: number; seed?: number } = {},
): Comparison {
  return {
    resamples,
    seed,
    overall: compareOverall(first, second, resamples, seed),
    slices: splitSlices(first).map((slice) => ({
      name: slice.name,
      label: slice.rental ? 'rental' : 'genuine',
      n: slice.rows.length,
      ...compareFlags(first, second, slice, { resamples, seed }),
    })),
  };
}

function compareOverall(
  first: readonly Outcome[],
  second: readonly Outcome[],
  resamples: number,
  seed: number,
): Record<keyof Figures, Difference> {
  const readFirst = createFigureReader(first);
  const readSecond = createFigureReader(second);
  const all = new Uint8Array(first.length).fill(1);
  const [one, other] = [readFirst(all), readSecond(all)];
  const differences = (weights: Uint32Array): number[] => {
    const [a, b] = [readFirst(weights), readSecond(weights)];
    return figureNames.map((name) => b[name] - a[name]);
  };
  const values = resample(first.length, labelsOf(first), differences, { resamples, draw: seededDraw(seed) });
  const entries = figureNames.map((name, index) => [
    name,
    differenceOf(one[name], other[name], values[index] ?? new Float64Array(1), {
      smallerIsBetter: smallerIsBetter[name],
      rows: first.length,
    }),
  ]);
  return Object.fromEntries(entries) as Record<keyof Figures, Difference>;
}

/** Compares the share of flagged postings in rows of one label. */
export function compareFlags(
  first: readonly Outcome[],
  second: readonly Outcome[],
  { rental, rows }: Pick<Slice, 'rental' | 'rows'>,
  { resamples = defaultResamples, seed = 1 }: { resamples?: number; seed?: number } = {},
): Difference {
  const n = rows.length;
  const flagged = (outcomes: readonly Outcome[]): Int8Array =>
    Int8Array.from(rows, (row) => (outcomes[row]?.flagged === true ? 1 : 0));
  const [one, other] = [flagged(first), flagged(second)];
  const changed = other.map((flag, row) => flag - (one[row] ?? 0));
  const [values = new Float64Array(1)] = resample(
    n,
    [[...changed.keys()]],
    (weights) => {
      let sum = 0;
      for (let row = 0; row < n; row++) sum += (weights[row] ?? 0) * (changed[row] ?? 0);
      return [share(sum, n)];
    },
    { resamples, draw: seededDraw(seed) },
  );
  const shareOf = (flags: Int8Array): number =>
    share(
      flags.reduce((sum, flag) => sum + flag, 0),
      n,
    );
  return differenceOf(shareOf(one), shareOf(other), values, { smallerIsBetter: !rental, rows: n });
}

function differenceOf(
  first: number,
  second: number,
  values: Float64Array,
  { smallerIsBetter, rows }: { smallerIsBetter: boolean; rows: number },
): Difference {
  const { low, high } = percentileInterval(values);
  const isReal = rows >= fewestRows && (low > 0 || high < 0);
  const rose = low > 0;
  const finding = !isReal ? 'open' : rose === smallerIsBetter ? 'worse' : 'better';
  return { first, second, difference: second - first, low, high, finding };
}

/** The rows of each label that occurs. */
function labelsOf(outcomes: readonly Outcome[]): number[][] {
  const [rental, genuine]: [number[], number[]] = [[], []];
  for (const [index, outcome] of outcomes.entries()) (outcome.rental ? rental : genuine).push(index);
  return [rental, genuine];
}
