import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitLogistic,
  type LogisticExample,
  type LogisticOptions,
  logit,
  logOdds,
  probabilityOf,
} from '../../classifier/logistic.js';
import { largestEigenvalue } from '../../classifier/power-iteration.js';

const size = 4;

/** Σ log loss + Σ precision ÷ 2 × (weight − prior)². */
function lossOf(
  examples: readonly LogisticExample[],
  { prior, precision }: LogisticOptions,
  weights: number[],
): number {
  let loss = 0;
  for (let i = 0; i < size; i++) loss += ((precision[i] ?? 0) / 2) * ((weights[i] ?? 0) - (prior[i] ?? 0)) ** 2;
  for (const { features, rental } of examples) {
    const sum = features.reduce((total, value, i) => total + value * (weights[i] ?? 0), weights[size] ?? 0);
    loss += Math.max(sum, 0) - (rental ? sum : 0) + Math.log1p(Math.exp(-Math.abs(sum)));
  }
  return loss;
}

/** Plain projected gradient descent in many small steps; the intercept is the last weight. */
function descend(examples: readonly LogisticExample[], { prior, precision, signs }: LogisticOptions): number[] {
  let weights = [...prior, 0];
  for (let n = 0; n < 15_000; n++) {
    const gradient = weights.map((weight, i) => (precision[i] ?? 0) * (weight - (prior[i] ?? 0)));
    for (const { features, rental } of examples) {
      const sum = features.reduce((total, value, i) => total + value * (weights[i] ?? 0), weights[size] ?? 0);
      const error = 1 / (1 + Math.exp(-sum)) - (rental ? 1 : 0);
      for (let i = 0; i < size; i++) gradient[i] = (gradient[i] ?? 0) + error * (features[i] ?? 0);
      gradient[size] = (gradient[size] ?? 0) + error;
    }
    weights = weights.map((weight, i) => {
      const moved = weight - 0.01 * (gradient[i] ?? 0);
      const sign = signs[i] ?? 0;
      return sign * moved < 0 ? 0 : moved;
    });
  }
  return weights;
}

const features = fc
  .array(
    fc.oneof(
      fc.constantFrom(0, 1),
      fc.integer({ min: 0, max: 30 }).map((tenths) => tenths / 10),
    ),
    {
      minLength: size,
      maxLength: size,
    },
  )
  .map((values) => Float64Array.from(values));
const examplesOfBoth = fc
  .array(fc.record({ features, rental: fc.boolean() }), { minLength: 6, maxLength: 12 })
  .filter((examples) => examples.some(({ rental }) => rental) && examples.some(({ rental }) => !rental));
const column = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(value, { minLength: size, maxLength: size });
const options: fc.Arbitrary<LogisticOptions> = fc
  .record({
    strength: column(fc.integer({ min: 0, max: 20 }).map((tenths) => tenths / 10)),
    precision: column(fc.constantFrom(0.5, 1, 2, 4)),
    signs: column(fc.constantFrom(-1 as const, 0 as const, 1 as const)),
  })
  // An expert's weight has the sign that it demands.
  .map(({ strength, precision, signs }) => ({
    prior: strength.map((value, i) => value * (signs[i] === -1 ? -1 : 1)),
    precision,
    signs,
  }));

