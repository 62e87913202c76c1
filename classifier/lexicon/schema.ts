import { z } from 'zod';
import { category, side } from '../../contracts/verdict.js';

/** Words with one meaning. A rule names groups, never words. */
const group = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]*$/),
  /** What the words mean, for the person who edits the list. */
  meaning: z.string().min(1),
  source: z.string().min(1),
  terms: z.array(z.string().min(1)).min(1),
  /** Longer words in which a term means something else (挂号 for 挂). */
  except: z.array(z.string().min(1)).default([]),
  /** Whether «拒绝…» before or «…勿扰» behind a term turns it round. */
  negatable: z.boolean().default(false),
});

const rule = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]*$/),
  /** The sentence that a regulator reads. */
  why: z.string().min(1),
  source: z.string().min(1),
  /** What the rule accuses of; absent for a rule that speaks for the advertiser. */
  category: category.optional(),
  side: side.optional(),
  /** Groups or facts that must all be there. */
  all: z.array(z.string()).min(1),
  /** At least one of these as well, if any are named. */
  any: z.array(z.string()).default([]),
  /** None of these. */
  none: z.array(z.string()).default([]),
  /** Most characters, in one field, from the first to the last of `all`; absent: anywhere in the posting. */
  within: z.int().positive().optional(),
  /** Expert's weight of evidence in log odds: where training starts from, and what a new rule has before any training. */
  weight: z.number(),
});
export type Rule = z.infer<typeof rule>;

const substitute = z.strictObject({
  from: z.string().min(1),
  to: z.string().min(1),
  alone: z.boolean().optional(),
  reason: z.string().min(1),
});

export const lexiconSchema = z.strictObject({
  version: z.string().min(1),
  substitutes: z.array(substitute),
  negation: z.strictObject({
    /** Words that, at most `reach` characters before a term, turn it round. */
    before: z.array(z.string().min(1)).min(1),
    /** Words that, at most `reach` characters behind it, do. */
    after: z.array(z.string().min(1)).min(1),
    reach: z.int().positive(),
  }),
  groups: z.array(group).min(1),
  rules: z.array(rule).min(1),
});
export type Lexicon = z.infer<typeof lexiconSchema>;

/** Facts that are read from the text by code rather than found as words; rules may name them like groups. */
export const facts = {
  rent_sized_year: '一年的价钱像租证的钱，不像工资',
  market_pay: '写明了市场水平的工资',
  contact: '留了电话、微信或QQ',
  negated: '明确拒绝挂靠',
} as const;
