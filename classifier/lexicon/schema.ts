import { z } from 'zod';
import { category, side } from '../../contracts/verdict.js';

/** «不用…到店»: one of `first`, and shortly behind it, in the same clause, one of `second`. */
const phrase = z.strictObject({
  first: z.array(z.string().min(1)).min(1),
  second: z.array(z.string().min(1)).min(1),
  /** Most characters between the two. */
  within: z.int().nonnegative().max(40).default(6),
});

/** Words with one meaning. A rule names groups, never words. */
const group = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9_]*$/),
    /** What the words mean, for the person who edits the list. */
    meaning: z.string().min(1),
    source: z.string().min(1),
    terms: z.array(z.string().min(1)).default([]),
    phrases: z.array(phrase).default([]),
    /** Longer words in which a term means something else (挂号 for 挂). */
    except: z.array(z.string().min(1)).default([]),
    /** Whether «拒绝…» before or «…勿扰» behind a term turns it round. */
    negatable: z.boolean().default(false),
    /**
     * What its words never speak against, however many fixtures happen to say otherwise: notices and warnings hold the words of the trade as
     * well, and training would take them for a sign of honesty.
     */
    leaning: z.enum(['rental', 'genuine']).optional(),
    /** Whether its finds refuse something themselves (拒绝…挂靠): they leave the word of negation to what stands in them. */
    refuses: z.boolean().default(false),
  })
  .refine(({ terms, phrases }) => terms.length + phrases.length > 0, 'has neither terms nor phrases');

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

const hiddenWord = z
  .strictObject({
    word: z.string().min(2).max(4),
    pinyin: z.string().regex(/^[a-z]+( [a-z]+)*$/, 'must be lower-case syllables with one space between'),
    /** Characters of the same sound or look, by the character of the word that they stand for. */
    like: z.record(z.string(), z.string().min(1)).optional(),
    not: z.array(z.string()).optional(),
  })
  .refine(({ word, pinyin }) => word.length === pinyin.split(' ').length, 'needs one syllable for each character')
  .refine(({ word, like }) => Object.keys(like ?? {}).every((character) => word.includes(character)), {
    message: 'gives look-alikes of a character that the word does not have',
  });

export const lexiconSchema = z.strictObject({
  version: z.string().min(1),
  substitutes: z.array(substitute),
  /** Words any character of which may be written by its sound or by a character that looks or sounds alike. */
  words: z.array(hiddenWord).default([]),
  negation: z.strictObject({
    /** Words that, at most `reach` characters before a term, turn it round. */
    before: z.array(z.string().min(1)).min(1),
    /** Words that do so where they touch the term: 不押证. */
    touching: z.array(z.string().min(1)).default([]),
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
  token_pay: '报酬少得不像工资',
  missing_duties: '没有写工作内容',
  missing_place: '没有写工作地点',
  rent_sized_year: '一年的价钱像租证的钱，不像工资',
  market_pay: '写明了市场水平的工资',
  contact: '留了电话、微信或QQ',
  negated: '明确拒绝挂靠',
} as const;
