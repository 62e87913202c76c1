import { z } from 'zod';

/**
 * A Bernoulli naive Bayes model as counts: in how many documents of each class an n-gram occurs.
 * Holds no text. Columns instead of rows keep the file small; `ngrams` is sorted.
 */
export const bayesModel = z.strictObject({
  kind: z.literal('bernoulli-naive-bayes'),
  /** Additive (Lidstone) smoothing of the document counts. */
  smoothing: z.number().positive(),
  rentalDocuments: z.int().positive(),
  genuineDocuments: z.int().positive(),
  ngrams: z.array(z.int().positive()),
  rentalCounts: z.array(z.int().nonnegative()),
  genuineCounts: z.array(z.int().nonnegative()),
});
export type BayesModel = z.infer<typeof bayesModel>;
