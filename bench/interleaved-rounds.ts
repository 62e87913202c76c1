/** One of several ways to do the same work. */
export interface Contestant<Name extends string> {
  readonly name: Name;
  /** Does the work of one round and returns how many pieces it did. */
  readonly run: (round: number) => number | Promise<number>;
}

/** Pieces per second, round by round. */
export type Rates<Name extends string> = Readonly<Record<Name, readonly number[]>>;

/**
 * Times the contestants by turns, so that whatever slows the machine for a while slows all of them. The first turn warms up and is not counted.
 *
 * @param now milliseconds, of a clock that does not jump
 */
export async function interleavedRounds<Name extends string>(
  contestants: readonly Contestant<Name>[],
  rounds: number,
  now: () => number = () => performance.now(),
): Promise<Rates<Name>> {
  const rates = new Map<Name, number[]>(contestants.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const { name, run } of contestants) {
      const began = now();
      const pieces = await run(Math.max(0, round));
      if (round >= 0) rates.get(name)?.push((pieces * 1000) / (now() - began));
    }
  }
  return Object.fromEntries(rates) as Record<Name, number[]>;
}

/** How often a piece of work can be done in so many milliseconds, once the compiler has seen it; at least once. */
export function timesWithin(
  milliseconds: number,
  work: () => void,
  now: () => number = () => performance.now(),
): number {
  for (let pass = 0; pass < 3; pass++) work();
  const began = now();
  work();
  return Math.max(1, Math.round(milliseconds / (now() - began)));
}

/** The middle value; the mean of the two middle ones of an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = low] =
    sorted.length % 2 === 1 ? [sorted[middle]] : [sorted[middle - 1], sorted[middle]];
  return (low + high) / 2;
}

/** Median of the ratios of each round: rounds are compared with themselves alone. */
export function medianRatio(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((rate, round) => rate / (theirs[round] ?? Number.NaN)));
}
