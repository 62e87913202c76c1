import { InputError } from '../../contracts/errors.js';

/** Numbers of weights have 16 bits. */
const mostWeights = 2 ** 16;

/**
 * The weights of a model's n-grams, each different one once: they come from small counts, or have four decimals, so that thousands
 * of n-grams share one. A number of 16 bits stands for each.
 */
export interface DistinctWeights {
  /** Of 32 bits, those that most n-grams have first. */
  readonly values: Float32Array;
  /** For each n-gram the index of its weight. */
  readonly numbers: Uint16Array;
}

/** @throws InputError where there are more than 65,536 different ones */
export function distinctWeights(weights: ArrayLike<number>): DistinctWeights {
  const rounded = Float32Array.from(weights);
  const counts = new Map<number, number>();
  for (const weight of rounded) counts.set(weight, (counts.get(weight) ?? 0) + 1);
  if (counts.size > mostWeights) {
    throw new InputError(
      'model_too_large',
      `The n-gram model has ${counts.size} different weights; at most ${mostWeights} can be looked up: train it on less, or round them.`,
    );
  }
  const values = Float32Array.from([...counts].sort(([, a], [, b]) => b - a).map(([weight]) => weight));
  const numberOf = new Map(Array.from(values, (weight, number) => [weight, number]));
  return { values, numbers: Uint16Array.from(rounded, (weight) => numberOf.get(weight) ?? 0) };
}
