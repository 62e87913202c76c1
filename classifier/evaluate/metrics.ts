/** A posting whose truth is known, and what a release said of it. */
export interface Outcome {
  readonly rental: boolean;
  readonly flagged: boolean;
  readonly probability: number;
  readonly slice: string;
}

export interface Metrics {
  readonly n: number;
  readonly positives: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Area under the precision–recall curve, as average precision (Davis & Goadrich 2006 warn against interpolating it). */
  readonly prAuc: number;
  readonly falsePositiveRate: number;
  /** Expected calibration error over ten bins of equal width (Naeini et al. 2015). */
  readonly calibrationError: number;
  readonly slices: Readonly<Record<string, SliceMetrics>>;
}

/** A slice of one label has one figure: recall for rental, false-positive rate for genuine. A mixed slice is split in two. */
export type SliceMetrics =
  | { readonly n: number; readonly label: 'rental'; readonly recall: number }
  | { readonly n: number; readonly label: 'genuine'; readonly falsePositiveRate: number };

/** Figures over outcomes. A figure whose denominator is empty is 0: every value is a finite number. */
export function measure(outcomes: readonly Outcome[]): Metrics {
  const count = (test: (outcome: Outcome) => boolean): number => outcomes.filter(test).length;
  const positives = count((outcome) => outcome.rental);
  const hits = count((outcome) => outcome.rental && outcome.flagged);
  const falseFlags = count((outcome) => !outcome.rental && outcome.flagged);
  const precision = share(hits, hits + falseFlags);
  const recall = share(hits, positives);
  return {
    n: outcomes.length,
    positives,
    precision,
    recall,
    f1: share(2 * precision * recall, precision + recall),
    prAuc: averagePrecision(outcomes, positives),
    falsePositiveRate: share(falseFlags, outcomes.length - positives),
    calibrationError: expectedCalibrationError(outcomes),
    slices: measureSlices(outcomes),
  };
}

/** Mean of the precisions at each rental posting, in order of falling probability; equal probabilities count as one step. */
function averagePrecision(outcomes: readonly Outcome[], positives: number): number {
  const sorted = [...outcomes].sort((a, b) => b.probability - a.probability);
  let sum = 0;
  let hits = 0;
  for (let i = 0; i < sorted.length; ) {
    let end = i;
    let stepHits = 0;
    while (end < sorted.length && sorted[end]?.probability === sorted[i]?.probability) {
      if (sorted[end]?.rental === true) stepHits++;
      end++;
    }
    hits += stepHits;
    sum += stepHits * (hits / end);
    i = end;
  }
  return share(sum, positives);
}

function expectedCalibrationError(outcomes: readonly Outcome[]): number {
  const bins = Array.from({ length: 10 }, () => ({ n: 0, probability: 0, rental: 0 }));
  for (const { probability, rental } of outcomes) {
    const bin = bins[Math.min(9, Math.floor(probability * 10))];
    if (bin === undefined) continue;
    bin.n++;
    bin.probability += probability;
    bin.rental += rental ? 1 : 0;
  }
  const error = bins.reduce((sum, bin) => sum + Math.abs(bin.probability - bin.rental), 0);
  return share(error, outcomes.length);
}

function measureSlices(outcomes: readonly Outcome[]): Record<string, SliceMetrics> {
  const labelsOf = new Map<string, Set<boolean>>();
  for (const { slice, rental } of outcomes) labelsOf.set(slice, (labelsOf.get(slice) ?? new Set()).add(rental));
  const slices: Record<string, SliceMetrics> = {};
  for (const [slice, labels] of [...labelsOf].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const rental of labels) {
      const label = rental ? 'rental' : 'genuine';
      const own = outcomes.filter((outcome) => outcome.slice === slice && outcome.rental === rental);
      const flaggedShare = share(own.filter((outcome) => outcome.flagged).length, own.length);
      const name = labels.size > 1 ? `${slice} (${label})` : slice;
      slices[name] = rental
        ? { n: own.length, label: 'rental', recall: flaggedShare }
        : { n: own.length, label: 'genuine', falsePositiveRate: flaggedShare };
    }
  }
  return slices;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
