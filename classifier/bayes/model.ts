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
    ngrams: z.array(z.int().positive()),
    rentalCounts: z.array(z.int().nonnegative()),
    genuineCounts: z.array(z.int().nonnegative()),
  })
  .refine(
    ({ ngrams, rentalCounts, genuineCounts }) =>
      ngrams.length === rentalCounts.length && ngrams.length === genuineCounts.length,
    'its columns differ in length',
  )
  .refine(
    ({ ngrams }) => ngrams.every((ngram, index) => ngram > (ngrams[index - 1] ?? 0)),
    'its n-grams are not sorted, each once',
  )
  // A share above 1 has no log odds.
  .refine(
    ({ rentalDocuments, genuineDocuments, rentalCounts, genuineCounts }) =>
      rentalCounts.every((count) => count <= rentalDocuments) &&
      genuineCounts.every((count) => count <= genuineDocuments),
    'an n-gram occurs in more documents than there are',
  );
export type BayesModel = z.infer<typeof bayesModel>;
