import type { PostingRow } from '../contracts/posting-row.js';
import { createNormaliser } from '../text/normalise/normalise.js';
import { applyRules, type RuleHit } from './lexicon/apply-rules.js';
import { createTermFinder, type Findings } from './lexicon/find-terms.js';
import type { Lexicon } from './lexicon/schema.js';
import { type Facts, readFacts } from './read-facts.js';
import { type ReadField, readFields } from './read-fields.js';

/** A posting as the lexicon reads it: fields in normal form, what was found in them, and the rules that hold. */
export interface ReadPosting {
  readonly fields: readonly ReadField[];
  readonly findings: Findings;
  readonly facts: Facts;
  readonly hits: readonly RuleHit[];
}

export type PostingReader = (row: PostingRow) => ReadPosting;

/** Prepares a lexicon for reading. Training and judging read through the same function, so that both see the same. */
export function createPostingReader(lexicon: Lexicon): PostingReader {
  const normalise = createNormaliser(lexicon.substitutes);
  const findTerms = createTermFinder(lexicon);
  return (row) => {
    const fields = readFields(row, normalise);
    const findings = findTerms(fields);
    const facts = readFacts(fields, findings);
    return { fields, findings, facts, hits: applyRules(lexicon.rules, findings) };
  };
}
