import type { CasePath, PenaltyKind } from '../../contracts/case.js';
import { articleOf } from './cited-law.js';
import { type FineRule, type PenaltyRules, readPenalties } from './read-penalties.js';

/** What is known of a case as far as a penalty depends on it. */
export interface PenaltyFacts {
  readonly path: CasePath;
  /** A person found that the party has no licence (暂行条例 42). */
  readonly unlicensed: boolean;
  readonly refused: boolean;
  readonly serious: boolean;
  /** Unlawful income above zero. */
  readonly income: boolean;
  readonly falseJob: boolean;
  /** No earlier case against the same party came to a result. */
  readonly first: boolean;
}

export interface PenaltyProposal {
  readonly id: string;
  /** In Chinese, for a person who decides. */
  readonly proposal: string;
  readonly penalties: readonly PenaltyKind[];
  /** Of a fine: the least and the most yuan. */
  readonly fine: { readonly leastYuan: number; readonly mostYuan: number } | null;
  /** Articles with their texts. */
  readonly basis: readonly { readonly citation: string; readonly text: string }[];
}

/** Penalties that the law allows for these facts, each with its article's text and range (penalties.yaml). A person decides. */
export function proposePenalties(
  facts: PenaltyFacts,
  rules: PenaltyRules = readPenalties(),
): readonly PenaltyProposal[] {
  return rules.proposals
    .filter(({ when }) => Object.entries(when).every(([name, value]) => facts[name as keyof PenaltyFacts] === value))
    .map(({ id, proposal, penalties, basis }) => ({
      ...{ id, proposal, penalties },
      fine: penalties.includes('fine') ? rangeOf(rules.fines, basis) : null,
      basis: basis.map((citation) => ({ citation, text: articleOf(citation).text })),
    }));
}

function rangeOf(fines: readonly FineRule[], basis: readonly string[]): PenaltyProposal['fine'] {
  const rule = fines.find((fine) => basis.includes(fine.basis));
  return rule === undefined ? null : { leastYuan: rule.leastYuan, mostYuan: rule.mostYuan };
}
