import { z } from 'zod';
import { decision, dismissal, queueOrder, stage } from '../review.js';
import { category } from '../verdict.js';
import { postingDetail } from './postings.js';

/** What the review queue sends. Band and probability are not told before a decision: they would decide, and a sampled posting would be known. */

/** What the queue is narrowed to. */
export const queueFilter = z.strictObject({
  order: queueOrder.default('probability'),
  /** Absent: every stage that the person may decide on. */
  stage: stage.optional(),
  platform: z.string().max(64).optional(),
  campaign: z.string().max(64).optional(),
});
export type QueueFilter = z.infer<typeof queueFilter>;

/** Leases the next one: of what waits there, but none of `except`, which were passed over. */
export const nextRequest = queueFilter.extend({ except: z.array(z.string().max(64)).max(100).default([]) });
export type NextRequest = z.infer<typeof nextRequest>;

export const taskSummary = z.object({
  id: z.string(),
  postingId: z.string(),
  stage,
  title: z.string(),
  company: z.string(),
  agency: z.string(),
  platform: z.object({ id: z.string(), name: z.string() }),
  /** Midnight in Asia/Shanghai of the day on which it was entered. */
  enteredAt: z.iso.datetime(),
  /** Null where it is in none; `waiting` counts its ads that wait, this one included. */
  campaign: z.object({ id: z.string(), waiting: z.int() }).nullable(),
  /** Who has it open. */
  openBy: z.object({ name: z.string(), isMe: z.boolean() }).nullable(),
});
export type TaskSummary = z.infer<typeof taskSummary>;

/** How many wait for this person, by stage; those that are open elsewhere included. Counted up to 10,000 a stage. */
export const waiting = z.object({ first: z.int(), second: z.int(), ruling: z.int() });
export type Waiting = z.infer<typeof waiting>;

export const taskList = z.object({ tasks: z.array(taskSummary), next: z.string().nullable() });
export type TaskList = z.infer<typeof taskList>;

/** A decision that was taken, and by whom. */
export const review = z.object({
  id: z.string(),
  taskId: z.string(),
  postingId: z.string(),
  title: z.string(),
  stage,
  decision,
  categories: z.array(category),
  articles: z.array(z.string()),
  dismissal: dismissal.nullable(),
  note: z.string(),
  bulkId: z.string().nullable(),
  by: z.object({ id: z.string(), name: z.string() }),
  at: z.iso.datetime(),
  withdrawnAt: z.iso.datetime().nullable(),
  /** Whether this person may still take it back. */
  canWithdraw: z.boolean(),
});
export type Review = z.infer<typeof review>;

/** One advertisement to decide on, leased to whoever asked. */
export const reviewTask = z.object({
  id: z.string(),
  stage,
  /** Until then nobody else gets it; renewed while it is open. */
  leaseUntil: z.iso.datetime(),
  /** Decisions of this version so far, oldest first. */
  reviews: z.array(review),
  posting: postingDetail.omit({ band: true, probability: true }),
  campaign: z.object({ id: z.string(), waiting: z.int() }).nullable(),
  /** Near-duplicates that wait at the same stage. */
  alike: z.int(),
  /** Categories and articles that a confirmation cites unless others are chosen. */
  proposed: z.object({ categories: z.array(category), articles: z.array(z.string()) }),
});
export type ReviewTask = z.infer<typeof reviewTask>;

export const nextTask = z.object({ task: reviewTask.nullable(), waiting });
export type NextTask = z.infer<typeof nextTask>;

/** Near-duplicates to be shown before a decision is applied to them; at most 100. */
export const alikeTasks = z.object({
  tasks: z.array(
    taskSummary.extend({
      /** Estimated Jaccard similarity of the words, 0 to 1. */
      similarity: z.number(),
      /** Pieces of the text against the open ad's: equal, only there, only here. */
      difference: z.array(z.object({ kind: z.enum(['same', 'removed', 'added']), text: z.string() })),
    }),
  ),
});
export type AlikeTasks = z.infer<typeof alikeTasks>;

