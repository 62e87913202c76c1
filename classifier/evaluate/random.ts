/** Whole numbers from 0 to `below` − 1, drawn evenly. */
export type Draw = (below: number) => number;

/**
 * A seeded generator, so that an interval is the same wherever it is made anew: xoshiro128** (Blackman & Vigna 2021), its state
 * filled from the seed by a Weyl sequence and the finaliser of MurmurHash3.
 */
export function seededDraw(seed: number): Draw {
  let filler = seed >>> 0;
  const next = (): number => {
    filler = (filler + 0x9e3779b9) >>> 0;
    let mixed = filler;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
  let [a, b, c, d] = [next(), next(), next(), next()];
  return (below) => {
    const scrambled = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotated(d, 11);
    return Math.floor((scrambled / 4_294_967_296) * below);
  };
}

function rotated(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
