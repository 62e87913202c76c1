import { z } from 'zod';
import { probabilityOf } from '../logistic.js';
import { largestEigenvalue } from '../power-iteration.js';

/**
 * Weights of the n-grams of a Bayes model, fitted together instead of one by one. `weights` stand in the order of the model's columns;
 * a text's score is intercept + Σ weights of its distinct n-grams ÷ √(their number + 20).
 */
export const ngramLogisticModel = z.strictObject({
  penalty: z.number().positive(),
  intercept: z.number(),
  weights: z.array(z.number()),
});
export type NgramLogisticModel = z.infer<typeof ngramLogisticModel>;

/** A text as indices into the weights of the n-grams. */
export interface NgramExample {
  readonly ngrams: Int32Array;
  readonly rental: boolean;
}

/** Chosen by cross-validation in which no hand is judged by a model that read it; larger keeps the weights nearer to zero. */
const penalty = 0.01;
const steps = 150;

/** Divides a sum of weights so that texts of different length compare: it grows with their length though they say no more. */
export function lengthDamping(count: number): number {
  return Math.sqrt(count + 20);
}

/**
 * Logistic regression over n-grams, each scaled by what Bayes holds of it (NBSVM: Wang & Manning 2012, with the logistic loss).
 * Bayes counts every sign as if it stood alone; fitted together, ten n-grams of one phrase no longer count ten times, and an n-gram
 * that Bayes finds telling stays cheap to use. Deterministic: accelerated gradient descent with fixed steps and their number.
 *
 * Columns are fitted as departures from their means. What all texts hold alike would otherwise make the loss a hundred times
 * steeper in one direction than in all others, and a step that is safe there goes nowhere; centred, the intercept stands apart
 * and has a step of its own.
 *
 * @param scale of each n-gram, with the sign of its Bayes weight; 0 leaves the n-gram out
 */
export function fitNgramLogistic(examples: readonly NgramExample[], scale: Float64Array): NgramLogisticModel {
  const known = examples.map(({ ngrams, rental }) => ({
    ngrams: ngrams.filter((ngram) => (scale[ngram] ?? 0) !== 0),
    rental: rental ? 1 : 0,
  }));
  const dampings = Float64Array.from(known, ({ ngrams }) => 1 / lengthDamping(ngrams.length));
  const means = meansOf(known, dampings, scale);
  const curvature =
    largestEigenvalue(scale.length, (vector) => secondMoments(known, dampings, scale, means, vector)) / 4;
  const step = 1 / (curvature + penalty);
  const interceptStep = 4 / Math.max(1, known.length);
  const weights = new Float64Array(scale.length);
  const ahead = new Float64Array(scale.length);
  const gradient = new Float64Array(scale.length);
  let intercept = 0;
  let interceptAhead = 0;
  let momentum = 1;
  for (let n = 0; n < steps; n++) {
    gradient.fill(0);
    let errors = 0;
    const shift = interceptAhead - product(means, ahead);
    for (const [index, { ngrams, rental }] of known.entries()) {
      const damping = dampings[index] ?? 0;
      let sum = 0;
      for (const ngram of ngrams) sum += (ahead[ngram] ?? 0) * (scale[ngram] ?? 0);
      const error = probabilityOf(shift + sum * damping) - rental;
      errors += error;
      const damped = error * damping;
      for (const ngram of ngrams) gradient[ngram] = (gradient[ngram] ?? 0) + damped * (scale[ngram] ?? 0);
    }
    const nextMomentum = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    const carried = (momentum - 1) / nextMomentum;
    momentum = nextMomentum;
    for (let i = 0; i < weights.length; i++) {
      const at = ahead[i] ?? 0;
      const slope = (gradient[i] ?? 0) - errors * (means[i] ?? 0) + penalty * at;
      const moved = Math.max(0, at - step * slope);
      ahead[i] = moved + carried * (moved - (weights[i] ?? 0));
      weights[i] = moved;
    }
    const moved = interceptAhead - interceptStep * errors;
    interceptAhead = moved + carried * (moved - intercept);
    intercept = moved;
  }
  return {
    penalty,
    intercept: intercept - product(means, weights),
    weights: Array.from(weights, (weight, i) => rounded(weight * (scale[i] ?? 0))),
  };
}

interface KnownExample {
  readonly ngrams: Int32Array;
}

/** The mean of each n-gram's scaled and damped presence. */
function meansOf(examples: readonly KnownExample[], dampings: Float64Array, scale: Float64Array): Float64Array {
  const means = new Float64Array(scale.length);
  for (const [index, { ngrams }] of examples.entries()) {
    const share = (dampings[index] ?? 0) / examples.length;
    for (const ngram of ngrams) means[ngram] = (means[ngram] ?? 0) + share * (scale[ngram] ?? 0);
  }
  return means;
}

/** The matrix of second moments about the means, applied to a vector. */
function secondMoments(
  examples: readonly KnownExample[],
  dampings: Float64Array,
  scale: Float64Array,
  means: Float64Array,
  vector: Float64Array,
): Float64Array {
  const moments = new Float64Array(vector.length);
  const shift = product(means, vector);
  let total = 0;
  for (const [index, { ngrams }] of examples.entries()) {
    const damping = dampings[index] ?? 0;
    let sum = 0;
    for (const ngram of ngrams) sum += (vector[ngram] ?? 0) * (scale[ngram] ?? 0);
    const value = sum * damping - shift;
    total += value;
    for (const ngram of ngrams) moments[ngram] = (moments[ngram] ?? 0) + value * damping * (scale[ngram] ?? 0);
  }
  for (let i = 0; i < moments.length; i++) moments[i] = (moments[i] ?? 0) - total * (means[i] ?? 0);
  return moments;
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** Four decimals: the release file stays small, and a verdict does not hang on the fifth. */
function rounded(weight: number): number {
  return Math.round(weight * 10_000) / 10_000;
}
