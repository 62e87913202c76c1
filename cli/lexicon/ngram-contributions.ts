import { bernoulliWeights } from '../../classifier/bayes/bernoulli-naive-bayes.js';
import { lengthDamping } from '../../classifier/bayes/ngram-logistic.js';
import { NgramTable, unitsOf } from '../../classifier/bayes/ngram-table.js';
import { visitNgrams } from '../../classifier/bayes/ngrams.js';
import type { ReleaseContents } from '../../classifier/release/schema.js';

/** What one character n-gram of the text adds to the log odds by way of the two scores of the whole; `0` in it stands for any digit. */
export interface NgramContribution {
  readonly ngram: string;
  readonly logOdds: number;
}

/**
 * Takes the scores of the whole text apart (`bayes_whole` and `ngrams_whole`, each times its weight): together the contributions of all
 * n-grams are what both add to the log odds, but for the second one's intercept.
 *
 * @param texts fields in normal form
 * @returns those that weigh most first
 */
export function ngramContributions(
  texts: readonly string[],
  { bayes, ngramLogistic, features, logistic }: ReleaseContents,
): NgramContribution[] {
  const weightOf = (feature: string): number => logistic.weights[features.indexOf(feature)] ?? 0;
  const [bayesWeight, logisticWeight] = [weightOf('bayes_whole'), weightOf('ngrams_whole')];
  const { present } = bernoulliWeights(bayes);
  const table = new NgramTable(bayes.ngrams);
  const found = new Map<number, string>();
  for (const text of texts) {
    visitNgrams(text, 0, text.length, (ngram) => {
      const index = table.find(...unitsOf(ngram));
      if (index >= 0 && !found.has(index)) found.set(index, textOf(ngram));
    });
  }
  const damping = lengthDamping(found.size);
  return [...found]
    .map(([index, ngram]) => ({
      ngram,
      logOdds: (bayesWeight * (present[index] ?? 0) + logisticWeight * (ngramLogistic.weights[index] ?? 0)) / damping,
    }))
    .sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds));
}

function textOf(ngram: number): string {
  return String.fromCharCode(...unitsOf(ngram).filter((unit) => unit !== 0));
}
