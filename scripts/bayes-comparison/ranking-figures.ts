/** How well scores put rental ads before genuine postings. */
export interface RankingFigures {
  /** Area under the precision–recall curve, as average precision. */
  readonly prAuc: number;
  /** Largest recall of a threshold that at most 1 in 100 genuine postings reach. */
  readonly recallAt1: number;
  /** The same for 2 in 100. */
  readonly recallAt2: number;
}

/** Reads the figures off the scores; equal scores are on the same side of every threshold. 0 where one class is missing. */
export function measureRanking(scores: readonly number[], rental: readonly boolean[]): RankingFigures {
  const positives = rental.filter(Boolean).length;
  const negatives = rental.length - positives;
  if (positives === 0 || negatives === 0) return { prAuc: 0, recallAt1: 0, recallAt2: 0 };
  const falling = [...scores.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  let hits = 0;
  let falseFlags = 0;
  let prAuc = 0;
  let recallAt1 = 0;
  let recallAt2 = 0;
  let hitsBefore = 0;
  for (const [place, index] of falling.entries()) {
    if (rental[index] === true) hits++;
    else falseFlags++;
    if (scores[falling[place + 1] ?? -1] === scores[index]) continue;
    prAuc += ((hits - hitsBefore) / positives) * (hits / (place + 1));
    hitsBefore = hits;
    if (falseFlags <= negatives * 0.01) recallAt1 = hits / positives;
    if (falseFlags <= negatives * 0.02) recallAt2 = hits / positives;
  }
  return { prAuc, recallAt1, recallAt2 };
}
