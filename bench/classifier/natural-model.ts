import { createRequire } from 'node:module';
import { visitNgrams } from '../../classifier/bayes/ngrams.js';

/** What is used of natural's classifier. Its entry loads database clients, so the one file is taken; that has no types. */
export interface NaturalBayes {
  addDocument(tokens: readonly string[], label: string): void;
  train(): void;
  classify(tokens: readonly string[]): string;
  getClassifications(tokens: readonly string[]): { label: string; value: number }[];
}
interface NaturalBayesClass {
  new (stemmer: null, smoothing: number): NaturalBayes;
  restore(saved: SavedNatural): NaturalBayes;
}
export const NaturalBayes: NaturalBayesClass = createRequire(import.meta.url)(
  'natural/lib/natural/classifiers/bayes_classifier.js',
);

/** The part of natural's JSON file that classifying reads. */
interface SavedNatural {
  readonly classifier: {
    readonly classFeatures: Readonly<Record<string, Readonly<Record<number, number>>>>;
    readonly classTotals: Readonly<Record<string, number>>;
    readonly totalExamples: number;
    readonly smoothing: number;
  };
  readonly features: Readonly<Record<string, number>>;
}

/** The characters of an n-gram: natural compares strings of one to three units twice as fast as the numbers we keep. */
export function tokenOf(ngram: number): string {
  let token = '';
  for (let rest = ngram; rest > 0; rest = Math.floor(rest / 65_536)) token = String.fromCharCode(rest % 65_536) + token;
  return token;
}

/** The n-grams of a text of normal form as natural takes them, each once: it asks only whether a token is there, and pays for every one. */
export function tokensOf(normalText: string): string[] {
  const ngrams = new Set<number>();
  visitNgrams(normalText, 0, normalText.length, (ngram) => ngrams.add(ngram));
  return [...ngrams].map(tokenOf);
}

/** Documents of each class, and in how many of them each token occurs. */
export interface TokenCounts {
  readonly smoothing: number;
  readonly tokens: readonly string[];
  readonly rentalDocuments: number;
  readonly genuineDocuments: number;
  readonly rentalCounts: readonly number[];
  readonly genuineCounts: readonly number[];
}

/**
 * natural's classifier with a vocabulary and its counts, as if loaded from its own file. Training it would give the same and take minutes:
 * it looks every word of the vocabulary up in every document.
 */
export function naturalOf(model: TokenCounts): NaturalBayes {
  const features = Object.fromEntries(model.tokens.map((token, index) => [token, index]));
  // natural numbers its tokens in the order of the object's keys, where «0» comes first whatever came before it.
  const order = Object.values(features);
  const countsOf = (counts: readonly number[]): Record<number, number> =>
    Object.fromEntries(
      order.flatMap((ngram, index) => {
        const count = counts[ngram] ?? 0;
        return count === 0 ? [] : [[index, count + model.smoothing] as const];
      }),
    );
  return NaturalBayes.restore({
    classifier: {
      classFeatures: { rental: countsOf(model.rentalCounts), genuine: countsOf(model.genuineCounts) },
      classTotals: { rental: model.rentalDocuments + 1, genuine: model.genuineDocuments + 1 },
      totalExamples: model.rentalDocuments + model.genuineDocuments + 1,
      smoothing: model.smoothing,
    },
    features,
  });
}
