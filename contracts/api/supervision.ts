import { z } from 'zod';
import { decision, stage } from '../review.js';

/** A share with its 95 % interval (Wilson 1927); nulls of nothing. */
const proportion = z.object({
  count: z.int(),
  of: z.int(),
  share: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type Proportion = z.infer<typeof proportion>;

export const period = z.enum(['today', 'month']);
export type Period = z.infer<typeof period>;
export const step = z.enum(['week', 'month']);
export type Step = z.infer<typeof step>;

const periodFigures = z.object({
  /** Its beginning in Asia/Shanghai. */
  since: z.iso.datetime(),
  pages: z.int(),
  /** Seen for the first time. */
  postings: z.int(),
  judged: z.int(),
  flagged: z.int(),
  borderline: z.int(),
  clear: z.int(),
  decisions: z.array(z.object({ stage, decision, count: z.int() })),
  /** Reviews concluded. */
  confirmed: z.int(),
  dismissed: z.int(),
});
export type PeriodFigures = z.infer<typeof periodFigures>;

export const figures = z.object({
  at: z.iso.datetime(),
  today: periodFigures,
  month: periodFigures,
  waiting: z.object({
    first: z.int(),
    second: z.int(),
    ruling: z.int(),
    /** 待补充 until a time that has not come. */
    postponed: z.int(),
    oldest: z.object({ since: z.iso.datetime(), postingId: z.string() }).nullable(),
  }),
});
export type Figures = z.infer<typeof figures>;

export const reviewerList = z.object({
  since: z.iso.datetime(),
  reviewers: z.array(
    z.object({
      /** Null: of an organisation above. */
      person: z.object({ id: z.string(), name: z.string(), organisation: z.string() }).nullable(),
      decided: z.int(),
      medianSeconds: z.number().nullable(),
      confirmed: proportion,
      overturned: proportion,
    }),
  ),
});
export type ReviewerList = z.infer<typeof reviewerList>;

const pairs = z.tuple([z.int(), z.int()]);
export const agreement = z.object({
  since: z.iso.datetime(),
  independent: z
    .object({
      /** [first said][second said]: confirmed, dismissed. */
      table: z.tuple([pairs, pairs]),
      kappa: z.object({
        kappa: z.number().nullable(),
        standardError: z.number().nullable(),
        low: z.number().nullable(),
        high: z.number().nullable(),
        observed: z.number(),
        expected: z.number(),
        n: z.int(),
      }),
    })
    .nullable(),
  second: proportion,
});
export type Agreement = z.infer<typeof agreement>;

const estimate = z.object({ estimate: z.number(), low: z.number(), high: z.number() });
const bandQuality = z.object({ precision: proportion, waiting: z.int() });
const limits = z.object({
  centre: z.number(),
  spread: z.number(),
  recent: z.array(z.object({ share: z.number(), low: z.number(), high: z.number(), outside: z.boolean() })),
});
const spanQuality = z.object({
  /** First day of the week or month. */
  start: z.iso.date(),
  flagged: bandQuality,
  borderline: bandQuality,
  flaggedShare: proportion,
  found: z.int(),
  sample: z.object({ population: z.int(), drawn: z.int(), decided: z.int(), positives: z.int() }),
  missed: estimate.nullable(),
  recall: estimate.nullable(),
});
export type SpanQuality = z.infer<typeof spanQuality>;

export const quality = z.object({
  step,
  spans: z.array(spanQuality),
  drift: z.object({
    recentWeeks: z.int(),
    earlierWeeks: z.int(),
    /** Null where there are too few weeks to tell. */
    flaggedShare: limits.nullable(),
    flaggedPrecision: limits.nullable(),
    borderlinePrecision: limits.nullable(),
  }),
});
export type Quality = z.infer<typeof quality>;

/** What can be had as CSV. */
export const reportTable = z.enum(['figures', 'reviewers', 'agreement', 'precision', 'recall', 'flagged-share']);
export type ReportTable = z.infer<typeof reportTable>;
