import { expect, it } from 'vitest';
import { compareModels } from '../../../scripts/bayes-comparison/compare-models.js';

const rentals = ['挂靠一建，不坐班', '一建挂证，不坐班', '收一建挂靠', '挂证不用到岗'];
const genuines = ['驻场项目经理，双休', '项目经理，驻场管饭', '招驻场施工员', '施工员双休管饭'];
const texts = [...rentals, ...genuines];
const rental = texts.map((_, index) => index < rentals.length);

/** Every reading of the clock is two seconds after the one before. */
function slowClock(): () => number {
  let milliseconds = 0;
  return () => {
    milliseconds += 2000;
    return milliseconds;
  };
}

it('compares three models on n-grams and one on words, with each smoothing', () => {
  const figures = compareModels({ texts, rental, foldOf: texts.map((_, index) => index % 4) }, [0.2, 1], slowClock());
  expect(figures.map(({ model, features, smoothing }) => [model, features, smoothing])).toEqual([
    ['bernoulli', 'n-grams', 0.2],
    ['bernoulli', 'n-grams', 1],
    ['multinomial', 'n-grams', 0.2],
    ['multinomial', 'n-grams', 1],
    ['complement', 'n-grams', 0.2],
    ['complement', 'n-grams', 1],
    ['bernoulli', 'words', 0.2],
    ['bernoulli', 'words', 1],
  ]);
  for (const { model, features, prAuc, recallAt1, recallAt2, seconds } of figures) {
    expect([prAuc, recallAt1, recallAt2, seconds], `${model} on ${features}`).toEqual([1, 1, 1, 2]);
  }
});

it('scores a text by models that have not seen its fold', () => {
  // What each fold teaches is wrong in the other one. The first is larger: a model that had seen both would be right about it.
  const labelled = [
    { text: '挂靠', rental: true, fold: 0, times: 3 },
    { text: '驻场', rental: false, fold: 0, times: 3 },
    { text: '挂靠', rental: false, fold: 1, times: 2 },
    { text: '驻场', rental: true, fold: 1, times: 2 },
  ].flatMap(({ times, ...given }) => Array.from({ length: times }, () => given));
  const figures = compareModels(
    {
      texts: labelled.map((given) => given.text),
      rental: labelled.map((given) => given.rental),
      foldOf: labelled.map(({ fold }) => fold),
    },
    [0.2],
    slowClock(),
  );
  for (const { prAuc, model } of figures) expect(prAuc, model).toBeLessThan(0.5);
});
