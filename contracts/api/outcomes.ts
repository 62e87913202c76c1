import { z } from 'zod';

export const outcomeSubject = z.enum(['person', 'employer']);
export type OutcomeSubject = z.infer<typeof outcomeSubject>;

export const outcomeKind = z.enum([
  'investigated',
  'suspected',
  'self_corrected',
  'spared',
  'circular',
  'registration_revoked',
  'bad_conduct',
  'blacklisted',
  'notified_supervision',
]);
export type OutcomeKind = z.infer<typeof outcomeKind>;

const outcome = z.object({
  id: z.string(),
  organisationId: z.string(),
  organisation: z.string(),
  subjectKind: outcomeSubject,
  subjectName: z.string(),
  /** Region and the last four characters; null where there is no number. */
  identityMasked: z.string().nullable(),
  kind: outcomeKind,
  kindName: z.string(),
  authority: z.string(),
  document: z.string(),
  /** Calendar days, `YYYY-MM-DD`; on the last one it still holds. */
  decidedOn: z.string(),
  endsOn: z.string().nullable(),
  caseId: z.string().nullable(),
  /** `〔2026〕12号` */
  caseNumber: z.string().nullable(),
  handoffId: z.string().nullable(),
  note: z.string(),
  by: z.string(),
  recordedAt: z.iso.datetime(),
  withdrawn: z.object({ by: z.string(), at: z.iso.datetime(), reason: z.string() }).nullable(),
});
export type Outcome = z.infer<typeof outcome>;

export const outcomeList = z.object({ outcomes: z.array(outcome), next: z.string().nullable() });

const text = (longest: number, what: string) =>
  z
    .string({ error: `${what}须为文字` })
    .trim()
    .max(longest, { error: `${what}不能超过 ${longest} 个字` });
const calendarDay = (what: string) => z.iso.date({ error: `${what}须写成 2026-01-31 的形式` });

export const newOutcome = z.strictObject({
  organisationId: z.string().max(64).optional(),
  subjectKind: outcomeSubject,
  subjectName: text(100, '姓名或者名称'),
  identityNumber: text(30, '身份证号').optional(),
  kind: outcomeKind,
  authority: text(100, '决定机关'),
  document: text(100, '文号').default(''),
  decidedOn: calendarDay('决定日期'),
  endsOn: calendarDay('截止日期').optional(),
  caseId: z.string().max(64).optional(),
  handoffId: z.string().max(64).optional(),
  note: text(1000, '备注').default(''),
});
export type NewOutcomeRequest = z.input<typeof newOutcome>;

export const recordedOutcome = z.object({ id: z.string() });

export const outcomeWithdrawal = z.strictObject({ reason: text(500, '理由').min(1, { error: '请写明理由' }) });

/** Why an identity number is shown in full, and the number. */
export const identityUnmaskingRequest = z.strictObject({ reason: text(500, '理由').min(1, { error: '请写明理由' }) });
export const unmaskedIdentity = z.object({ identityNumber: z.string() });

/** A person is looked for by the number, which is sent in the body: what stands in an address gets into logs. */
export const outcomeLookup = z.strictObject({ identityNumber: text(30, '身份证号') });