export const decideRequest = z
  .strictObject({
    decision,
    /** Of a confirmation; those proposed where empty. */
    categories: z.array(category).max(3).default([]),
    articles: z.array(z.string().max(80)).max(20).default([]),
    /** Of a dismissal, which needs one. */
    dismissal: dismissal.nullable().default(null),
    note: z.string().max(2_000).default(''),
    /** Tasks that the same decision is applied to: near-duplicates that were shown. */
    alike: z.array(z.string().max(64)).max(100).default([]),
    /** Leases the next one in the same request. */
    next: nextRequest.optional(),
    /** Made by the page for each decision: the same one sent again after a lost answer is taken once. */
    requestId: z.uuid(),
  })
  .refine((request) => request.decision !== 'dismissed' || request.dismissal !== null, {
    error: '排除须选择理由',
  });
export type DecideRequest = z.input<typeof decideRequest>;

export const decided = z.object({
  reviews: z.array(review),
  /** Of `alike`: those that were not decided on, for somebody has them open or has decided meanwhile. */
  left: z.array(z.object({ id: z.string(), why: z.string() })),
  next: nextTask.nullable(),
});
export type Decided = z.infer<typeof decided>;

export const ownReviews = z.object({ reviews: z.array(review), today: z.int() });
export type OwnReviews = z.infer<typeof ownReviews>;

/** Law that a confirmation may cite. */
export const articleList = z.object({ articles: z.array(z.object({ citation: z.string(), text: z.string() })) });

/** What a withdrawal took back, and what it left because others have decided since or a package holds it. */
export const withdrawn = z.object({
  reviews: z.array(review),
  left: z.array(z.string()),
  /** Open to the person again; null where somebody else has it. */
  task: reviewTask.nullable(),
});

/** An officer's order to capture a posting in full. */
export const recaptureRequest = z.strictObject({
  clueNumber: z.string().max(100).default(''),
  witness: z.string().max(100).nullable().default(null),
});
export const recaptureOrdered = z.object({ orderId: z.string() });

/** An officer's word that a full capture shows what its record says; `confirmations` counts officers. */
export const confirmCaptureRequest = z.strictObject({ note: z.string().max(2_000).default('') });
export const captureConfirmed = z.object({ confirmations: z.int() });

/** What has become of a posting and what it belongs to. */
export const postingHistory = z.object({
  versions: z.array(
    z.object({
      number: z.int(),
      seenAt: z.iso.datetime(),
      captureId: z.string(),
      /** Fields that differ from the version before. */
      changed: z.array(
        z.object({
          field: z.string(),
          pieces: z.array(z.object({ kind: z.enum(['same', 'removed', 'added']), text: z.string() })),
        }),
      ),
    }),
  ),
  events: z.array(z.object({ kind: z.string(), at: z.iso.datetime(), detail: z.string() })),
  reviews: z.array(review),
  agency: z
    .object({
      id: z.string(),
      name: z.string(),
      creditCode: z.string().nullable(),
      licenceNumber: z.string().nullable(),
      postings: z.int(),
      flagged: z.int(),
      confirmed: z.int(),
      dismissed: z.int(),
    })
    .nullable(),
  campaign: z
    .object({
      id: z.string(),
      /** Others of it, newest first, at most 50. */
      postings: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          platform: z.string(),
          agency: z.string(),
          firstSeenAt: z.iso.datetime(),
          outcome: z.enum(['confirmed', 'dismissed']).nullable(),
        }),
      ),
      size: z.int(),
    })
    .nullable(),
  fullCaptures: z.array(
    z.object({
      id: z.string(),
      capturedAt: z.iso.datetime(),
      reason: z.string(),
      comparison: z.string(),
      confirmations: z.int(),
    }),
  ),
});
export type PostingHistory = z.infer<typeof postingHistory>;

/** Contacts in full, shown on demand and recorded in the ledger. */
export const unmasked = z.object({
  contacts: z.array(z.object({ kind: z.string(), value: z.string() })),
  posting: postingDetail.pick({ title: true, text: true, company: true }),
});
export type Unmasked = z.infer<typeof unmasked>;
