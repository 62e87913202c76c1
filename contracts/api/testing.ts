import { z } from 'zod';
import { textFields } from '../posting-row.js';
import { band, category, reason, verdict } from '../verdict.js';

/** A file to judge or a release to compare: bytes that one upload may have. */
export const uploadLimits = { bytes: 20_000_000, rows: 50_000 } as const;

const label = z.enum(['rental', 'genuine']);
const share = z.number().min(0).max(1);
const interval = z.object({ low: z.number(), high: z.number() });

/** As classifier/evaluate/figures.ts defines them. */
export const figures = z.object({
  precision: share,
  recall: share,
  f1: share,
  prAuc: share,
  falsePositiveRate: share,
  calibrationError: share,
});
export type Figures = z.infer<typeof figures>;

/** What a release said of a labelled file. It holds no word of a posting: that is kept. */
export const evaluationReport = z.object({
  release: z.string(),
  thresholds: z.object({ flagged: share, borderline: share }),
  n: z.int(),
  positives: z.int(),
  figures,
  /** At 95 % (Wilson). */
  intervals: z.object({ precision: interval, recall: interval, falsePositiveRate: interval }),
  confusion: z.object({
    truePositives: z.int(),
    falsePositives: z.int(),
    falseNegatives: z.int(),
    trueNegatives: z.int(),
  }),
  /** Rows of one slice and one label: `share` is the recall of rental rows, the false-positive rate of genuine ones. */
  slices: z.array(z.object({ name: z.string(), label, n: z.int(), flagged: z.int(), share, interval })),
  /** Precision–recall curve, a point a threshold, falling; thinned to what a drawing shows. */
  curve: z.array(z.object({ threshold: share, precision: share, recall: share })),
  reliability: z.array(z.object({ from: share, to: share, n: z.int(), meanProbability: share, rentalShare: share })),
  /** Rows that the release was trained on. */
  seen: z.int(),
  rejected: z.object({ count: z.int(), rows: z.array(z.object({ line: z.int(), why: z.string() })) }),
});
export type EvaluationReport = z.infer<typeof evaluationReport>;

/** A row that was judged wrongly, with its words: shown to whoever uploaded the file, and not kept. */
export const wrongRow = z.object({
  line: z.int(),
  label,
  slice: z.string(),
  band,
  probability: share,
  fields: z.array(z.object({ field: z.enum(textFields), text: z.string() })),
  reasons: z.array(reason),
});
export type WrongRow = z.infer<typeof wrongRow>;

const runState = z.enum(['running', 'done', 'failed', 'cancelled']);

/** How far it has come; `total` is null until it is known. */
export const runProgress = z.object({
  stage: z.enum(['reading', 'judging', 'measuring']),
  done: z.int(),
  total: z.int().nullable(),
});
export type RunProgress = z.infer<typeof runProgress>;

const run = z.object({
  id: z.string(),
  /** File or release that it is about. */
  name: z.string(),
  state: runState,
  progress: runProgress,
  /** Why it failed. */
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
});

/** An evaluation under way, or one that has ended not long ago. */
export const evaluationRun = run.extend({
  result: z
    .object({
      evaluationId: z.string(),
      /** Those that are surest, at most 50 of either kind. */
      falseFlags: z.array(wrongRow),
      misses: z.array(wrongRow),
    })
    .nullable(),
});
export type EvaluationRun = z.infer<typeof evaluationRun>;

export const evaluationSummary = z.object({
  id: z.string(),
  fileName: z.string(),
  fileSha256: z.string(),
  release: z.string(),
  by: z.string(),
  at: z.iso.datetime(),
  n: z.int(),
  positives: z.int(),
  precision: share,
  recall: share,
  f1: share,
});
export type EvaluationSummary = z.infer<typeof evaluationSummary>;

export const evaluationList = z.object({ evaluations: z.array(evaluationSummary), next: z.string().nullable() });

export const evaluationDetail = evaluationSummary.extend({ report: evaluationReport });
export type EvaluationDetail = z.infer<typeof evaluationDetail>;

export const tryRequest = z.strictObject({
  title: z.string().max(500).default(''),
  company: z.string().max(500).default(''),
  agency: z.string().max(500).default(''),
  salary: z.string().max(500).default(''),
  place: z.string().max(500).default(''),
  headcount: z.string().max(100).default(''),
  text: z.string().min(1, '请输入正文').max(20_000, '正文不能超过 20000 字'),
});
export type TryRequest = z.input<typeof tryRequest>;

