import { z } from 'zod';
import { caseAction, casePath, caseState, limitKind, penaltyKind } from '../case.js';
import { leadKind } from './comparison.js';

/** 案件: what people do about confirmed advertisements. */

const day = z.string();
const person = z.object({ name: z.string(), credentialNumber: z.string() });

const deadline = z.object({
  kind: limitKind,
  startedOn: day,
  /** On this day it is not yet overdue. */
  dueOn: day,
  /** Articles that set it. */
  basis: z.string(),
  state: z.enum(['running', 'overdue', 'met', 'cancelled']),
  /** After the authority's somebody is late; after the party's a right or a duty has ended. */
  binds: z.enum(['authority', 'party']),
  /** Counted before the holidays of its year were published. */
  isProvisional: z.boolean(),
});
export type CaseDeadline = z.infer<typeof deadline>;

export const caseList = z.object({
  cases: z.array(
    z.object({
      id: z.string(),
      /** 〔2026〕12号 */
      number: z.string(),
      path: casePath,
      subjectName: z.string(),
      state: caseState,
      /** A step waits for a second officer. */
      isPending: z.boolean(),
      registeredAt: z.iso.datetime(),
      postings: z.int(),
      steppedOn: day.nullable(),
      deadlines: z.array(deadline.pick({ kind: true, dueOn: true, state: true, binds: true, isProvisional: true })),
    }),
  ),
  next: z.string().nullable(),
});
export type CaseList = z.infer<typeof caseList>;

export const deadlineList = z.object({
  deadlines: z.array(deadline.extend({ caseId: z.string(), caseNumber: z.string(), subjectName: z.string() })),
});

/** A fact that an action takes, as a form asks for it. */
const field = z.object({
  name: z.string(),
  label: z.string(),
  kind: z.enum([
    'line',
    'words',
    'day',
    'boolean',
    'yuan',
    /** Yuan with fen. */
    'yuan_fen',
    'lines',
    'postings',
    'penalties',
    'receipts',
    'articles',
    'discussion',
  ]),
  isRequired: z.boolean(),
  hint: z.string(),
});
export type CaseField = z.infer<typeof field>;

const article = z.object({ citation: z.string(), text: z.string() });

