import { z } from 'zod';
import { outcomeSubject } from './outcomes.js';

export const handoffSubject = z.enum([...outcomeSubject.options, 'agency']);
export type HandoffSubject = z.infer<typeof handoffSubject>;

export const handoffStepKind = z.enum(['confirmed', 'sent', 'received', 'replied', 'closed', 'withdrawn']);
export type HandoffStepKind = z.infer<typeof handoffStepKind>;

/** `half_confirmed`: by one officer. */
export const handoffState = z.enum([
  'prepared',
  'half_confirmed',
  'confirmed',
  'sent',
  'received',
  'replied',
  'closed',
  'withdrawn',
]);
export type HandoffState = z.infer<typeof handoffState>;

const handoffStep = z.object({
  number: z.int(),
  kind: handoffStepKind,
  occurredOn: z.string(),
  note: z.string(),
  by: z.string(),
  recordedAt: z.iso.datetime(),
});

export const handoff = z.object({
  id: z.string(),
  /** `〔2026〕12号` */
  number: z.string(),
  organisationId: z.string(),
  organisation: z.string(),
  state: handoffState,
  authority: z.string(),
  authorityName: z.string(),
  subjectKind: handoffSubject,
  subjectName: z.string(),
  credential: z.string(),
  matter: z.string(),
  caseId: z.string().nullable(),
  caseNumber: z.string().nullable(),
  packages: z.array(z.object({ id: z.string(), number: z.int(), postingId: z.string(), fileSha256: z.string() })),
  by: z.string(),
  preparedAt: z.iso.datetime(),
  steps: z.array(handoffStep),
  /** What may be done next. */
  next: z.array(handoffStepKind),
});
export type Handoff = z.infer<typeof handoff>;

export const handoffList = z.object({ handoffs: z.array(handoff), next: z.string().nullable() });

const authority = z.object({
  id: z.string(),
  name: z.string(),
  /** Credentials whose registrations it keeps. */
  registers: z.array(z.string()),
  subjects: z.array(handoffSubject),
  what: z.string(),
});
export type Authority = z.infer<typeof authority>;
export const authorityList = z.object({ authorities: z.array(authority) });

const text = (longest: number, what: string) =>
  z
    .string({ error: `${what}须为文字` })
    .trim()
    .max(longest, { error: `${what}不能超过 ${longest} 个字` });

export const newHandoff = z.strictObject({
  organisationId: z.string().max(64).optional(),
  authority: z.string().max(40),
  subjectKind: handoffSubject,
  subjectName: text(100, '姓名或者名称').min(1, { error: '请填写对象的姓名或者名称' }),
  credential: text(40, '证书').default(''),
  matter: text(2000, '移送事由').min(1, { error: '请填写移送事由' }),
  caseId: z.string().max(64).optional(),
  packageIds: z.array(z.string().max(64)).max(50, { error: '一次最多附 50 个证据包' }).default([]),
});
export type NewHandoffRequest = z.input<typeof newHandoff>;

export const preparedHandoff = z.object({ id: z.string(), number: z.string() });

export const newHandoffStep = z.strictObject({
  kind: handoffStepKind,
  occurredOn: z.iso.date({ error: '日期须写成 2026-01-31 的形式' }).optional(),
  note: text(2000, '说明').default(''),
});
