import { z } from 'zod';

/** Of a month that is not closed: it runs, its table is due, or the day for it is over. */
export const monthState = z.enum(['running', 'due', 'overdue', 'closed']);
export type MonthState = z.infer<typeof monthState>;

const monthName = z.string().regex(/^(19|20)\d\d-(0[1-9]|1[0-2])$/, { error: '月份须写成 2026-03 的形式' });

const closing = z.object({ at: z.iso.datetime(), by: z.string() });

export const monthList = z.object({
  organisation: z.string(),
  /** The newest first. */
  months: z.array(
    z.object({
      month: z.string(),
      state: monthState,
      /** The last day on which its table is in time. */
      dueOn: z.string(),
      closed: closing.nullable(),
    }),
  ),
});
export type MonthList = z.infer<typeof monthList>;

export const monthTable = z.object({
  month: z.string(),
  state: monthState,
  dueOn: z.string(),
  closed: closing.nullable(),
  title: z.string(),
  notes: z.array(z.string()),
  columns: z.array(z.object({ key: z.string(), heading: z.string(), group: z.string(), isFormula: z.boolean() })),
  lines: z.array(
    z.object({
      kind: z.enum(['own', 'sum']),
      organisationId: z.string(),
      name: z.string(),
      level: z.int(),
      /** Null: left to be filled in by hand. */
      values: z.record(z.string(), z.number().nullable()),
    }),
  ),
  corrections: z.array(
    z.object({
      month: z.string(),
      organisation: z.string(),
      heading: z.string(),
      was: z.number(),
      now: z.number(),
      added: z.array(z.string()),
      removed: z.array(z.string()),
    }),
  ),
});
export type MonthTable = z.infer<typeof monthTable>;

/** What a figure counts, one by one. */
export const figureMembers = z.object({
  members: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['step', 'outcome']),
      organisation: z.string(),
      caseId: z.string().nullable(),
      caseNumber: z.string().nullable(),
      subjectName: z.string(),
      what: z.string(),
      day: z.string(),
      document: z.string(),
      penalties: z.string(),
    }),
  ),
});
export type FigureMembers = z.infer<typeof figureMembers>;

/** The department's own templates by name (casework/reports/named-templates.ts); ours has none. */
export const templateList = z.object({ templates: z.array(z.string()) });

const templateName = z.string({ error: '表样名称只能出现一次' }).min(1).max(200, { error: '表样名称过长' }).optional();
export const monthQuery = z.strictObject({ month: monthName, template: templateName });
export const membersQuery = z.strictObject({
  month: monthName,
  template: templateName,
  organisation: z.string().max(64),
  column: z.string().max(60),
  /** Of the organisation itself, or with all below it. */
  of: z.enum(['own', 'sum'], { error: '范围 of 须为 own 或 sum' }),
});
export const closeRequest = z.strictObject({ month: monthName, template: templateName });

/** Twelve months of casework and of what it is about. */
export const statistics = z.object({
  months: z.array(
    z.object({
      month: z.string(),
      /** Advertisements whose last decision, made in the month, confirms them. */
      confirmedPostings: z.int(),
      filed: z.int(),
      ordered: z.int(),
      penalised: z.int(),
      outcomes: z.int(),
    }),
  ),
  /** 串联广告, the largest first. */
  campaigns: z.array(
    z.object({
      id: z.string(),
      postings: z.int(),
      platforms: z.int(),
      agencies: z.int(),
      firstSeenAt: z.iso.datetime(),
      lastSeenAt: z.iso.datetime(),
      /** One of its advertisements. */
      postingId: z.string(),
    }),
  ),
});
export type Statistics = z.infer<typeof statistics>;
