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
  // Each text is of one fold with its twin of the other class: a model that had seen one of them would tell them apart.
  const twins = ['甲乙丙', '甲乙丙', '丁戊己', '丁戊己'];
  const figures = compareModels(
    { texts: twins, rental: [true, false, true, false], foldOf: [0, 0, 1, 1] },
    [0.2],
    slowClock(),
  );
  for (const { prAuc } of figures) expect(prAuc).toBe(0.5);
  // Words that all folds share, under the opposite label in the other fold: learning from the other fold alone gets all wrong.
  const crossed = ['挂靠', '驻场', '挂靠', '驻场', '挂靠', '驻场', '挂靠', '驻场'];
  const [bernoulli] = compareModels(
    { texts: crossed, rental: [true, false, true, false, false, true, false, true], foldOf: [0, 0, 0, 0, 1, 1, 1, 1] },
    [0.2],
    slowClock(),
  );
  expect(bernoulli).toMatchObject({ recallAt1: 0, recallAt2: 0 });
  expect(bernoulli?.prAuc).toBeLessThan(0.6);
});
