import { type BackgroundCounts, noBackground } from './background-counts.js';
import { type EncodedTexts, encodeTexts } from './encode-texts.js';
import type { BayesModel } from './model.js';

/** A text of normal form and its class. */
export interface BayesExample {
  readonly text: string;
  readonly rental: boolean;
}

const smoothing = 0.2;

/** Counts in how many documents of each class each n-gram occurs. The same examples in any order give the same model. */
export function trainBayes(examples: readonly BayesExample[], background: BackgroundCounts = noBackground): BayesModel {
  const encoded = encodeTexts(examples.map(({ text }) => text));
  return countClasses(
    encoded,
    examples.map(({ rental }, document) => ({ document, rental })),
    background,
  );
}

/** The same from encoded texts, of which only the members count. */
export function countClasses(
  { ngrams, documents, leastDocuments }: EncodedTexts,
  members: readonly { readonly document: number; readonly rental: boolean }[],
  background: BackgroundCounts,
): BayesModel {
  const rental = new Int32Array(ngrams.length);
  const genuine = new Int32Array(ngrams.length);
  for (const member of members) {
    const counts = member.rental ? rental : genuine;
    for (const index of documents[member.document] ?? []) counts[index] = (counts[index] ?? 0) + 1;
  }
  const kept: number[] = [];
  for (let index = 0; index < ngrams.length; index++)
    if ((rental[index] ?? 0) + (genuine[index] ?? 0) >= leastDocuments) kept.push(index);
  const keptNgrams = kept.map((index) => ngrams[index] ?? 0);
  const rentalDocuments = members.filter((member) => member.rental).length;
  return {
    kind: 'bernoulli-naive-bayes',
    smoothing,
    rentalDocuments,
    genuineDocuments: members.length - rentalDocuments,
    backgroundDocuments: background.documents,
    ngrams: keptNgrams,
    rentalCounts: kept.map((index) => rental[index] ?? 0),
    genuineCounts: kept.map((index) => genuine[index] ?? 0),
    backgroundCounts: keptNgrams.map((ngram) => background.counts.get(ngram) ?? 0),
  };
}
