import type { BernoulliNaiveBayes } from './bayes/bernoulli-naive-bayes.js';
import { damped, type Passage, strongestPassage } from './bayes/strongest-passage.js';
import type { RuleHit } from './lexicon/apply-rules.js';
import type { Lexicon } from './lexicon/schema.js';
import type { ReadField } from './read-fields.js';
import type { ReadPosting } from './read-posting.js';

/** Features besides the lexicon's rules, in the order of the vector. */
export const continuousFeatures = ['bayes_whole', 'bayes_passage'] as const;

/** Names of all features in the order of the vector: the rules of the lexicon, then the continuous ones. */
export function featureNames(lexicon: Lexicon): string[] {
  return [...lexicon.rules.map((rule) => rule.id), ...continuousFeatures];
}

/** What Bayes says of a posting: of the whole, and of the passage that sounds most like a rental ad. */
export interface BayesEvidence {
  readonly whole: number;
  readonly passage: Passage & { readonly field: number };
}

export function bayesEvidence(fields: readonly ReadField[], bayes: BernoulliNaiveBayes): BayesEvidence {
  const all = fields.map(({ normalised }) => normalised.text).join('\n');
  let passage = { field: 0, start: 0, end: 0, score: 0 };
  let first = true;
  for (const [field, { normalised }] of fields.entries()) {
    const strongest = strongestPassage(normalised.text, bayes);
    if (first || strongest.score > passage.score) passage = { field, ...strongest };
    first = false;
  }
  return { whole: damped(bayes.present(all)), passage };
}

/** Largest absolute value of a continuous feature: one strange text must not outweigh everything else. */
const largest = 12;

/** The vector of a posting: 1 for each rule that holds, and the bounded Bayes scores. */
export function featureVector(lexicon: Lexicon, hits: readonly RuleHit[], evidence: BayesEvidence): Float64Array {
  const vector = new Float64Array(lexicon.rules.length + continuousFeatures.length);
  const held = new Set(hits.map((hit) => hit.rule.id));
  for (const [index, rule] of lexicon.rules.entries()) if (held.has(rule.id)) vector[index] = 1;
  vector[lexicon.rules.length] = bounded(evidence.whole);
  vector[lexicon.rules.length + 1] = bounded(evidence.passage.score);
  return vector;
}

function bounded(value: number): number {
  return Math.max(-largest, Math.min(largest, value));
}

/** From this score on the strongest passage is shown as a reason of its own (damped log odds). */
const strongPassage = 2;

export function isStrong(passage: Passage): boolean {
  return passage.score >= strongPassage && passage.end > passage.start;
}

/**
 * A posting may be flagged only if there is something that a person can point at: a rule with a category holds, or a passage sounds
 * strongly like a rental ad in a posting that names a credential.
 */
export function isAccused({ hits, findings }: ReadPosting, evidence: BayesEvidence): boolean {
  if (hits.some((hit) => hit.rule.category !== undefined)) return true;
  return isStrong(evidence.passage) && (findings.has('credential') || findings.has('paper'));
}
