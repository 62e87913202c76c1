import { z } from 'zod';
import { caseState } from '../case.js';

const calendarDay = z.iso.date({ error: '日期须写成 2026-01-31 的形式' });
const text = (longest: number, what: string) =>
  z
    .string({ error: `${what}须为文字` })
    .trim()
    .min(1, { error: `请填写${what}` })
    .max(longest, { error: `${what}不能超过 ${longest} 个字` });

/** 挂牌督办 */
const markedCase = z.object({
  id: z.string(),
  caseId: z.string(),
  /** `〔2026〕12号` */
  caseNumber: z.string(),
  subjectName: z.string(),
  state: caseState,
  organisation: z.string(),
  reason: z.string(),
  /** Calendar day, `YYYY-MM-DD`; on it the case is not yet overdue. */
  dueOn: z.string(),
  isOverdue: z.boolean(),
  markedBy: z.string(),
  markedAt: z.iso.datetime(),
  end: z.object({ by: z.string(), at: z.iso.datetime(), note: z.string() }).nullable(),
});
export type MarkedCase = z.infer<typeof markedCase>;

/** 约谈, 问责 */
export const interviewKind = z.enum(['interview', 'accountability']);
const interview = z.object({
  id: z.string(),
  kind: interviewKind,
  organisation: z.string(),
  subjectName: z.string(),
  reason: z.string(),
  heldOn: z.string(),
  result: z.string(),
  recordedBy: z.string(),
});
export type Interview = z.infer<typeof interview>;

export const markedCaseList = z.object({ marked: z.array(markedCase), interviews: z.array(interview) });
export type MarkedCaseList = z.infer<typeof markedCaseList>;

export const newMark = z.strictObject({
  caseId: z.string().max(64),
  reason: text(1_000, '督办事由'),
  dueOn: calendarDay,
});
export type NewMark = z.infer<typeof newMark>;

export const markEnd = z.strictObject({ note: text(1_000, '办结情况') });

export const newInterview = z.strictObject({
  kind: interviewKind,
  subjectName: text(100, '对象'),
  reason: text(1_000, '事由'),
  heldOn: calendarDay,
  result: z.string().trim().max(2_000).default(''),
});
export type NewInterview = z.infer<typeof newInterview>;

export const recorded = z.object({ id: z.string() });
