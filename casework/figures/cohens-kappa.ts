import { normalQuantile } from './proportion.js';

export interface Kappa {
  /** 1: they always agree; 0: as often as chance would have them; below: less. Null where chance alone makes them agree always. */
  readonly kappa: number | null;
  readonly standardError: number | null;
  /** 95 %, from the standard error; cut at −1 and 1. */
  readonly low: number | null;
  readonly high: number | null;
  /** Share on which both agree, and what chance would give. */
  readonly observed: number;
  readonly expected: number;
  readonly n: number;
}

/**
 * Agreement of two raters beyond chance: J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological
 * Measurement 20 (1960), 37–46. Standard error for large samples: J. L. Fleiss, J. Cohen & B. S. Everitt, Large sample standard errors of
 * kappa and weighted kappa, Psychological Bulletin 72 (1969), 323–327, formula 13.
 *
 * Both raters must have decided on the same things without knowing of each other, over all classes: where a second one is asked only
 * about one answer of the first, one margin has a single class, observed and expected agreement are the same, and kappa is 0 whatever
 * they decide.
 *
 * @param table square: how often the first rater said the row and the second the column
 * @throws RangeError when it is empty, not square or holds anything but counts
 */
export function cohensKappa(table: readonly (readonly number[])[]): Kappa {
  const counts = table.flat();
  const n = counts.reduce((sum, count) => sum + count, 0);
  const isSquare = table.every((row) => row.length === table.length);
  if (!isSquare || n === 0 || counts.some((count) => !Number.isInteger(count) || count < 0))
    throw new RangeError('agreement is counted in a square table of at least one pair');

  const shares = table.map((row) => row.map((count) => count / n));
  const rows = shares.map((row) => row.reduce((sum, share) => sum + share, 0));
  const columns = rows.map((_, column) => shares.reduce((sum, row) => sum + (row[column] ?? 0), 0));
  const at = (list: readonly number[], index: number): number => list[index] ?? 0;
  const observed = shares.reduce((sum, row, index) => sum + at(row, index), 0);
  const expected = rows.reduce((sum, row, index) => sum + row * at(columns, index), 0);
  const beyond = 1 - expected;
  // Both margins on the same single class: the product of the sums is 1 but for rounding.
  if (beyond < 1e-12) return { kappa: null, standardError: null, low: null, high: null, observed, expected, n };

  const kappa = (observed - expected) / beyond;
  let agreeing = 0;
  let differing = 0;
  for (const [i, row] of shares.entries()) {
    for (const [j, share] of row.entries()) {
      if (i === j) agreeing += share * (beyond - (at(columns, i) + at(rows, i)) * (1 - observed)) ** 2;
      else differing += share * (at(columns, i) + at(rows, j)) ** 2;
    }
  }
  const variance =
    (agreeing + (1 - observed) ** 2 * differing - (observed * expected - 2 * expected + observed) ** 2) /
    (n * beyond ** 4);
  const standardError = Math.sqrt(Math.max(variance, 0));
  const half = normalQuantile * standardError;
  return {
    ...{ kappa, standardError, observed, expected, n },
    low: Math.max(kappa - half, -1),
    high: Math.min(kappa + half, 1),
  };
}
