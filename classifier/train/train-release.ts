import { InputError } from '../../contracts/errors.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import type { Verdict } from '../../contracts/verdict.js';
import type { BackgroundCounts } from '../bayes/background-counts.js';
import { bernoulliWeights } from '../bayes/bernoulli-naive-bayes.js';
import { type EncodedTexts, encodeTexts } from '../bayes/encode-texts.js';
import type { BayesModel } from '../bayes/model.js';
import { fitNgramLogistic, type NgramLogisticModel } from '../bayes/ngram-logistic.js';
import { createTextScorer } from '../bayes/score-texts.js';
import { countClasses } from '../bayes/train-bayes.js';
import { type Accusation, createAccusation, createFeatureReader, type FeatureReader, featuresOf } from '../features.js';
import { createJudge } from '../judge.js';
import type { Lexicon } from '../lexicon/schema.js';
import { fitLogistic, type LogisticModel, logit, logOdds, priorShift, probabilityOf } from '../logistic.js';
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
  /** Share of rental ads that is expected where the release will judge; absent: that of the postings given. */
  readonly expectedShare?: number | undefined;
}

const trainingFolds = 10;

/** An n-gram in fewer postings is chance more than sign, and would name its one author; the figures are the same without. */
const leastDocuments = 4;

/** A posting read once for all models that learn from it or judge it. */
interface Prepared {
  readonly row: LabelledPosting;
  readonly read: ReadPosting;
  readonly texts: readonly string[];
  readonly rental: boolean;
  /** Its index among the encoded texts. */
  readonly document: number;
}

/** The collection that models are trained on parts of. */
interface Collection {
  readonly postings: readonly Prepared[];
  readonly encoded: EncodedTexts;
  readonly lexicon: Lexicon;
  readonly background: BackgroundCounts;
  readonly featuresIn: FeatureReader;
  readonly isAccused: Accusation;
}

/**
 * Trains a release. The n-gram scores that the logistic model learns from are made by models that have not seen the posting
 * (otherwise it would trust n-grams as far as memory goes); the thresholds come from predictions made the same way.
 * The same postings, lexicon and seed give the same bytes, in whatever order the postings come.
 */
export function trainRelease(
  postings: readonly LabelledPosting[],
  lexicon: Lexicon,
  { name, seed, background, expectedShare }: TrainingOptions,
): ReleaseContents {
  const collection = prepare(postings, lexicon, background, trainingFolds);
  return trainOn(collection, collection.postings, { name, seed, folds: trainingFolds, expectedShare });
}

/** A posting with the probability that a model gave it which had not seen it. */
export interface UnseenPrediction {
  readonly row: LabelledPosting;
  readonly rental: boolean;
  readonly probability: number;
  /** Whether there is something to point at: without it a posting is never flagged, however probable. */
  readonly accused: boolean;
}

export interface CrossValidation {
  readonly seed: number;
  readonly folds: number;
  readonly background: BackgroundCounts;
  /** A slice that no model learns from: how well are ads of a kind found that nobody has labelled yet? */
  readonly leaveOut?: string | undefined;
  /** What of one name shares a fold: how well are the ads of a hand found that nobody has read? Absent: postings of the same words. */
  readonly groupOf?: ((row: LabelledPosting) => string) | undefined;
  readonly onFold?: ((done: number) => void) | undefined;
}

/** What a release says of every posting that was trained without the posting's fold. */
export function crossValidate(
  postings: readonly LabelledPosting[],
  lexicon: Lexicon,
  { seed, folds, background, leaveOut, groupOf, onFold }: CrossValidation,
): (UnseenPrediction & { readonly verdict: Verdict })[] {
  const collection = prepare(postings, lexicon, background, folds);
  const foldOf = assignFolds(
    collection.postings.map(({ row }) => row),
    folds,
    seed,
    groupOf,
  );
  const predictions: (UnseenPrediction & { verdict: Verdict })[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const members = collection.postings.filter(
      ({ row }, index) => foldOf[index] !== fold && (leaveOut === undefined || row.slice !== leaveOut),
    );
    const contents = trainOn(collection, members, { name: `fold-${fold}`, seed, folds: innerFolds });
    const judge = createJudge({ id: contents.name, contents, bytes: new Uint8Array() });
    for (const [index, { row, rental }] of collection.postings.entries()) {
      if (foldOf[index] !== fold) continue;
      const { verdict } = judge(row);
      const accused = verdict.band === 'flagged' || verdict.probability < contents.thresholds.flagged;
      predictions.push({ row, rental, probability: verdict.probability, accused, verdict });
    }
    onFold?.(fold + 1);
  }
  return predictions;
}

/** A model inside cross-validation needs its unseen scores as well: fewer folds, since it is trained many times. */
const innerFolds = 5;

