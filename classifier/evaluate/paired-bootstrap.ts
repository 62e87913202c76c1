import type { Draw } from './random.js';

/** An interval that holds the true value in 95 of 100 such intervals. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

const confidence = 0.95;

/**
 * Bootstrap over rows (Efron 1979): draws as many rows as there are in each stratum, with replacement, again and again, and gives what
 * `statistics` says of each resample. Both releases are judged on the same resample (paired), so that what is hard for both cancels out.
 * Strata keep their sizes: how many rental ads a test collection holds was decided by whoever made it, not by chance.
 *
 * @param strata indexes of the rows of each stratum; rows in none have weight 0
 * @param statistics several values of one resample, read from how often each row was drawn
 * @returns for each statistic its values over all resamples
 */
export function resample(
  rows: number,
  strata: readonly (readonly number[])[],
  statistics: (weights: Uint32Array) => readonly number[],
  { resamples, draw }: { resamples: number; draw: Draw },
): Float64Array[] {
  const values: Float64Array[] = [];
  const weights = new Uint32Array(rows);
  for (let n = 0; n < resamples; n++) {
    weights.fill(0);
    for (const stratum of strata) {
      for (let drawn = 0; drawn < stratum.length; drawn++) {
        const row = stratum[draw(stratum.length)] ?? 0;
        weights[row] = (weights[row] ?? 0) + 1;
      }
    }
    for (const [index, value] of statistics(weights).entries()) {
      values[index] ??= new Float64Array(resamples);
      const column = values[index];
      column[n] = value;
    }
  }
  return values;
}

/** Percentile interval (Efron & Tibshirani 1993, ch. 13): the values that cut off (1 − confidence) / 2 at either end. */
export function percentileInterval(values: Float64Array): Interval {
  const sorted = Float64Array.from(values).sort();
  const tail = Math.floor((sorted.length * (1 - confidence)) / 2);
  return { low: sorted[tail] ?? 0, high: sorted[sorted.length - 1 - tail] ?? 0 };
}
