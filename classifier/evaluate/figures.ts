import { type CalibrationSums, calibrationBin, calibrationBins, calibrationErrorOf } from './calibration.js';

/** A posting whose truth is known, and what a release said of it. */
export interface Outcome {
  readonly rental: boolean;
  readonly flagged: boolean;
  readonly probability: number;
  readonly slice: string;
}

export interface Figures {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Area under the precision–recall curve, as average precision (Davis & Goadrich 2006 warn against interpolating it linearly). */
  readonly prAuc: number;
  readonly falsePositiveRate: number;
  /** Expected calibration error over ten bins of equal width: see `calibration.ts`. */
  readonly calibrationError: number;
}

/** How often each outcome counts: all ones for the collection itself, other numbers for a resample of it. */
export type Weights = ArrayLike<number>;

/**
 * Prepares outcomes so that their figures can be read for any weights in linear time: a bootstrap reads them thousands of times.
 * A figure whose denominator is empty is 0: every value is a finite number.
 */
export function createFigureReader(outcomes: readonly Outcome[]): (weights: Weights) => Figures {
  const size = outcomes.length;
  const rental = Uint8Array.from(outcomes, (outcome) => (outcome.rental ? 1 : 0));
  const flagged = Uint8Array.from(outcomes, (outcome) => (outcome.flagged ? 1 : 0));
  const probability = Float64Array.from(outcomes, (outcome) => outcome.probability);
  const bin = Uint8Array.from(outcomes, (outcome) => calibrationBin(outcome.probability));
  const falling = Uint32Array.from(outcomes.keys()).sort((a, b) => (probability[b] ?? 0) - (probability[a] ?? 0));

  return (weights) => {
    let n = 0;
    let positives = 0;
    let hits = 0;
    let falseFlags = 0;
    const sums: CalibrationSums = Array.from({ length: calibrationBins }, () => ({ n: 0, probability: 0, rental: 0 }));
    for (let i = 0; i < size; i++) {
      const weight = weights[i] ?? 0;
      if (weight === 0) continue;
      const isRental = rental[i] === 1;
      n += weight;
      if (isRental) positives += weight;
      if (flagged[i] === 1) {
        if (isRental) hits += weight;
        else falseFlags += weight;
      }
      const sum = sums[bin[i] ?? 0];
      if (sum === undefined) continue;
      sum.n += weight;
      sum.probability += weight * (probability[i] ?? 0);
      if (isRental) sum.rental += weight;
    }
    const precision = share(hits, hits + falseFlags);
    const recall = share(hits, positives);
    return {
      precision,
      recall,
      f1: share(2 * precision * recall, precision + recall),
      prAuc: averagePrecision({ falling, probability, rental, weights, positives }),
      falsePositiveRate: share(falseFlags, n - positives),
      calibrationError: calibrationErrorOf(sums),
    };
  };
}

interface Ranking {
  /** Indexes in the order of falling probability. */
  readonly falling: Uint32Array;
  readonly probability: Float64Array;
  readonly rental: Uint8Array;
  readonly weights: Weights;
  readonly positives: number;
}

/** Mean of the precisions at each rental posting, in order of falling probability; equal probabilities count as one step. */
function averagePrecision({ falling, probability, rental, weights, positives }: Ranking): number {
  let sum = 0;
  let hits = 0;
  let taken = 0;
  for (let i = 0; i < falling.length; ) {
    const step = probability[falling[i] ?? 0];
    let stepHits = 0;
    for (; i < falling.length && probability[falling[i] ?? 0] === step; i++) {
      const at = falling[i] ?? 0;
      const weight = weights[at] ?? 0;
      taken += weight;
      if (rental[at] === 1) stepHits += weight;
    }
    hits += stepHits;
    if (stepHits > 0) sum += stepHits * (hits / taken);
  }
  return share(sum, positives);
}

export function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
