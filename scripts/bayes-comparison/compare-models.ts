import { type CountedTexts, countNgrams, countWords } from './counted-texts.js';
import { type FitModel, fitBernoulli, fitComplement, fitMultinomial } from './naive-bayes-models.js';
import { measureRanking, type RankingFigures } from './ranking-figures.js';

/** Texts of normal form with their classes and folds, in the same order. */
export interface LabelledTexts {
  readonly texts: readonly string[];
  readonly rental: readonly boolean[];
  readonly foldOf: readonly number[];
}

export interface ModelFigures extends RankingFigures {
  readonly model: string;
  readonly features: 'n-grams' | 'words';
  readonly smoothing: number;
  /** To fit the model for every fold and to score every text once; counting features is left out, being common to all. */
  readonly seconds: number;
}

const contestants: readonly { model: string; features: ModelFigures['features']; fitModel: FitModel }[] = [
  { model: 'bernoulli', features: 'n-grams', fitModel: fitBernoulli },
  { model: 'multinomial', features: 'n-grams', fitModel: fitMultinomial },
  { model: 'complement', features: 'n-grams', fitModel: fitComplement },
  { model: 'bernoulli', features: 'words', fitModel: fitBernoulli },
];

/**
 * Cross-validates every model with every smoothing on the same folds: a text is scored by a model that has not seen its fold, and the
 * figures are read off the scores of all texts together.
 *
 * @param smoothings each above 0; a model that suffers from one should not lose by it
 * @param clock milliseconds
 */
export function compareModels(
  { texts, rental, foldOf }: LabelledTexts,
  smoothings: readonly number[],
  clock: () => number,
): ModelFigures[] {
  const counted: Record<ModelFigures['features'], CountedTexts> = {
    'n-grams': countNgrams(texts),
    words: countWords(texts),
  };
  return contestants.flatMap(({ model, features, fitModel }) =>
    smoothings.map((smoothing) => {
      const started = clock();
      const scores = crossValidated(counted[features], { rental, foldOf, smoothing, fitModel });
      const seconds = (clock() - started) / 1000;
      return { model, features, smoothing, ...measureRanking(scores, rental), seconds };
    }),
  );
}

interface Validation {
  readonly rental: readonly boolean[];
  readonly foldOf: readonly number[];
  readonly smoothing: number;
  readonly fitModel: FitModel;
}

function crossValidated({ texts, size }: CountedTexts, { rental, foldOf, smoothing, fitModel }: Validation): number[] {
  const scores = texts.map(() => 0);
  for (const fold of new Set(foldOf)) {
    const inTraining = (_: unknown, index: number): boolean => foldOf[index] !== fold;
    const score = fitModel({ texts: texts.filter(inTraining), rental: rental.filter(inTraining), size, smoothing });
    for (const [index, text] of texts.entries()) if (foldOf[index] === fold) scores[index] = score(text);
  }
  return scores;
}
