import { z } from 'zod';

const count = z.int().nonnegative();
const text = (longest: number, what: string) =>
  z
    .string({ error: `${what}须为文字` })
    .trim()
    .min(1, { error: `请填写${what}` })
    .max(longest, { error: `${what}不能超过 ${longest} 个字` });

/** What came of a comparison, as `guazheng compare --json` gives it. */
export const comparisonFigures = z.object({
  registrations: count,
  insurance: count,
  mismatches: count,
  exceptions: count,
  unclear: count,
  multiple: count,
  frequentChanges: count,
  units: count,
  rejected: count,
  /** Day up to which was compared, `YYYY-MM-DD`. */
  until: z.string(),
});
export type ComparisonFigures = z.infer<typeof comparisonFigures>;

/** A register's file by its name and the SHA-256 of its bytes, lower-case hex. */
export const comparedFile = z.object({
  kind: z.enum(['registrations', 'insurance', 'exceptions']),
  name: z.string(),
  sha256: z.string(),
});
export type ComparedFile = z.infer<typeof comparedFile>;

/** 比对 */
const comparison = z.object({
  id: z.string(),
  organisation: z.string(),
  files: z.array(comparedFile),
  figures: comparisonFigures,
  comparedBy: z.string(),
  comparedAt: z.iso.datetime(),
});
export type Comparison = z.infer<typeof comparison>;
export const comparisonList = z.object({ comparisons: z.array(comparison) });

/** What a check on site showed: people were missing, or everybody works there. */
export const onSiteResult = z.enum(['lead', 'cleared']);
export type OnSiteResult = z.infer<typeof onSiteResult>;

/** A unit by the number of its people whom the registers speak against. */
const rankedUnit = z.object({
  unitName: z.string(),
  unitCode: z.string(),
  mismatches: count,
  multiple: count,
  unclear: count,
  /** Of the newest check on site since the comparison that two officers have confirmed; null without one. */
  onSite: onSiteResult.nullable(),
  /** A newer check waits for its second officer. */
  isWaiting: z.boolean(),
});
export type RankedUnit = z.infer<typeof rankedUnit>;
export const unitRanking = z.object({
  comparison,
  units: z.array(rankedUnit),
  /** Where the next page begins; null at the end. */
  next: count.nullable(),
});
export type UnitRanking = z.infer<typeof unitRanking>;

export const leadKind = z.enum(['mismatch', 'exception', 'unclear', 'multiple', 'frequent_changes']);
export type LeadKind = z.infer<typeof leadKind>;

/** A lead as it was found (casework/comparison/lead.ts); the identity number is masked. */
export const comparisonLead = z.object({
  kind: leadKind,
  name: z.string(),
  identityNumber: z.string(),
  from: z.string(),
  to: z.string(),
  months: z.int(),
  registrations: z.array(
    z.object({ name: z.string(), credential: z.string(), specialty: z.string(), number: z.string() }),
  ),
  insurance: z.array(z.object({ name: z.string() })),
  explanation: z.string(),
});

/** The newest case that something began, where the reader sees it; when that has ended it may begin another. */
const begunCase = z.object({ id: z.string(), number: z.string(), hasEnded: z.boolean() }).nullable();

/** The leads of a unit; those with one `person` are about one. */
export const unitLeads = z.object({
  leads: z.array(comparisonLead.extend({ id: z.string(), person: count, case: begunCase })),
  /** Of all; at most 500 are given. */
  total: count,
});
export type UnitLeads = z.infer<typeof unitLeads>;

const personOnSite = z.strictObject({
  name: text(100, '姓名'),
  /** Masked, or empty. */
  identityNumber: z
    .string()
    .regex(/^(?:\d{6}\*{8}\d{3}[\dX])?$/, { error: '身份证号须遮盖出生日期，如 420100********0017' })
    .default(''),
  isPresent: z.boolean({ error: '请填写是否到岗' }),
  remark: z.string().trim().max(300, { error: '备注不能超过 300 个字' }).default(''),
});
export type PersonOnSite = z.infer<typeof personOnSite>;
export const peopleOnSite = z.array(personOnSite);

/** 到岗履职检查 */
export const newOnSiteCheck = z.strictObject({
  unitName: text(1_000, '单位'),
  unitCode: z.string().trim().max(18, { error: '统一社会信用代码不超过 18 位' }).default(''),
  place: text(300, '检查地点'),
  checkedOn: z.iso.date({ error: '检查日期须写成 2026-01-31 的形式' }),
  people: peopleOnSite.min(1, { error: '请列出应到岗的人员' }).max(500, { error: '一次检查不超过 500 人' }),
  result: z.enum(onSiteResult.options, { error: '请选择检查结果' }),
  note: z.string().trim().max(2_000, { error: '说明不能超过 2000 个字' }).default(''),
});
export type NewOnSiteCheck = z.infer<typeof newOnSiteCheck>;
export const onSiteWithdrawal = z.strictObject({ reason: text(500, '理由') });
export const recordedOnSiteCheck = z.object({ id: z.string() });

const officer = z.object({ name: z.string(), credentialNumber: z.string() });
const onSiteCheck = z.object({
  id: z.string(),
  organisation: z.string(),
  unitName: z.string(),
  unitCode: z.string(),
  place: z.string(),
  checkedOn: z.string(),
  people: z.array(
    z.object({ name: z.string(), identityNumber: z.string(), isPresent: z.boolean(), remark: z.string() }),
  ),
  result: onSiteResult,
  note: z.string(),
  first: officer,
  recordedAt: z.iso.datetime(),
  /** The reader was the first officer, by this or another account of theirs. */
  isOwn: z.boolean(),
  /** Null: it waits for the second officer, and nothing follows from it. */
  second: officer.extend({ at: z.iso.datetime() }).nullable(),
  /** It was recorded wrongly and no longer counts. */
  withdrawn: z.object({ by: z.string(), at: z.iso.datetime(), reason: z.string() }).nullable(),
  /** The reader may take it back: while it waits, who recorded it; then a supervisor who is neither of its two officers. */
  mayWithdraw: z.boolean(),
  case: begunCase,
});
export type OnSiteCheck = z.infer<typeof onSiteCheck>;
export const onSiteCheckList = z.object({ checks: z.array(onSiteCheck) });