const words = z
  .array(z.object({ field: z.enum(textFields), start: z.int(), end: z.int(), text: z.string() }))
  .readonly();

const foundGroup = z.object({ id: z.string(), kind: z.enum(['group', 'fact']), meaning: z.string(), words });
const heldRule = z.object({
  rule: z.string(),
  why: z.string(),
  source: z.string(),
  category: category.nullable(),
  weight: z.number(),
  words,
});
const contribution = z.object({
  feature: z.string(),
  why: z.string(),
  weight: z.number(),
  value: z.number(),
  logOdds: z.number(),
});

/** Everything between a text and its verdict (classifier/explain). */
export const explanation = z.object({
  normalForm: z.array(z.object({ field: z.enum(textFields), text: z.string() })).readonly(),
  found: z.array(foundGroup).readonly(),
  rules: z.array(heldRule).readonly(),
  verdict,
  thresholds: z.object({ flagged: share, borderline: share }),
  intercept: z.number(),
  contributions: z.array(contribution).readonly(),
  ngrams: z.array(z.object({ ngram: z.string(), logOdds: z.number() })).readonly(),
});
export type Explanation = z.infer<typeof explanation>;

/** What of the reviews can serve as labels. */
export const labelCounts = z.object({
  rental: z.int(),
  genuine: z.int(),
  /** Of both: from the random sample of clear postings. */
  sample: z.int(),
  /** Dismissed for reasons that do not say what the posting is. */
  left: z.int(),
});

const activation = z.object({
  id: z.string(),
  release: z.string(),
  by: z.string(),
  at: z.iso.datetime(),
});

export const releaseOverview = z.object({
  active: z.object({
    id: z.string(),
    trainedOn: z.int(),
    thresholds: z.object({ flagged: share, borderline: share }),
    /** The deployment's setting, a supervisor's activation, or the file that came with the program or was copied beside it. */
    from: z.enum(['setting', 'activation', 'file']),
  }),
  /** Those that come with the program. */
  named: z.array(z.object({ name: z.string(), id: z.string().nullable(), trainedOn: z.int(), usable: z.boolean() })),
  /** Newest first, at most 50. */
  activations: z.array(activation),
});
export type ReleaseOverview = z.infer<typeof releaseOverview>;

const difference = interval.extend({
  first: z.number(),
  second: z.number(),
  difference: z.number(),
  finding: z.enum(['better', 'worse', 'open']),
});
const sliceDifference = difference.extend({ name: z.string(), label, n: z.int() });
export type SliceDifference = z.infer<typeof sliceDifference>;

const comparedRelease = z.object({
  id: z.string(),
  trainedOn: z.int(),
  thresholds: z.object({ flagged: share, borderline: share }),
  figures,
});

/** Champion (first) and challenger (second) on the frozen postings and on those judged lately. */
export const releaseComparison = z.object({
  champion: comparedRelease,
  challenger: comparedRelease,
  frozen: z.object({
    postings: z.int(),
    resamples: z.int(),
    overall: z.record(figures.keyof(), difference),
    /** All rental and all genuine ones, then slice by slice. */
    slices: z.array(sliceDifference),
  }),
  /** What forbids the challenger's activation. */
  refusal: z.object({ seen: z.int(), worse: z.array(z.string()) }).nullable(),
  lately: z.object({
    postings: z.int(),
    changes: z.array(z.object({ from: band, to: band, postings: z.int() })),
  }),
});
export type ReleaseComparison = z.infer<typeof releaseComparison>;

/** A posting that the challenger puts into another band. */
export const changedPosting = z.object({
  id: z.string(),
  title: z.string(),
  from: band,
  to: band,
  before: share,
  after: share,
});
export type ChangedPosting = z.infer<typeof changedPosting>;

export const comparisonRun = run.extend({
  result: z.object({ comparison: releaseComparison, examples: z.array(changedPosting) }).nullable(),
});
export type ComparisonRun = z.infer<typeof comparisonRun>;

export const comparisonRequest = z.strictObject({ release: z.string().min(1).max(100) });

export const activated = activation.extend({ replaced: z.string() });
export type Activated = z.infer<typeof activated>;
