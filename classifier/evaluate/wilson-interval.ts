import type { Interval } from './paired-bootstrap.js';

/** Normal deviate that cuts off 2.5 % at either end. */
const deviate = 1.959964;

/** Interval at 95 % for a share of `hits` in `n` (Wilson 1927); unlike the normal one it is sound for few rows and shares near 0 or 1. */
export function wilsonInterval(hits: number, n: number): Interval {
  if (n === 0) return { low: 0, high: 1 };
  const share = hits / n;
  const square = (deviate * deviate) / n;
  const middle = (share + square / 2) / (1 + square);
  const half = (deviate * Math.sqrt((share * (1 - share)) / n + square / (4 * n))) / (1 + square);
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
