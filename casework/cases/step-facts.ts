import { z } from 'zod';
import { type CaseAction, penaltyKind } from '../../contracts/case.js';
import { InputError } from '../../contracts/errors.js';
import { addDays } from './working-days.js';

/** A calendar day in Asia/Shanghai that exists, YYYY-MM-DD. */
export const calendarDay = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'is no day; write it as 2027-06-30')
  .refine((day) => !Number.isNaN(Date.parse(`${day}T00:00:00Z`)) && addDays(day, 0) === day, 'is no day that exists');
/** What PostgreSQL and the ledger can hold: no NUL, no half of a character. */
const storable = z.string().regex(/^[^\0\p{Surrogate}]*$/u, 'holds a character that cannot be stored');
const line = storable.trim().min(1).max(200);
const words = storable.trim().min(1).max(5_000);
/** What an officer adds to a step or an answer. */
export const stepNote = storable.max(2_000);
/** Whole yuan; the greatest is beyond any fine and within a JSON number. */
const yuan = z.number().int().min(0).max(100_000_000_000);
/** What was paid: yuan with at most two decimals. */
const paid = z
  .number()
  .min(0)
  .max(100_000_000_000)
  .refine((amount) => Number(amount.toFixed(2)) === amount, 'has more than two decimals');
const ids = z.array(z.string().min(1).max(64)).max(200);

export const penalties = z
  .array(z.strictObject({ kind: penaltyKind, amountYuan: yuan.min(1).optional() }))
  .min(1)
  .max(4)
  .refine((all) => new Set(all.map(({ kind }) => kind)).size === all.length, 'names a penalty twice')
  .refine(
    (all) =>
      all.every(({ kind, amountYuan }) => (amountYuan !== undefined) === (kind === 'fine' || kind === 'confiscation')),
    'gives an amount for a fine and a confiscation, and for nothing else',
  );
export type Penalty = z.infer<typeof penalties>[number];

const nothing = z.strictObject({});
const reason = z.strictObject({ reason: words });
/** 集体讨论 of the heads of the organ (行政处罚法 57): two at least, or it is none. */
const discussion = z.strictObject({
  heldOn: calendarDay,
  participants: z
    .array(line)
    .min(2)
    .max(50)
    .refine((all) => new Set(all).size === all.length, 'names somebody twice'),
  /** Number of the document that holds the minutes, or its SHA-256. */
  minutes: line,
  conclusion: words,
});
const order = { document: line, demand: words, dueOn: calendarDay, servedOn: calendarDay };

/** What each action needs to be told. */
export const stepFacts = {
  register: z.strictObject({ origin: words, postingIds: ids.default([]) }),
  begin_inquiry: nothing,
  decline: reason,
  file: nothing,
  investigate: z.strictObject({
    what: words,
    /** Advertisements that the case rests on from now on. */
    postingIds: ids.default([]),
    /** The head of the department approves 30 working days more (监察条例 17): a supervisor confirms it. */
    extended: z.boolean().default(false),
  }),
  order_rectification: z.strictObject(order),
  /** `holders`: whose credentials are withheld. */
  order_return: z.strictObject({ ...order, holders: z.array(line).min(1).max(500) }),
  recheck: z.strictObject({
    corrected: z.boolean(),
    findings: words,
    /** Of withheld credentials: who has got them back, by which receipt. */
    receipts: z
      .array(z.strictObject({ holder: line, receivedOn: calendarDay, document: line }))
      .max(500)
      .default([]),
  }),
  accept_correction: nothing,
  find_refusal: z.strictObject({ findings: words }),
  propose_penalty: z.strictObject({
    penalties,
    unlawfulIncomeYuan: yuan,
    serious: z.boolean(),
    basis: z.array(line).min(1).max(20),
  }),
  review_legality: z.strictObject({ agreed: z.boolean(), opinion: words }),
  notify: z.strictObject({ document: line, servedOn: calendarDay, hearingRights: z.boolean() }),
  request_hearing: z.strictObject({ requestedOn: calendarDay }),
  hold_hearing: z.strictObject({ noticedOn: calendarDay, heldOn: calendarDay, presiding: line, minutes: words }),
  /** `hearingWaiver`: the document by which the party gave up the hearing. */
  decide: z.strictObject({
    ...{ document: line, penalties, hearingWaiver: line.optional() },
    discussion: discussion.optional(),
  }),
  spare: reason,
  serve: z.strictObject({ servedOn: calendarDay, manner: line }),
  /**
   * `paidYuan`: in all, on the day `paidOn`; `addedFineYuan`: what was added to a fine that was paid late, or not at all, as a person decided
   * (行政处罚法 72).
   */
  execute: z.strictObject({
    ...{ paidYuan: paid.optional(), paidOn: calendarDay.optional(), addedFineYuan: paid.optional() },
    revokedOn: calendarDay.optional(),
  }),
  publish: z.strictObject({ publishedOn: calendarDay, where: line }),
  close: nothing,
  archive: z.strictObject({ archiveNumber: line }),
  suspend: reason,
  resume: nothing,
  transfer: z.strictObject({ to: line, reason: words }),
  /** `publicationTakenDownOn`: of a case whose decision was published (行政处罚法 48). */
  withdraw: z.strictObject({ reason: words, publicationTakenDownOn: calendarDay.optional() }),
} satisfies Record<CaseAction, z.ZodType>;

export type StepFacts = { readonly [A in CaseAction]: z.infer<(typeof stepFacts)[A]> };

/** Facts that are days on which something was done: none of them lies in the future, or before the step that came before. */
export const pastDays: Readonly<Partial<Record<CaseAction, readonly string[]>>> = {
  order_rectification: ['servedOn'],
  order_return: ['servedOn'],
  notify: ['servedOn'],
  request_hearing: ['requestedOn'],
  hold_hearing: ['noticedOn', 'heldOn'],
  serve: ['servedOn'],
  execute: ['revokedOn'],
  publish: ['publishedOn'],
  withdraw: ['publicationTakenDownOn'],
};

/** What is wrong with the facts that an action was given. */
export interface UnusableFact {
  /** The outermost name, such as `servedOn`; empty where they are none at all. */
  readonly field: string;
  readonly message: string;
}

/** What is wrong with them, or undefined. */
export function unusableFact(action: CaseAction, facts: unknown): UnusableFact | undefined {
  const parsed = stepFacts[action].safeParse(facts);
  if (parsed.success) return undefined;
  const issue = parsed.error.issues[0];
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  if (unknown !== undefined) return { field: unknown, message: `${action} has no fact «${unknown}»` };
  const [field = ''] = issue?.path ?? [];
  const place = issue?.path.join('.') ?? '';
  return { field: String(field), message: `the fact «${place}» of ${action} cannot be used: ${issue?.message}` };
}

/**
 * The facts of an action as its schema reads them.
 * @throws InputError `facts_unusable`
 */
export function parseFacts<A extends CaseAction>(action: A, facts: unknown): StepFacts[A] {
  const unusable = unusableFact(action, facts);
  if (unusable !== undefined) throw new InputError('facts_unusable', `${unusable.message}.`);
  return stepFacts[action].parse(facts) as StepFacts[A];
}
