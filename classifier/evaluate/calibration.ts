/**
 * Calibration by bins: probabilities from 0 to 1 fall into ten bins of equal width, the last one closed at 1, and each bin's mean
 * probability is held against the share of rental ads in it (reliability diagram: DeGroot & Fienberg 1983). The expected calibration
 * error is the mean of the gaps, weighted by the postings in a bin (Naeini et al. 2015; Guo et al. 2017, eq. 3, there over the winning
 * class of many, here over the probability of the one class).
 */
export const calibrationBins = 10;

/** What fell into each bin: number of postings, sum of their probabilities, number of rental ads. */
export type CalibrationSums = { n: number; probability: number; rental: number }[];

export function calibrationBin(probability: number): number {
  return Math.min(calibrationBins - 1, Math.floor(probability * calibrationBins));
}

/** Expected calibration error, 0 to 1; 0 where there is no posting. */
export function calibrationErrorOf(sums: CalibrationSums): number {
  let gaps = 0;
  let n = 0;
  for (const sum of sums) {
    gaps += Math.abs(sum.probability - sum.rental);
    n += sum.n;
  }
  return n === 0 ? 0 : gaps / n;
}

/** A bin that holds postings: probabilities from `from` up to `to`. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly n: number;
  readonly meanProbability: number;
  readonly rentalShare: number;
}

/** The points of a reliability diagram; bins without postings are left out. */
export function reliabilityBins(outcomes: readonly { rental: boolean; probability: number }[]): ReliabilityBin[] {
  const sums: CalibrationSums = Array.from({ length: calibrationBins }, () => ({ n: 0, probability: 0, rental: 0 }));
  for (const { probability, rental } of outcomes) {
    const sum = sums[calibrationBin(probability)];
    if (sum === undefined) continue;
    sum.n++;
    sum.probability += probability;
    sum.rental += rental ? 1 : 0;
  }
  return sums.flatMap(({ n, probability, rental }, index) =>
    n === 0
      ? []
      : [
          {
            from: index / calibrationBins,
            to: (index + 1) / calibrationBins,
            n,
            meanProbability: probability / n,
            rentalShare: rental / n,
          },
        ],
  );
}
