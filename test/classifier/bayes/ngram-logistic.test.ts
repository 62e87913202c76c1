import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitNgramLogistic,
  lengthDamping,
  type NgramExample,
  ngramLogisticModel,
} from '../../../classifier/bayes/ngram-logistic.js';

const penalty = 0.01;

/** The examples as rows of a matrix: the damped, scaled presence of each n-gram. */
function rowsOf(examples: readonly NgramExample[], scale: Float64Array): { row: number[]; label: number }[] {
  return examples.map(({ ngrams, rental }) => {
    const known = [...ngrams].filter((ngram) => scale[ngram] !== 0);
    const row = Array.from(scale, (size, ngram) => (known.includes(ngram) ? size / Math.sqrt(known.length + 20) : 0));
    return { row, label: rental ? 1 : 0 };
  });
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

/** Σ log loss + penalty ÷ 2 × Σ multiplier². */
function lossOf(rows: readonly { row: number[]; label: number }[], intercept: number, multipliers: number[]): number {
  let loss = (penalty / 2) * dot(multipliers, multipliers);
  for (const { row, label } of rows) {
    const sum = intercept + dot(row, multipliers);
    loss += Math.max(sum, 0) - label * sum + Math.log1p(Math.exp(-Math.abs(sum)));
  }
  return loss;
}

/** Plain projected gradient descent, many small steps. */
function descend(
  rows: readonly { row: number[]; label: number }[],
  size: number,
): { intercept: number; multipliers: number[] } {
  let intercept = 0;
  let multipliers: number[] = Array.from({ length: size }, () => 0);
  for (let n = 0; n < 8000; n++) {
    const gradient = multipliers.map((multiplier) => penalty * multiplier);
    let interceptGradient = 0;
    for (const { row, label } of rows) {
      const error = 1 / (1 + Math.exp(-intercept - dot(row, multipliers))) - label;
      interceptGradient += error;
      for (const [index, value] of row.entries()) gradient[index] = (gradient[index] ?? 0) + error * value;
    }
    intercept -= 0.05 * interceptGradient;
    multipliers = multipliers.map((multiplier, index) => Math.max(0, multiplier - 0.05 * (gradient[index] ?? 0)));
  }
  return { intercept, multipliers };
}

const ngramCount = 6;
const scales = fc
  .array(
    fc.oneof(
      fc.integer({ min: -30, max: 30 }).map((tenths) => tenths / 10),
      fc.constant(0),
    ),
    {
      minLength: ngramCount,
      maxLength: ngramCount,
    },
  )
  .map((sizes) => Float64Array.from(sizes));
const example = fc.record({
  ngrams: fc.subarray([...Array(ngramCount).keys()]).map((ngrams) => Int32Array.from(ngrams)),
  rental: fc.boolean(),
});
const bothClasses = fc
  .array(example, { minLength: 4, maxLength: 10 })
  .filter((examples) => examples.some(({ rental }) => rental) && examples.some(({ rental }) => !rental));

describe('n-gram weights fitted together', () => {
  it('come as near to the least loss as a long plain descent', () => {
    fc.assert(
      fc.property(bothClasses, scales, (examples, scale) => {
        const model = fitNgramLogistic(examples, scale);
        const rows = rowsOf(examples, scale);
        const multipliers = Array.from(scale, (size, index) => (size === 0 ? 0 : (model.weights[index] ?? 0) / size));
        const plain = descend(rows, ngramCount);
        const least = lossOf(rows, plain.intercept, plain.multipliers);
        expect(lossOf(rows, model.intercept, multipliers)).toBeLessThan(least * 1.002 + 0.002);
      }),
      { numRuns: 30 },
    );
  });

  it('never have another sign than the Bayes weight, and are zero where it is', () => {
    fc.assert(
      fc.property(fc.array(example, { maxLength: 20 }), scales, (examples, scale) => {
        const { weights, intercept } = fitNgramLogistic(examples, scale);
        expect(weights).toHaveLength(scale.length);
        expect(Number.isFinite(intercept)).toBe(true);
        for (const [index, weight] of weights.entries()) {
          expect(Number.isFinite(weight)).toBe(true);
          expect(weight * (scale[index] ?? 0)).toBeGreaterThanOrEqual(0);
          if (scale[index] === 0) expect(Math.abs(weight)).toBe(0);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are the same each time, and hardly move with the order of the examples', () => {
    fc.assert(
      fc.property(bothClasses, scales, (examples, scale) => {
        const model = fitNgramLogistic(examples, scale);
        expect(fitNgramLogistic(examples, scale)).toEqual(model);
        const reversed = fitNgramLogistic([...examples].reverse(), scale);
        expect(reversed.intercept).toBeCloseTo(model.intercept, 6);
        for (const [index, weight] of reversed.weights.entries())
          expect(Math.abs(weight - (model.weights[index] ?? 0))).toBeLessThan(0.00021);
      }),
      { numRuns: 100 },
    );
  });

  it('share what one phrase says among its n-grams', () => {
    const offer = (count: number): NgramExample[] => [
      ...Array.from({ length: 20 }, () => ({ ngrams: Int32Array.from([...Array(count).keys()]), rental: true })),
      ...Array.from({ length: 20 }, () => ({ ngrams: Int32Array.of(10), rental: false })),
    ];
    const scale = new Float64Array(11).fill(1);
    scale[10] = -1;
    const [alone = 0] = fitNgramLogistic(offer(1), scale).weights;
    const shared = fitNgramLogistic(offer(10), scale).weights.slice(0, 10);
    expect(alone).toBeGreaterThan(1);
    for (const weight of shared) {
      expect(weight).toBeGreaterThan(0);
      expect(weight).toBeLessThan(alone / 2);
      expect(weight).toBe(shared[0]);
    }
  });

  it('leave an n-gram out that says what its class does not', () => {
    const examples: NgramExample[] = [
      ...Array.from({ length: 5 }, () => ({ ngrams: Int32Array.of(0), rental: true })),
      ...Array.from({ length: 5 }, () => ({ ngrams: Int32Array.of(1), rental: false })),
    ];
    // Signs turned round: the fit may not use either, and knows the share alone.
    const { weights, intercept } = fitNgramLogistic(examples, Float64Array.of(-2, 2));
    expect(weights.map(Math.abs)).toEqual([0, 0]);
    expect(intercept).toBeCloseTo(0, 6);
  });

  it('give the share of rental ads where there is nothing else to learn from', () => {
    const examples = Array.from({ length: 100 }, (_, index) => ({ ngrams: new Int32Array(), rental: index < 20 }));
    expect(fitNgramLogistic(examples, new Float64Array(3)).intercept).toBeCloseTo(Math.log(0.2 / 0.8), 3);
    expect(fitNgramLogistic([], new Float64Array(2))).toEqual({ penalty, intercept: 0, weights: [0, 0] });
    expect(fitNgramLogistic([], new Float64Array())).toEqual({ penalty, intercept: 0, weights: [] });
  });

  it('have four decimals, and are a model file', () => {
    const examples: NgramExample[] = [
      { ngrams: Int32Array.of(0, 1), rental: true },
      { ngrams: Int32Array.of(1, 2), rental: false },
      { ngrams: Int32Array.of(0, 2), rental: true },
    ];
    const model = fitNgramLogistic(examples, Float64Array.of(1.23456, 0.5, -0.98765));
    expect(model.weights.some((weight) => weight !== 0)).toBe(true);
    for (const weight of model.weights)
      expect(Math.abs(weight * 10_000 - Math.round(weight * 10_000))).toBeLessThan(1e-6);
    expect(ngramLogisticModel.parse(JSON.parse(JSON.stringify(model)))).toMatchObject({ intercept: model.intercept });
    expect(ngramLogisticModel.safeParse({ ...model, penalty: 0 }).success).toBe(false);
    expect(ngramLogisticModel.safeParse({ ...model, weights: undefined }).success).toBe(false);
  });

  it('keep the damping of a text between that of none and the root of its length', () => {
    expect(lengthDamping(0)).toBeCloseTo(Math.sqrt(20), 10);
    expect(lengthDamping(80)).toBe(10);
  });
});
