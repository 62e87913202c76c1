import { type BackgroundCounts, noBackground } from './background-counts.js';
import type { BayesModel } from './model.js';
import { visitNgrams } from './ngrams.js';

/** A text of normal form and its class. */
export interface BayesExample {
  readonly text: string;
  readonly rental: boolean;
}

/** An n-gram in fewer documents is chance more than sign, and would name its one author. */
const leastDocuments = 2;
const smoothing = 0.2;

/** Counts in how many documents of each class each n-gram occurs. The same examples in any order give the same model. */
export function trainBayes(examples: readonly BayesExample[], background: BackgroundCounts = noBackground): BayesModel {
  const rental = new Map<number, number>();
  const genuine = new Map<number, number>();
  let rentalDocuments = 0;
  for (const example of examples) {
    if (example.rental) rentalDocuments++;
    const counts = example.rental ? rental : genuine;
    const seen = new Set<number>();
    visitNgrams(example.text, 0, example.text.length, (ngram) => seen.add(ngram));
    for (const ngram of seen) counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  const ngrams = [...new Set([...rental.keys(), ...genuine.keys()])]
    .filter((ngram) => (rental.get(ngram) ?? 0) + (genuine.get(ngram) ?? 0) >= leastDocuments)
    .sort((a, b) => a - b);
  return {
    kind: 'bernoulli-naive-bayes',
    smoothing,
    rentalDocuments,
    genuineDocuments: examples.length - rentalDocuments,
    backgroundDocuments: background.documents,
    ngrams,
    rentalCounts: ngrams.map((ngram) => rental.get(ngram) ?? 0),
    genuineCounts: ngrams.map((ngram) => genuine.get(ngram) ?? 0),
    backgroundCounts: ngrams.map((ngram) => background.counts.get(ngram) ?? 0),
  };
}
