import { z } from 'zod';
import { bayesModel } from '../bayes/model.js';
import { ngramLogisticModel } from '../bayes/ngram-logistic.js';
import { lexiconSchema } from '../lexicon/schema.js';

/** Version of the code whose features and formats a release needs. Raise it when an old release would give other verdicts. */
export const codeVersion = 4;

/**
 * 研判版本: everything that a verdict depends on. Same input and release, same verdict for ever.
 * Its identifier is its name and the first twelve hex digits of the SHA-256 of its contents.
 */
export const releaseContents = z.strictObject({
  name: z.string().regex(/^[a-z0-9.-]{1,40}$/),
  codeVersion: z.literal(codeVersion),
  lexicon: lexiconSchema,
  bayes: bayesModel,
  ngramLogistic: ngramLogisticModel,
  /** Names in the order of the weights. */
  features: z.array(z.string()),
  logistic: z.strictObject({ intercept: z.number(), weights: z.array(z.number()) }),
  thresholds: z.strictObject({ flagged: z.number().min(0).max(1), borderline: z.number().min(0).max(1) }),
  /** Share of rental ads among the postings that it was trained on. */
  trainedShare: z.number().gt(0).lt(1),
  /** Share of rental ads that is expected where it judges: probabilities and thresholds are stated for it. */
  prior: z.number().gt(0).lt(1),
  /** SHA-256 of title, salary and text of each posting that it was trained on (first sixteen hex digits), sorted. */
  trainedOn: z.array(z.string()),
});
export type ReleaseContents = z.infer<typeof releaseContents>;