function prepare(
  postings: readonly LabelledPosting[],
  lexicon: Lexicon,
  background: BackgroundCounts,
  folds: number,
): Collection {
  const rentals = postings.filter((posting) => posting.label === 'rental').length;
  if (rentals < folds * 2 || postings.length - rentals < folds * 2) {
    throw new InputError(
      'too_few_postings',
      `Training needs at least ${folds * 2} rental and ${folds * 2} genuine postings; the files hold ${rentals} and ${postings.length - rentals}.`,
    );
  }
  const reader = createPostingReader(lexicon);
  // Sums of floating numbers depend on their order: the files' order must not.
  const sorted = postings
    .map((row) => ({ row, key: `${postingFingerprint(row)} ${JSON.stringify(row, Object.keys(row).sort())}` }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const prepared = sorted.map(({ row }, document) => {
    const read = reader(row);
    const texts = read.masked.map(({ text }) => text);
    return { row, read, texts, rental: row.label === 'rental', document };
  });
  const encoded = encodeTexts(
    prepared.map(({ texts }) => texts.join('\n')),
    leastDocuments,
  );
  return {
    postings: prepared,
    encoded,
    lexicon,
    background,
    featuresIn: createFeatureReader(lexicon),
    isAccused: createAccusation(lexicon),
  };
}

/** A posting with its features, the n-gram scores among them made by models that have not seen it. */
interface UnseenExample {
  readonly features: Float64Array;
  readonly rental: boolean;
  readonly accused: boolean;
  readonly fold: number;
}

function trainOn(
  collection: Collection,
  members: readonly Prepared[],
  {
    name,
    seed,
    folds,
    expectedShare,
  }: { name: string; seed: number; folds: number; expectedShare?: number | undefined },
): ReleaseContents {
  const foldOf = assignFolds(
    members.map(({ row }) => row),
    folds,
    seed,
  );
  const examples = unseenExamples(collection, members, foldOf, folds);
  const features = featuresOf(collection.lexicon);
  const logistic = fitWeights(examples, collection.lexicon);
  // Thresholds see only what the weights did not: each fold is predicted by weights fitted on the others.
  const unseen = examples.map(({ rental, accused }) => ({ rental, accused, probability: 0 }));
  for (let fold = 0; fold < folds; fold++) {
    const others = fitWeights(
      examples.filter((example) => example.fold !== fold),
      collection.lexicon,
    );
    for (const [index, example] of examples.entries()) {
      const prediction = unseen[index];
      if (example.fold === fold && prediction !== undefined)
        prediction.probability = probabilityOf(logOdds(others, example.features));
    }
  }
  const trainedShare = members.filter(({ rental }) => rental).length / members.length;
  const prior = expectedShare ?? trainedShare;
  const { flagged, borderline } = chooseThresholds(unseen);
  // A band rests on the same evidence whatever share is expected: the thresholds move with the probabilities.
  const stated = (threshold: number): number => probabilityOf(logit(threshold) + priorShift(trainedShare, prior));
  return {
    name,
    codeVersion,
    lexicon: collection.lexicon,
    ...fitNgrams(collection, members),
    features: features.map((feature) => feature.name),
    logistic: { intercept: logistic.intercept, weights: [...logistic.weights] },
    thresholds:
      prior === trainedShare ? { flagged, borderline } : { flagged: stated(flagged), borderline: stated(borderline) },
    trainedShare,
    prior,
    trainedOn: [...new Set(members.map(({ row }) => postingFingerprint(row)))].sort(),
  };
}

function unseenExamples(
  collection: Collection,
  members: readonly Prepared[],
  foldOf: readonly number[],
  folds: number,
): UnseenExample[] {
  const examples: UnseenExample[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const { bayes, ngramLogistic } = fitNgrams(
      collection,
      members.filter((_, index) => foldOf[index] !== fold),
    );
    const score = createTextScorer(bayes, ngramLogistic);
    for (const [index, { read, texts, rental }] of members.entries()) {
      if (foldOf[index] !== fold) continue;
      const scores = score(texts);
      examples.push({
        features: collection.featuresIn(read, scores),
        rental,
        accused: collection.isAccused(read, scores),
        fold,
      });
    }
  }
  return examples;
}

function fitNgrams(
  { encoded, background }: Collection,
  members: readonly Prepared[],
): { bayes: BayesModel; ngramLogistic: NgramLogisticModel } {
  const bayes = countClasses(encoded, members, background);
  const { present } = bernoulliWeights(bayes);
  // The model keeps the n-grams that enough of its members hold: a subset of the vocabulary, in the same order.
  const scale = new Float64Array(encoded.ngrams.length);
  const kept: number[] = [];
  let at = 0;
  for (const [index, ngram] of encoded.ngrams.entries()) {
    if (bayes.ngrams[at] !== ngram) continue;
    scale[index] = signedRoot(present[at] ?? 0);
    kept.push(index);
    at++;
  }
  const examples = members.map(({ document, rental }) => ({
    ngrams: encoded.documents[document] ?? new Int32Array(),
    rental,
  }));
  const { weights, ...model } = fitNgramLogistic(examples, scale);
  return { bayes, ngramLogistic: { ...model, weights: kept.map((index) => weights[index] ?? 0) } };
}

/** Between the weight itself, by which rare n-grams rule, and its sign alone, by which all are alike: chosen by cross-validation. */
function signedRoot(weight: number): number {
  return Math.sign(weight) * Math.sqrt(Math.abs(weight));
}

function fitWeights(examples: readonly UnseenExample[], lexicon: Lexicon): LogisticModel {
  const features = featuresOf(lexicon);
  return fitLogistic(examples, {
    prior: features.map(({ weight }) => weight),
    precision: features.map(({ precision }) => precision),
    signs: features.map(({ sign }) => sign),
  });
}
