/**
 * What an error costs, in the units of one missed rental ad. A false accusation is the worst outcome: a reviewer's time, and, if two
 * people overlook it, an innocent agency. A borderline ad costs a glance.
 */
const costOfFalseFlag = 8;
const costOfMiss = 1;
const costOfGlance = 0.12;
/** Share of genuine postings that may be flagged. */
const mostFlagged = 1 / 80;

/**
 * Thresholds on the probability, by expected cost: flag when (1 − p) × cost of a false flag is less than p × cost of a miss would be
 * if a glance at borderline ads still found it, bounded by what the predictions of unseen postings show: at most 1 in 80 genuine flagged.
 */
export function chooseThresholds(unseen: readonly { rental: boolean; probability: number; accused: boolean }[]): {
  flagged: number;
  borderline: number;
} {
  const genuine = unseen
    .filter((prediction) => !prediction.rental)
    .map((prediction) => (prediction.accused ? prediction.probability : 0));
  genuine.sort((a, b) => b - a);
  // The probability that only one genuine posting in eighty exceeds.
  const rarelyExceeded = genuine[Math.floor(genuine.length * mostFlagged)] ?? 1;
  const byCost = costOfFalseFlag / (costOfFalseFlag + costOfMiss) / 1.6;
  const flagged = round(Math.min(0.95, Math.max(byCost, rarelyExceeded)));
  const borderline = round(Math.min(costOfGlance / (costOfGlance + costOfMiss) + 0.05, flagged));
  return { flagged, borderline };
}

/** Four decimals: more would be noise, and the release file stays readable. */
function round(value: number): number {
  return Math.ceil(value * 10_000) / 10_000;
}
