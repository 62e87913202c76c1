/** How many of how many in one week. */
export interface WeekCount {
  readonly count: number;
  readonly of: number;
}

export interface ControlLimits {
  /** Share of the earlier weeks together. */
  readonly centre: number;
  /** How many times as much the earlier weeks vary as counts by chance would; at least 1. */
  readonly spread: number;
  /** One for each recent week that has anything. */
  readonly recent: readonly {
    readonly share: number;
    readonly low: number;
    readonly high: number;
    readonly outside: boolean;
  }[];
}

/** From fewer the spread cannot be told. */
const fewestWeeks = 5;

/**
 * Whether recent weekly shares lie outside what the weeks before lead to expect: a p′-chart with limits of 3 σ, D. B. Laney, Improved control
 * charts for attributes, Quality Engineering 14 (2002), 531–537. Weeks with many postings vary more than counts by chance do; the plain
 * p-chart (Shewhart) would raise the alarm each week. Here σ is widened by the mean moving range of the earlier weeks' z-scores ÷ 1.128, and
 * never narrowed.
 *
 * @param earlier in their order
 * @returns undefined with fewer than five earlier weeks that have anything, or none recent
 */
export function controlLimits(earlier: readonly WeekCount[], recent: readonly WeekCount[]): ControlLimits | undefined {
  const before = earlier.filter(({ of }) => of > 0);
  const after = recent.filter(({ of }) => of > 0);
  if (before.length < fewestWeeks || after.length === 0) return undefined;
  const total = before.reduce((sum, { of }) => sum + of, 0);
  const centre = before.reduce((sum, { count }) => sum + count, 0) / total;
  const sigma = (of: number): number => Math.sqrt((centre * (1 - centre)) / of);
  const scores = before.map(({ count, of }) => (centre === 0 || centre === 1 ? 0 : (count / of - centre) / sigma(of)));
  const ranges = scores.slice(1).map((score, index) => Math.abs(score - (scores[index] ?? 0)));
  const spread = Math.max(ranges.reduce((sum, range) => sum + range, 0) / ranges.length / 1.128, 1);
  return {
    ...{ centre, spread },
    recent: after.map(({ count, of }) => {
      const share = count / of;
      const half = 3 * spread * sigma(of);
      const low = Math.max(centre - half, 0);
      const high = Math.min(centre + half, 1);
      return { ...{ share, low, high }, outside: share < low || share > high };
    }),
  };
}
