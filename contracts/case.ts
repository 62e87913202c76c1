import { z } from 'zod';

/**
 * A case about advertisements (暂行条例 24, 27, 43), about withheld credentials (就业促进法 66), or about registrations with a unit whose people
 * do not work there: those are looked into and passed on to the authority that registers, which alone may punish them.
 */
export const casePath = z.enum(['advertising', 'withholding', 'registration']);
export type CasePath = z.infer<typeof casePath>;

export const caseState = z.enum([
  'registered',
  'inquiry',
  'declined',
  'filed',
  'investigating',
  'rectifying',
  'rechecked',
  'corrected',
  'refused',
  'proposed',
  'reviewed',
  'notified',
  'hearing',
  'heard',
  'decided',
  'spared',
  'served',
  'executed',
  'published',
  'closed',
  'archived',
  'suspended',
  'transferred',
  'withdrawn',
]);
export type CaseState = z.infer<typeof caseState>;

export const caseAction = z.enum([
  'register',
  'begin_inquiry',
  'decline',
  'file',
  'investigate',
  'order_rectification',
  'order_return',
  'recheck',
  'accept_correction',
  'find_refusal',
  'propose_penalty',
  'review_legality',
  'notify',
  'request_hearing',
  'hold_hearing',
  'decide',
  'spare',
  'serve',
  'execute',
  'publish',
  'close',
  'archive',
  'suspend',
  'resume',
  'transfer',
  'withdraw',
]);
export type CaseAction = z.infer<typeof caseAction>;

export const penaltyKind = z.enum(['fine', 'confiscation', 'revocation', 'closure']);
export type PenaltyKind = z.infer<typeof penaltyKind>;

/** What a limit of casework/cases/limits.yaml is named. */
export const limitKind = z.enum([
  'filing',
  'investigation',
  'rectification',
  'hearing_request',
  'hearing_notice',
  'decision',
  'service',
  'payment',
  'publication_change',
]);
export type LimitKind = z.infer<typeof limitKind>;
