/** A source of numbers in [0, 1) that gives the same ones for the same seed (mulberry32, 32 bits of state). */
export type Random = () => number;

/** @param seed an integer; only its lower 32 bits count */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An integer from `least` to `most`, both included. */
export function integerOf(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}

/** @throws RangeError for an empty list */
export function pickOf<T>(random: Random, list: readonly T[]): T {
  const picked = list[Math.floor(random() * list.length)];
  if (picked === undefined) throw new RangeError('Nothing can be picked from an empty list.');
  return picked;
}

/** `count` different elements in random order; all of them where there are fewer. */
export function sampleOf<T>(random: Random, list: readonly T[], count: number): T[] {
  const rest = [...list];
  for (let index = rest.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [rest[index], rest[other]] = [rest[other] as T, rest[index] as T];
  }
  return rest.slice(0, count);
}
