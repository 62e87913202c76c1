import { z } from 'zod';

const id = (error: string) => z.string({ error }).regex(/^[A-Za-z0-9_-]{1,64}$/, { error });
const moment = (error: string) => z.iso.datetime({ offset: true, error });

/** What the ledger is searched for. */
export const auditFilter = z.strictObject({
  person: id('人员编号 person 不正确').optional(),
  posting: id('招聘信息编号 posting 不正确').optional(),
  kind: z
    .string({ error: '事项 kind 只能出现一次' })
    .regex(/^[a-z_]{1,40}\.[a-z_]{1,40}$/, { error: '事项 kind 不正确' })
    .optional(),
  /** Inclusive. */
  from: moment('起始时间 from 不正确').optional(),
  /** Exclusive. */
  to: moment('截止时间 to 不正确').optional(),
});
export type AuditFilter = z.infer<typeof auditFilter>;

/** An entry as its reader may see it. */
export const auditEntry = z.object({
  /** Decimal; it may pass 2^53. */
  sequence: z.string(),
  /** Null where the row holds no time at all, which only tampering leaves. */
  at: z.iso.datetime().nullable(),
  kind: z.string(),
  /** Belongs to an organisation outside the reader's: only number, time and kind are told. */
  isElsewhere: z.boolean(),
  subjectId: z.string().nullable(),
  subjectSha256: z.string().nullable(),
  hash: z.string().nullable(),
  /** Who did it; `name` is null where the person belongs to an organisation outside the reader's. */
  person: z.object({ id: z.string().nullable(), name: z.string().nullable() }).nullable(),
  posting: z.object({ id: z.string(), title: z.string() }).nullable(),
  platform: z.object({ id: z.string(), name: z.string() }).nullable(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** Newest first; `next` is the query's `before` for what follows, null on the last page. */
export const auditEntryList = z.object({ entries: z.array(auditEntry), next: z.string().nullable() });
export type AuditEntryList = z.infer<typeof auditEntryList>;

/** Where the ledger stands. */
export const ledgerState = z.object({
  head: z.object({ sequence: z.string(), hash: z.string(), at: z.iso.datetime().nullable() }).nullable(),
  /** Newest seal, and who confirmed its time. */
  seal: z
    .object({
      size: z.string(),
      rootHash: z.string(),
      sealedAt: z.iso.datetime(),
      timestamps: z.array(z.object({ authority: z.string(), stampedAt: z.iso.datetime() })),
    })
    .nullable(),
  /** Newest timestamp of any seal. */
  lastTimestamp: z.object({ authority: z.string(), stampedAt: z.iso.datetime(), size: z.string() }).nullable(),
});
export type LedgerState = z.infer<typeof ledgerState>;

const startedBy = z.object({ startedAt: z.iso.datetime(), byName: z.string().nullable() });
/** The check of the ledger that runs, or the last one since the server was started. */
export const verification = z.discriminatedUnion('state', [
  z.object({ state: z.literal('never') }),
  startedBy.extend({ state: z.literal('running'), checked: z.int(), entries: z.int() }),
  startedBy.extend({
    state: z.literal('finished'),
    finishedAt: z.iso.datetime(),
    entries: z.int(),
    ok: z.boolean(),
    /** Heads kept outside the database that it was compared with. */
    heads: z.int(),
    /** The first entry that does not hold, and why, in Chinese. */
    firstBad: z.object({ sequence: z.int(), why: z.string() }).nullable(),
  }),
  startedBy.extend({ state: z.literal('failed'), finishedAt: z.iso.datetime() }),
]);
export type Verification = z.infer<typeof verification>;

/** People whose acts can be searched for. */
export const auditPeople = z.object({
  people: z.array(z.object({ id: z.string(), name: z.string(), username: z.string(), organisation: z.string() })),
});
export type AuditPeople = z.infer<typeof auditPeople>;

export const auditExportRequest = z.strictObject({ format: z.enum(['csv', 'jsonl']), filter: auditFilter });
export type AuditExportRequest = z.infer<typeof auditExportRequest>;
