import { InputError } from '../../contracts/errors.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import type { BackgroundCounts } from '../bayes/background-counts.js';
import { BernoulliNaiveBayes } from '../bayes/bernoulli-naive-bayes.js';
import type { BayesModel } from '../bayes/model.js';
import { trainBayes } from '../bayes/train-bayes.js';
import { bayesEvidence, continuousFeatures, featureNames, featureVector, isAccused } from '../features.js';
import type { Lexicon } from '../lexicon/schema.js';
import { fitLogistic, type LogisticExample, type LogisticModel, logOdds, probabilityOf } from '../logistic.js';
import { createPostingReader, type ReadPosting } from '../read-posting.js';
import { codeVersion, type ReleaseContents } from '../release/schema.js';
import { assignFolds } from './assign-folds.js';
import { chooseThresholds } from './choose-thresholds.js';
import { postingFingerprint } from './fingerprint.js';

/** A posting whose label is known. */
export type LabelledPosting = PostingRow & { label: 'rental' | 'genuine' };

export interface TrainingOptions {
  readonly name: string;
  /** Decides which postings share a fold; nothing else is random. */
  readonly seed: number;
  readonly background: BackgroundCounts;
}

const trainingFolds = 10;
/** Precision of the experts' weights against the data: chosen by cross-validation on the labelled fixtures (`guazheng evaluate --cross-validate 10`). */
const precision = 2;
/** Expert weights of the Bayes scores before training: both speak for a rental ad when positive. */
const continuousPrior = continuousFeatures.map(() => 0.5);

interface Prepared {
  readonly row: LabelledPosting;
  readonly read: ReadPosting;
  readonly text: string;
  readonly rental: boolean;
  readonly fold: number;
}

/**
 * Trains a release. The Bayes scores that the logistic model learns from are made by models that have not seen the posting
 * (otherwise it would trust Bayes as far as memory goes); the thresholds come from predictions made the same way.
 * The same postings, lexicon and seed give the same bytes.
 */
export function trainRelease(
  postings: readonly LabelledPosting[],
  lexicon: Lexicon,
  options: TrainingOptions,
): ReleaseContents {
  const prepared = prepare(postings, lexicon, options.seed, trainingFolds);
  const { bayes, logistic } = fitModels(prepared, lexicon, options.background, trainingFolds);
  const unseen = crossPredict(prepared, lexicon, options.background, trainingFolds);
  return {
    name: options.name,
    codeVersion,
    lexicon,
    bayes,
    features: featureNames(lexicon),
    logistic: { intercept: logistic.intercept, weights: [...logistic.weights] },
    thresholds: chooseThresholds(unseen),
    prior: prepared.filter((posting) => posting.rental).length / prepared.length,
    trainedOn: [...new Set(postings.map(postingFingerprint))].sort(),
  };
}

/** A posting with the probability that a model gave it which had not seen it. */
export interface UnseenPrediction {
  readonly row: LabelledPosting;
  readonly rental: boolean;
  readonly probability: number;
  /** Whether there is something to point at: without it a posting is never flagged, however probable. */
  readonly accused: boolean;
}

/** Predictions for every posting by models trained without its fold. */
export function crossValidate(
  postings: readonly LabelledPosting[],
  lexicon: Lexicon,
  { seed, folds, background }: { seed: number; folds: number; background: BackgroundCounts },
): UnseenPrediction[] {
  return crossPredict(prepare(postings, lexicon, seed, folds), lexicon, background, folds);
}

function prepare(postings: readonly LabelledPosting[], lexicon: Lexicon, seed: number, folds: number): Prepared[] {
  const rentals = postings.filter((posting) => posting.label === 'rental').length;
  if (rentals < folds * 2 || postings.length - rentals < folds * 2) {
    throw new InputError(
      'too_few_postings',
      `Training needs at least ${folds * 2} rental and ${folds * 2} genuine postings; the files hold ${rentals} and ${postings.length - rentals}.`,
    );
  }
  const reader = createPostingReader(lexicon);
  const foldOf = assignFolds(postings, folds, seed);
  return postings.map((row, index) => {
    const read = reader(row);
    const text = read.fields.map(({ normalised }) => normalised.text).join('\n');
    return { row, read, text, rental: row.label === 'rental', fold: foldOf[index] ?? 0 };
  });
}

function crossPredict(
  prepared: readonly Prepared[],
  lexicon: Lexicon,
  background: BackgroundCounts,
  folds: number,
): UnseenPrediction[] {
  const predictions: UnseenPrediction[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const { bayes, logistic } = fitModels(
      prepared.filter((posting) => posting.fold !== fold),
      lexicon,
      background,
      folds,
    );
    const naiveBayes = new BernoulliNaiveBayes(bayes);
    for (const { row, read, rental, fold: own } of prepared) {
      if (own !== fold) continue;
      const evidence = bayesEvidence(read.fields, naiveBayes);
      const probability = probabilityOf(logOdds(logistic, featureVector(lexicon, read.hits, evidence)));
      predictions.push({ row, rental, probability, accused: isAccused(read, evidence) });
    }
  }
  return predictions;
}

function fitModels(
  prepared: readonly Prepared[],
  lexicon: Lexicon,
  background: BackgroundCounts,
  folds: number,
): { bayes: BayesModel; logistic: LogisticModel } {
  const examples: LogisticExample[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const others = prepared.filter((posting) => posting.fold !== fold);
    if (others.length === prepared.length) continue;
    const naiveBayes = new BernoulliNaiveBayes(trainBayes(others, background));
    for (const { read, rental, fold: own } of prepared) {
      if (own === fold)
        examples.push({ features: featureVector(lexicon, read.hits, bayesEvidence(read.fields, naiveBayes)), rental });
    }
  }
  const logistic = fitLogistic(examples, {
    prior: [...lexicon.rules.map((rule) => rule.weight), ...continuousPrior],
    precision,
    // A rule that accuses never speaks for the advertiser because of a few odd fixtures, nor the other way round.
    signs: [
      ...lexicon.rules.map((rule) => (rule.weight > 0 ? 1 : -1) as 1 | -1),
      ...continuousFeatures.map(() => 1 as const),
    ],
  });
  return { bayes: trainBayes(prepared, background), logistic };
}
