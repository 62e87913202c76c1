import { bernoulliWeights } from '../bayes/bernoulli-naive-bayes.js';
import { lengthDamping } from '../bayes/ngram-logistic.js';
import { unitsOf, visitNgrams } from '../bayes/ngrams.js';
import { shareOfLong } from '../features.js';
import { markNames } from '../mask-names.js';
import type { ReleaseContents } from '../release/schema.js';

/** What one character n-gram of the text adds to the log odds by way of the two scores of the whole; `0` in it stands for any digit. */
export interface NgramContribution {
  readonly ngram: string;
  readonly logOdds: number;
}

/** @param texts fields as n-grams see them. @returns those that weigh most first */
export type NgramContributions = (texts: readonly string[]) => NgramContribution[];

/**
 * Takes the scores of the whole text apart (`bayes_whole` and `ngrams_whole`, each times its weight at this length): together the contributions of all
 * n-grams are what both add to the log odds, but for the second one's intercept.
 */
export function createNgramContributions({
  bayes,
  ngramLogistic,
  features,
  logistic,
}: ReleaseContents): NgramContributions {
  const weightOf = (feature: string): number => logistic.weights[features.indexOf(feature)] ?? 0;
  const weightAt = (score: string, long: number): number =>
    weightOf(`${score}:short`) * (1 - long) + weightOf(`${score}:long`) * long;
  const { present } = bernoulliWeights(bayes);
  const indexOf = new Map(bayes.ngrams.map((ngram, index) => [ngram, index]));
  return (texts) => {
    const found = new Map<number, string>();
    for (const text of texts) {
      visitNgrams(text, 0, text.length, (ngram) => {
        const index = indexOf.get(ngram);
        if (index !== undefined && !found.has(index)) found.set(index, textOf(ngram));
      });
    }
    const damping = lengthDamping(found.size);
    const long = shareOfLong(texts);
    const [bayesWeight, logisticWeight] = [weightAt('bayes_whole', long), weightAt('ngrams_whole', long)];
    return [...found]
      .map(([index, ngram]) => ({
        ngram,
        logOdds: (bayesWeight * (present[index] ?? 0) + logisticWeight * (ngramLogistic.weights[index] ?? 0)) / damping,
      }))
      .sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds));
  };
}

/** Marks of masked names are shown by what they stand for. */
function textOf(ngram: number): string {
  return unitsOf(ngram)
    .filter((unit) => unit !== 0)
    .map((unit) => String.fromCharCode(unit))
    .map((character) => markNames[character] ?? character)
    .join('');
}