describe('logistic weights', () => {
  it('are those of a long plain descent', () => {
    fc.assert(
      fc.property(examplesOfBoth, options, (examples, given) => {
        const { weights, intercept } = fitLogistic(examples, given);
        const plain = descend(examples, given);
        expect(lossOf(examples, given, [...weights, intercept])).toBeLessThanOrEqual(
          lossOf(examples, given, plain) + 1e-6,
        );
        for (const [i, weight] of weights.entries()) expect(Math.abs(weight - (plain[i] ?? 0))).toBeLessThan(0.01);
      }),
      { numRuns: 30 },
    );
  });

  it('never have the sign that is forbidden, and are finite', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ features, rental: fc.boolean() }), { maxLength: 12 }),
        options,
        (examples, given) => {
          const { weights, intercept } = fitLogistic(examples, given);
          expect(weights).toHaveLength(size);
          expect(Number.isFinite(intercept)).toBe(true);
          for (const [i, weight] of weights.entries()) {
            expect(Number.isFinite(weight)).toBe(true);
            expect(weight * (given.signs[i] ?? 0)).toBeGreaterThanOrEqual(0);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('stay zero rather than turn round where the data contradict the expert', () => {
    const examples = Array.from({ length: 40 }, (_, index) => ({
      features: Float64Array.of(index % 2, 1 - (index % 2)),
      rental: index % 2 === 0,
    }));
    const { weights } = fitLogistic(examples, { prior: [0.5, 0.5], precision: [1, 1], signs: [1, 0] });
    expect(weights[0]).toBe(0);
    expect(weights[1]).toBeGreaterThan(1);
    const negative = fitLogistic(examples, { prior: [0, -0.5], precision: [1, 1], signs: [0, -1] });
    expect(Math.abs(negative.weights[1] ?? 1)).toBe(0);
    expect(negative.weights[0]).toBeLessThan(-1);
  });

  it('are the experts’ own without data, and the nearer to them the firmer they are held', () => {
    expect(fitLogistic([], { prior: [1.5, -2], precision: [1, 4], signs: [1, -1] })).toEqual({
      intercept: 0,
      weights: [1.5, -2],
    });
    const examples = Array.from({ length: 20 }, (_, index) => ({
      features: Float64Array.of(index % 2),
      rental: index % 2 === 0,
    }));
    const weightAt = (precision: number): number =>
      fitLogistic(examples, { prior: [1], precision: [precision], signs: [0] }).weights[0] ?? 0;
    expect(weightAt(100)).toBeGreaterThan(weightAt(1));
    expect(weightAt(1)).toBeLessThan(0);
    expect(weightAt(1000)).toBeCloseTo(1, 1);
  });

  it('are the same each time, and hardly move with the order of the examples', () => {
    fc.assert(
      fc.property(examplesOfBoth, options, (examples, given) => {
        const model = fitLogistic(examples, given);
        expect(fitLogistic(examples, given)).toEqual(model);
        const reversed = fitLogistic([...examples].reverse(), given);
        expect(reversed.intercept).toBeCloseTo(model.intercept, 6);
        for (const [i, weight] of reversed.weights.entries()) expect(weight).toBeCloseTo(model.weights[i] ?? 0, 6);
      }),
      { numRuns: 50 },
    );
  });

  // A gap: the power iteration begins at right angles to the only direction there is, and the step becomes far too long.
  it('are found where every example has the same feature below zero', () => {
    const examples = Array.from({ length: 100 }, (_, index) => ({
      features: Float64Array.of(-1),
      rental: index % 4 === 0,
    }));
    const model = fitLogistic(examples, { prior: [0], precision: [1], signs: [0] });
    expect(probabilityOf(logOdds(model, Float64Array.of(-1)))).toBeCloseTo(0.25, 2);
  });
});

describe('log odds', () => {
  it('are the intercept and the weighted features', () => {
    const model = { intercept: -1, weights: [2, -0.5] };
    expect(logOdds(model, Float64Array.of(1, 4))).toBe(-1);
    expect(logOdds(model, Float64Array.of(0, 0))).toBe(-1);
    expect(logOdds(model, Float64Array.of(3, 0))).toBe(5);
    // What is absent counts nothing.
    expect(logOdds(model, new Float64Array())).toBe(-1);
  });

  it('lead to a probability and back', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (probability) => {
        expect(probabilityOf(logit(probability))).toBeCloseTo(probability, 9);
      }),
    );
    expect(logit(0.5)).toBe(0);
    expect(logit(0.9)).toBeCloseTo(Math.log(9), 12);
  });

  it('of any size give a probability between 0 and 1', () => {
    expect([-1e308, -1000, 0, 1000, 1e308].map(probabilityOf)).toEqual([0, 0, 0.5, 1, 1]);
    expect(probabilityOf(2) + probabilityOf(-2)).toBeCloseTo(1, 12);
  });
});

describe('the largest eigenvalue', () => {
  const apply =
    (matrix: readonly (readonly number[])[]) =>
    (vector: Float64Array): Float64Array =>
      Float64Array.from(matrix, (row) => row.reduce((sum, value, i) => sum + value * (vector[i] ?? 0), 0));

  it('is estimated from above, by no more than a tenth', () => {
    expect(largestEigenvalue(1, apply([[5]]))).toBeCloseTo(5.5, 10);
    const diagonal = [
      [4, 0, 0],
      [0, 1, 0],
      [0, 0, 0.5],
    ];
    expect(largestEigenvalue(3, apply(diagonal))).toBeCloseTo(4.4, 5);
  });

  it('of second moments that are not below zero bounds the length of every product', () => {
    const rows = fc.array(fc.array(fc.nat(5), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        rows,
        fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 3, maxLength: 3 }),
        (data, direction) => {
          const moments = [0, 1, 2].map((i) =>
            [0, 1, 2].map((j) => data.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), 0)),
          );
          const product = apply(moments)(Float64Array.from(direction));
          const bound = largestEigenvalue(3, apply(moments));
          expect(Math.hypot(...product)).toBeLessThanOrEqual(bound * Math.hypot(...direction) + 1e-9);
        },
      ),
    );
  });

  it('of nothing is one: any step will do', () => {
    expect(largestEigenvalue(3, () => new Float64Array(3))).toBe(1);
  });
});
