import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BernoulliNaiveBayes } from '../../../classifier/bayes/bernoulli-naive-bayes.js';
import { trainBayes } from '../../../classifier/bayes/train-bayes.js';
import { type CountedText, countNgrams } from '../../../scripts/bayes-comparison/counted-texts.js';
import {
  fitBernoulli,
  fitComplement,
  fitMultinomial,
  type TrainingSet,
} from '../../../scripts/bayes-comparison/naive-bayes-models.js';

/** A text as a dense row: how often it holds each feature. */
type Row = readonly number[];

const sparse = (row: Row): CountedText => {
  const held = row.flatMap((count, feature) => (count > 0 ? [feature] : []));
  return { features: Int32Array.from(held), counts: Int32Array.from(held, (feature) => row[feature] ?? 0) };
};
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

interface Case {
  readonly rows: readonly Row[];
  readonly rental: readonly boolean[];
  readonly smoothing: number;
  readonly scored: Row;
}

const trainingSet = ({ rows, rental, smoothing }: Case): TrainingSet => ({
  texts: rows.map(sparse),
  rental,
  size: rows[0]?.length ?? 0,
  smoothing,
});

/** The features that two texts hold at least, the rows of both classes and the scored text, all reduced to those. */
function reduced({ rows, rental, scored }: Case): {
  rentals: Row[];
  genuines: Row[];
  all: Row[];
  scored: Row;
  size: number;
} {
  const kept = scored
    .map((_, feature) => feature)
    .filter((feature) => rows.filter((row) => (row[feature] ?? 0) > 0).length >= 2);
  const take = (row: Row): Row => kept.map((feature) => row[feature] ?? 0);
  const all = rows.map(take);
  return {
    all,
    rentals: all.filter((_, index) => rental[index] === true),
    genuines: all.filter((_, index) => rental[index] !== true),
    scored: take(scored),
    size: kept.length,
  };
}

function denseBernoulli(given: Case): number {
  const { rentals, genuines, scored } = reduced(given);
  const logLikelihood = (own: readonly Row[]): number =>
    sum(
      scored.map((count, feature) => {
        const holders = own.filter((row) => (row[feature] ?? 0) > 0).length;
        const share = (holders + given.smoothing) / (own.length + 2 * given.smoothing);
        return Math.log(count > 0 ? share : 1 - share);
      }),
    );
  return logLikelihood(rentals) - logLikelihood(genuines);
}

function denseMultinomial(given: Case): number {
  const { rentals, genuines, scored, size } = reduced(given);
  const logLikelihood = (own: readonly Row[]): number =>
    sum(
      scored.map((count, feature) => {
        const share =
          (sum(own.map((row) => row[feature] ?? 0)) + given.smoothing) / (sum(own.flat()) + size * given.smoothing);
        return count * Math.log(share);
      }),
    );
  return logLikelihood(rentals) - logLikelihood(genuines);
}

/** Rennie et al. 2003, table 4, step by step; the label that maximises the sum with weights log θ ÷ Σ log θ. */
function denseComplement(given: Case): number {
  const { all, scored, size } = reduced(given);
  const transformed = all.map((row) => {
    const values = row.map((count, feature) => {
      const holders = all.filter((other) => (other[feature] ?? 0) > 0).length;
      return Math.log(count + 1) * Math.log(all.length / holders);
    });
    const length = Math.sqrt(sum(values.map((value) => value ** 2)));
    return values.map((value) => (length === 0 ? 0 : value / length));
  });
  const weightsOf = (label: boolean): number[] => {
    const complement = transformed.filter((_, index) => given.rental[index] !== label);
    const logs = scored.map((_, feature) =>
      Math.log(
        (sum(complement.map((row) => row[feature] ?? 0)) + given.smoothing) /
          (sum(complement.flat()) + size * given.smoothing),
      ),
    );
    return logs.map((log) => log / sum(logs));
  };
  const scoreOf = (label: boolean): number => {
    const weights = weightsOf(label);
    return sum(scored.map((count, feature) => count * (weights[feature] ?? 0)));
  };
  return scoreOf(true) - scoreOf(false);
}

const features = 5;
const row = fc.array(fc.nat({ max: 3 }), { minLength: features, maxLength: features });
/** Two texts of each class, so that no class is empty, and two features that are kept, so that no sum of logarithms is 0. */
const anyCase: fc.Arbitrary<Case> = fc
  .record({
    further: fc.array(fc.record({ row, rental: fc.boolean() }), { maxLength: 5 }),
    smoothing: fc.constantFrom(0.01, 0.2, 1),
    scored: row,
  })
  .map(({ further, smoothing, scored }) => ({
    rows: [[2, 1, 0, 0, 0], [1, 0, 0, 3, 0], [0, 1, 1, 0, 0], [1, 2, 0, 0, 1], ...further.map((text) => text.row)],
    rental: [true, true, false, false, ...further.map((text) => text.rental)],
    smoothing,
    scored,
  }));

describe.each([
  ['fitBernoulli', fitBernoulli, denseBernoulli],
  ['fitMultinomial', fitMultinomial, denseMultinomial],
  ['fitComplement', fitComplement, denseComplement],
])('%s', (_name, fitModel, dense) => {
  it('gives what the formula gives, worked out over every feature', () => {
    fc.assert(
      fc.property(anyCase, (given) => {
        expect(fitModel(trainingSet(given))(sparse(given.scored))).toBeCloseTo(dense(given), 9);
      }),
    );
  });

  it('puts a text of one class before a text of the other', () => {
    const given: Case = {
      rows: [
        [2, 0],
        [1, 0],
        [0, 1],
        [0, 3],
      ],
      rental: [true, true, false, false],
      smoothing: 0.2,
      scored: [],
    };
    const score = fitModel(trainingSet(given));
    expect(score(sparse([1, 0]))).toBeGreaterThan(score(sparse([0, 1])));
  });

  it('stays finite where nothing was learnt', () => {
    const score = fitModel(
      trainingSet({
        rows: [
          [1, 0],
          [0, 1],
        ],
        rental: [true, false],
        smoothing: 0.2,
        scored: [],
      }),
    );
    expect(score(sparse([1, 1]))).toBe(0);
  });
});

it('the Bernoulli model here is the one of the classifier', () => {
  const texts = ['挂靠一建', '一建挂证', '驻场一建', '招驻场人员', '挂靠人员'];
  const rental = [true, true, false, false, true];
  const model = trainBayes(texts.map((text, index) => ({ text, rental: rental[index] === true })));
  const counted = countNgrams([...texts, '一建挂靠驻场']);
  const score = fitBernoulli({
    texts: counted.texts.slice(0, texts.length),
    rental,
    size: counted.size,
    smoothing: model.smoothing,
  });
  const scored = counted.texts.at(-1) ?? { features: new Int32Array(), counts: new Int32Array() };
  expect(score(scored)).toBeCloseTo(new BernoulliNaiveBayes(model).logOdds('一建挂靠驻场'), 9);
});
