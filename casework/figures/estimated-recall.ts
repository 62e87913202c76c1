import { chiSquareQuantile } from './chi-square-quantile.js';

/** Clear postings of one kind: how many there were, how many of those drawn are decided, how many of these were rentals. */
export interface SampledStratum {
  readonly population: number;
  readonly decided: number;
  readonly positives: number;
}

export interface Estimate {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

export interface RecallEstimate {
  /** Rentals that were judged clear. Null while nothing of any sample is decided. */
  readonly missed: Estimate | null;
  /** Found ÷ (found + missed). Null besides where nothing was found and nothing missed. */
  readonly recall: Estimate | null;
}

/**
 * Recall from what was found and a stratified sample of what was passed over.
 *
 * Missed: Σ population · positives ÷ decided over the strata (W. G. Cochran, Sampling Techniques, 3rd ed. 1977, 5.3), with strata of which
 * nothing is decided yet taken to be as the others. Its interval: positives are few and in most strata none, where a variance from the
 * sample, or a bootstrap of it, is 0. So it is that of a weighted sum of Poisson counts, M. P. Fay & E. J. Feuer, Confidence intervals for
 * directly standardized rates, Statistics in Medicine 16 (1997), 791–801, which with no positive at all is the exact upper limit, 3.69
 * times the largest weight (the two-sided form of the rule of three). Poisson instead of binomial makes it wider, never narrower; it is
 * cut at the population.
 *
 * Recall falls as the missed rise, so its limits are those of the missed turned round. `found` is counted, not estimated.
 */
export function estimateRecall(found: number, strata: readonly SampledStratum[]): RecallEstimate {
  const decided = strata.filter((stratum) => stratum.decided > 0);
  if (decided.length === 0) return { missed: null, recall: null };
  const population = sum(strata, (stratum) => stratum.population);
  const reviewed = sum(decided, (stratum) => stratum.population);
  const spread = reviewed === 0 ? 1 : population / reviewed;
  const weightOf = (stratum: SampledStratum): number => (spread * stratum.population) / stratum.decided;

  const estimate = sum(decided, (stratum) => weightOf(stratum) * stratum.positives);
  const variance = sum(decided, (stratum) => weightOf(stratum) ** 2 * stratum.positives);
  const largest = Math.max(...decided.map(weightOf));
  const low = estimate === 0 ? 0 : gammaLimit(0.025, estimate, variance);
  const high = largest === 0 ? 0 : gammaLimit(0.975, estimate + largest, variance + largest ** 2);
  const missed = { estimate, low, high: Math.min(high, population) };
  if (found + estimate === 0) return { missed, recall: null };
  const recallAt = (value: number): number => found / (found + value);
  return {
    missed,
    recall: { estimate: recallAt(estimate), low: recallAt(missed.high), high: found === 0 ? 0 : recallAt(missed.low) },
  };
}

/** The quantile of a gamma distribution of this mean and variance. */
function gammaLimit(p: number, mean: number, variance: number): number {
  return (variance / (2 * mean)) * chiSquareQuantile(p, (2 * mean ** 2) / variance);
}

const sum = <T>(list: readonly T[], value: (one: T) => number): number =>
  list.reduce((total, one) => total + value(one), 0);
