import { largestEigenvalue } from './power-iteration.js';

/** A logistic model: log odds = intercept + Σ weight × feature. */
export interface LogisticModel {
  readonly intercept: number;
  readonly weights: readonly number[];
}

export function logOdds(model: LogisticModel, features: Float64Array): number {
  let sum = model.intercept;
  const { weights } = model;
  for (let i = 0; i < weights.length; i++) sum += (weights[i] ?? 0) * (features[i] ?? 0);
  return sum;
}

export function probabilityOf(logOddsValue: number): number {
  return 1 / (1 + Math.exp(-logOddsValue));
}

/** Log odds of a probability between 0 and 1, both excluded. */
export function logit(probability: number): number {
  return Math.log(probability) - Math.log1p(-probability);
}

/**
 * What is added to the log odds of a model trained on a collection with one share of rental ads, so that its probabilities hold
 * where another share is expected (Elkan 2001, theorem 2; Saerens et al. 2002).
 */
export function priorShift(trainedShare: number, expectedShare: number): number {
  return logit(expectedShare) - logit(trainedShare);
}

export interface LogisticExample {
  readonly features: Float64Array;
  readonly rental: boolean;
}

export interface LogisticOptions {
  /** Weights held before any data: experts' weights of evidence. */
  readonly prior: readonly number[];
  /** Precision of each belief: a larger value keeps the weight nearer to it. */
  readonly precision: readonly number[];
  /** +1 where a weight must not fall below zero, −1 where it must not rise above, 0 where it is free. */
  readonly signs: readonly (-1 | 0 | 1)[];
}

const steps = 1000;

/**
 * Maximum a posteriori weights with a Gaussian prior around the experts' weights, by accelerated projected gradient descent
 * (Beck & Teboulle 2009, step 1/L with a Lipschitz bound L of the loss): deterministic, no random start.
 */
export function fitLogistic(examples: readonly LogisticExample[], options: LogisticOptions): LogisticModel {
  const size = options.prior.length;
  // The intercept is the last element: it has no prior and no sign.
  let weights = new Float64Array([...options.prior, 0]);
  let ahead = Float64Array.from(weights);
  const step = 1 / lipschitzBound(examples, options.precision, size);
  let momentum = 1;
  for (let n = 0; n < steps; n++) {
    const gradient = lossGradient(examples, options, ahead);
    const moved = new Float64Array(size + 1);
    for (let i = 0; i <= size; i++) {
      const value = (ahead[i] ?? 0) - step * (gradient[i] ?? 0);
      const sign = options.signs[i] ?? 0;
      moved[i] = sign === 0 ? value : sign * Math.max(0, sign * value);
    }
    const nextMomentum = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    ahead = moved.map((value, i) => value + ((momentum - 1) / nextMomentum) * (value - (weights[i] ?? 0)));
    momentum = nextMomentum;
    weights = moved;
  }
  return { intercept: weights[size] ?? 0, weights: [...weights.subarray(0, size)] };
}

function lossGradient(
  examples: readonly LogisticExample[],
  options: LogisticOptions,
  weights: Float64Array,
): Float64Array {
  const size = options.prior.length;
  const gradient = new Float64Array(size + 1);
  for (let i = 0; i < size; i++)
    gradient[i] = (options.precision[i] ?? 0) * ((weights[i] ?? 0) - (options.prior[i] ?? 0));
  for (const { features, rental } of examples) {
    let sum = weights[size] ?? 0;
    for (let i = 0; i < size; i++) sum += (weights[i] ?? 0) * (features[i] ?? 0);
    const error = probabilityOf(sum) - (rental ? 1 : 0);
    gradient[size] = (gradient[size] ?? 0) + error;
    for (let i = 0; i < size; i++) gradient[i] = (gradient[i] ?? 0) + error * (features[i] ?? 0);
  }
  return gradient;
}

/** The loss's second derivative is at most a quarter of the examples' second moments (1 for the intercept) plus the precision. */
function lipschitzBound(examples: readonly LogisticExample[], precision: readonly number[], size: number): number {
  const largest = largestEigenvalue(size + 1, (vector) => {
    const product = new Float64Array(size + 1);
    for (const { features } of examples) {
      let sum = vector[size] ?? 0;
      for (let i = 0; i < size; i++) sum += (vector[i] ?? 0) * (features[i] ?? 0);
      for (let i = 0; i < size; i++) product[i] = (product[i] ?? 0) + sum * (features[i] ?? 0);
      product[size] = (product[size] ?? 0) + sum;
    }
    return product;
  });
  return largest / 4 + Math.max(0, ...precision);
}