export const caseDetail = z.object({
  id: z.string(),
  number: z.string(),
  path: casePath,
  subjectName: z.string(),
  creditCode: z.string().nullable(),
  agencyId: z.string().nullable(),
  state: caseState,
  suspendedFrom: caseState.nullable(),
  pendingStepId: z.string().nullable(),
  registeredAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
  steps: z.array(
    z.object({
      id: z.string(),
      number: z.int(),
      action: caseAction,
      /** Where it leads. */
      toState: caseState,
      occurredOn: day,
      /** What the action was told, in words. */
      facts: z.array(z.object({ label: z.string(), value: z.string() })),
      note: z.string(),
      by: person,
      recordedAt: z.iso.datetime(),
      needsSecond: z.boolean(),
      answer: z
        .object({
          kind: z.enum(['confirmed', 'withdrawn']),
          by: person,
          answeredAt: z.iso.datetime(),
          note: z.string(),
        })
        .nullable(),
      /** Whether this person may confirm it, and why not where they may not. */
      confirmation: z.object({ isMine: z.boolean(), why: z.string() }).nullable(),
    }),
  ),
  deadlines: z.array(deadline),
  postings: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      platform: z.string(),
      url: z.string(),
      state: z.string(),
      lastSeenAt: z.iso.datetime(),
    }),
  ),
  /** Leads of a comparison and the check on site that it began with. */
  origins: z.array(
    z.object({
      kind: z.enum(['lead', 'check']),
      id: z.string(),
      unitName: z.string(),
      unitCode: z.string(),
      /** Of a lead: its comparison and its kind. */
      runId: z.string().nullable(),
      leadKind: leadKind.nullable(),
      /** When the registers were compared, or the day of the check. */
      day,
      /** Why the check was taken back; null: it counts. */
      withdrawn: z.string().nullable(),
    }),
  ),
  /** What may be done next, with what it takes. */
  next: z.array(
    z.object({ action: caseAction, second: z.enum(['officer', 'supervisor']).nullable(), fields: z.array(field) }),
  ),
  refusal: z.object({
    order: z.object({ servedOn: day, dueOn: day }).nullable(),
    speaksForRefusal: z.boolean(),
    postings: z.array(
      z.object({
        postingId: z.string(),
        title: z.string(),
        comparison: z.enum(['unchanged', 'changed', 'gone', 'unreadable']).nullable(),
        fullCaptureId: z.string().nullable(),
        capturedAt: z.iso.datetime().nullable(),
        confirmations: z.int(),
        isBack: z.boolean(),
      }),
    ),
    relisted: z.array(
      z.object({
        postingId: z.string(),
        title: z.string(),
        firstSeenAt: z.iso.datetime(),
        reasons: z.array(z.enum(['relisted', 'campaign', 'agency'])),
      }),
    ),
  }),
  penalty: z.object({
    facts: z.object({
      unlicensed: z.boolean(),
      refused: z.boolean(),
      serious: z.boolean(),
      income: z.boolean(),
      falseJob: z.boolean(),
      first: z.boolean(),
    }),
    /** The law allows this; a person decides. */
    proposals: z.array(
      z.object({
        id: z.string(),
        proposal: z.string(),
        penalties: z.array(penaltyKind),
        fine: z.object({ leastYuan: z.int(), mostYuan: z.int() }).nullable(),
        basis: z.array(article),
      }),
    ),
    /** 行政处罚法 36: the day until which the conduct must have been found. */
    limit: z.object({ lastSeenOn: day, endsOn: day }).nullable(),
    /** 行政处罚法 72: what may be added to a fine that was not paid in time; a person decides. */
    lateFine: z
      .object({
        ...{ fineYuan: z.number(), dailyYuan: z.number(), addedYuan: z.number() },
        ...{ dueOn: day, until: day, days: z.int(), isCapped: z.boolean(), basis: z.array(article) },
        /** Days since then that are not counted: the case was suspended. */
        suspendedDays: z.int(),
      })
      .nullable(),
  }),
});
export type CaseDetail = z.infer<typeof caseDetail>;

const dayText = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { error: '日期须写成 2027-06-30 的形式' });

export const registerCaseRequest = z.strictObject({
  path: casePath.default('advertising'),
  postingIds: z.array(z.string().max(64)).max(200).default([]),
  origin: z.string().trim().min(1, { error: '请填写线索来源' }).max(5_000),
  subjectName: z.string().max(200).optional(),
  creditCode: z.string().max(40).optional(),
  /** Of a case about registrations: leads of one unit, and a check on site that two officers confirmed. */
  leadIds: z.array(z.string().max(64)).max(200, { error: '一个案件不超过 200 条比对线索' }).default([]),
  checkId: z.string().max(64).optional(),
  note: z.string().max(2_000).default(''),
});
export const caseRegistered = z.object({ id: z.string(), number: z.string() });

export const caseStepRequest = z.strictObject({
  action: caseAction,
  /** Today where absent. */
  occurredOn: dayText.optional(),
  /** As the fields of the action say. */
  facts: z.record(z.string(), z.json()),
  note: z.string().max(2_000).default(''),
  /** Made by the page for each step: the same one sent again after a lost answer is taken once. */
  requestId: z.uuid(),
});
export const caseStepTaken = z.object({ stepId: z.string(), state: caseState, isPending: z.boolean() });

export const caseAnswerRequest = z.strictObject({
  kind: z.enum(['confirmed', 'withdrawn']),
  note: z.string().max(2_000).default(''),
});
export const caseStepAnswered = z.object({ state: caseState });
