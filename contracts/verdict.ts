import { z } from 'zod';
import { textFields } from './posting-row.js';

/** 分档: flagged goes to a reviewer, borderline waits for a sample, clear is left alone (and sampled). */
export const band = z.enum(['flagged', 'borderline', 'clear']);
export type Band = z.infer<typeof band>;

export const category = z.enum(['credential_rental', 'false_job', 'credential_withholding']);
export type Category = z.infer<typeof category>;

/** Who speaks: the employer who wants a credential, its holder, or a broker between them. */
export const side = z.enum(['buyer', 'holder', 'broker']);
export type Side = z.infer<typeof side>;

/** The six elements that 人力资源市场暂行条例 art. 24 demands of a posting. */
export const element = z.enum(['employer', 'headcount', 'conditions', 'duties', 'place', 'pay']);
export type Element = z.infer<typeof element>;

/** One thing that a regulator can point at: `text` is the slice of the original `field` from `start` to `end` (UTF-16 offsets). */
export const reason = z.object({
  rule: z.string(),
  field: z.enum(textFields),
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
  text: z.string(),
  why: z.string(),
});
export type Reason = z.infer<typeof reason>;

/** The deal that an ad offers, as far as its words say. Prices in yuan, terms in months. */
export const dealTerms = z.object({
  credential: z.string().optional(),
  specialty: z.string().optional(),
  registration: z.enum(['initial', 'transfer']).optional(),
  termMonths: z.number().positive().optional(),
  pricePerYear: z.number().positive().optional(),
  socialInsurance: z.enum(['none', 'sole', 'not_sole', 'required']).optional(),
  attendance: z.enum(['none', 'occasional', 'full']).optional(),
  province: z.string().optional(),
  contact: z.string().optional(),
});
export type DealTerms = z.infer<typeof dealTerms>;

export const verdict = z.object({
  band,
  /** Calibrated probability that the posting is a rental ad, 0 to 1. */
  probability: z.number().min(0).max(1),
  categories: z.array(category),
  side: side.nullable(),
  reasons: z.array(reason),
  terms: dealTerms,
  /** Elements of art. 24 that the posting lacks. */
  missing: z.array(element),
  /** Identifier of the ClassifierRelease that gave it. */
  release: z.string(),
});
export type Verdict = z.infer<typeof verdict>;
