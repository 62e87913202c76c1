/** How many of how many, with an interval that holds the true share; without any there is neither share nor interval. */
export interface Proportion {
  readonly count: number;
  readonly of: number;
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** The 97.5 % quantile of the standard normal distribution: intervals of 95 %. */
export const normalQuantile = 1.959963984540054;

/**
 * A share with Wilson's score interval of 95 %, without continuity correction: E. B. Wilson, Probable inference, the law of succession,
 * and statistical inference, Journal of the American Statistical Association 22 (1927), 209–212. It holds for small numbers and for
 * shares of 0 and 1, where the usual one (Wald) has no width.
 *
 * @throws RangeError unless 0 ≤ count ≤ of, both whole
 */
export function proportion(count: number, of: number): Proportion {
  if (!Number.isInteger(count) || !Number.isInteger(of) || count < 0 || count > of)
    throw new RangeError(`${count} of ${of} is no share`);
  if (of === 0) return { count, of, share: null, low: null, high: null };
  const share = count / of;
  const z2 = normalQuantile ** 2;
  const centre = share + z2 / (2 * of);
  const half = normalQuantile * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of ** 2));
  const scale = 1 + z2 / of;
  return {
    count,
    of,
    share,
    // What rounding leaves at the ends is no share.
    low: count === 0 ? 0 : Math.max((centre - half) / scale, 0),
    high: count === of ? 1 : Math.min((centre + half) / scale, 1),
  };
}
