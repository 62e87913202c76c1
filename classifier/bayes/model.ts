import { z } from 'zod';

/**
 * A Bernoulli naive Bayes model as counts: in how many documents of each class an n-gram occurs.
 * Holds no text. Columns instead of rows keep the file small; `ngrams` is sorted.
 */
export const bayesModel = z
  .strictObject({
    kind: z.literal('bernoulli-naive-bayes'),
    /** Additive (Lidstone) smoothing of the document counts. */
    smoothing: z.number().positive(),
    rentalDocuments: z.int().positive(),
    genuineDocuments: z.int().positive(),
    /** Honest postings of all trades that are only counted: 0 and no counts where there were none. */
    backgroundDocuments: z.int().nonnegative(),
    ngrams: z.array(z.int().positive()),
    rentalCounts: z.array(z.int().nonnegative()),
    genuineCounts: z.array(z.int().nonnegative()),
    backgroundCounts: z.array(z.int().nonnegative()),
  })
  .refine(
    ({ ngrams, rentalCounts, genuineCounts, backgroundCounts }) =>
      [rentalCounts, genuineCounts, backgroundCounts].every((counts) => counts.length === ngrams.length),
    'its columns differ in length',
  )
  .refine(
    ({ ngrams }) => ngrams.every((ngram, index) => ngram > (ngrams[index - 1] ?? 0)),
    'its n-grams are not sorted, each once',
  )
  // A share above 1 has no log odds.
  .refine(
    (model) =>
      model.rentalCounts.every((count) => count <= model.rentalDocuments) &&
      model.genuineCounts.every((count) => count <= model.genuineDocuments) &&
      model.backgroundCounts.every((count) => count <= model.backgroundDocuments),
    'an n-gram occurs in more documents than there are',
  );
export type BayesModel = z.infer<typeof bayesModel>;
