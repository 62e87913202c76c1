import { z } from 'zod';

/** 行政处罚决定, 不良行为记录, 黑名单, 典型案例 */
export const publicationKind = z.enum(['penalty', 'bad_conduct', 'blacklist', 'typical_case']);
export type PublicationKind = z.infer<typeof publicationKind>;

/** Waits for another person; waits for its first day; out; its last day is over; taken down by a person; its ground is gone. */
export const publicationState = z.enum(['prepared', 'approved', 'out', 'ended', 'taken_down', 'set_aside']);
export type PublicationState = z.infer<typeof publicationState>;

const calendarDay = z.iso.date({ error: '日期须写成 2026-01-31 的形式' });
const act = z.object({ by: z.string(), at: z.iso.datetime(), note: z.string() });

const publication = z.object({
  id: z.string(),
  organisation: z.string(),
  kind: publicationKind,
  state: publicationState,
  title: z.string(),
  text: z.string(),
  startsOn: z.string(),
  endsOn: z.string().nullable(),
  caseId: z.string().nullable(),
  outcomeId: z.string().nullable(),
  preparedBy: z.string(),
  /** Whether whoever reads this prepared it, and so cannot approve it. */
  isOwn: z.boolean(),
  preparedAt: z.iso.datetime(),
  approval: act.nullable(),
  takenDown: act.nullable(),
});
export type Publication = z.infer<typeof publication>;
export const publicationList = z.object({ publications: z.array(publication) });

const text = (longest: number, what: string) =>
  z
    .string({ error: `${what}须为文字` })
    .trim()
    .min(1, { error: `请填写${what}` })
    .max(longest, { error: `${what}不能超过 ${longest} 个字` });

/** What is published of a decision or an outcome follows from it; a typical case is written by a person. */
export const newPublication = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('penalty'),
    caseId: z.string().max(64),
    startsOn: calendarDay,
    endsOn: calendarDay,
  }),
  z.strictObject({
    kind: z.enum(['bad_conduct', 'blacklist']),
    outcomeId: z.string().max(64),
    startsOn: calendarDay,
    endsOn: calendarDay.optional(),
  }),
  z.strictObject({
    kind: z.literal('typical_case'),
    caseId: z.string().max(64),
    startsOn: calendarDay,
    endsOn: calendarDay.optional(),
    title: text(100, '标题'),
    text: text(5_000, '正文'),
  }),
]);
export type NewPublication = z.infer<typeof newPublication>;

export const preparedPublication = z.object({ id: z.string() });
export const publicationNote = z.strictObject({ note: z.string().trim().max(500).default('') });
export const takeDownRequest = z.strictObject({ reason: text(500, '撤下的理由') });
export const typicalCaseDraft = z.object({ title: z.string(), text: z.string() });
