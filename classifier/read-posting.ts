import type { PostingRow } from '../contracts/posting-row.js';
import type { Element } from '../contracts/verdict.js';
import { createNormaliser } from '../text/normalise/normalise.js';
import { dealWords } from './deal/read-terms.js';
import { elementWords, missingElements } from './elements.js';
import { applyRules, type RuleHit } from './lexicon/apply-rules.js';
import { createWordFinder, type Findings, type Mentions, push } from './lexicon/find-terms.js';
import type { Lexicon } from './lexicon/schema.js';
import { type MaskedText, maskNames } from './mask-names.js';
import { type Facts, readFacts, scarceWords } from './read-facts.js';
import { type ReadField, readFields } from './read-fields.js';

/** A posting as the lexicon reads it: fields in normal form, what was found in them, and the rules that hold. */
export interface ReadPosting {
  readonly fields: readonly ReadField[];
  readonly findings: Findings;
  readonly mentions: Mentions;
  readonly facts: Facts;
  readonly missing: readonly Element[];
  /** The fields as n-grams see them, in their order. */
  readonly masked: readonly MaskedText[];
  readonly hits: readonly RuleHit[];
}

/** The facts by which rules may name a missing element of art. 24. */
const factOfMissing: Readonly<Partial<Record<Element, string>>> = {
  duties: 'missing_duties',
  place: 'missing_place',
};

export type PostingReader = (row: PostingRow) => ReadPosting;

/** Prepares a lexicon for reading. Training and judging read through the same function, so that both see the same. */
export function createPostingReader(lexicon: Lexicon): PostingReader {
  const normalise = createNormaliser(lexicon);
  const findWords = createWordFinder(lexicon, { ...elementWords, ...scarceWords, ...dealWords });
  return (row) => {
    const fields = readFields(row, normalise);
    const words = findWords(fields);
    const { findings, mentions } = words;
    const facts = readFacts(fields, words);
    const missing = missingElements(row, mentions);
    for (const element of missing) {
      const fact = factOfMissing[element];
      // What is not written stands nowhere: the place is empty.
      if (fact !== undefined) push(findings, fact, { field: 0, start: 0, end: 0 });
    }
    const credentials = findings.get('credential') ?? [];
    const masked = fields.map(({ normalised }, field) => maskNames(normalised.text, field, credentials, facts));
    return { fields, findings, mentions, facts, missing, masked, hits: applyRules(lexicon.rules, findings) };
  };
}
