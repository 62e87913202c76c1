import type { OutcomeKind, OutcomeSubject } from '../../contracts/api/outcomes.js';

export interface OutcomeRule {
  readonly name: string;
  readonly subjects: readonly OutcomeSubject[];
  /** How it ends by itself: never, so many years after the day it was decided, or on the day that is given with it. */
  readonly end: 'none' | { readonly years: number } | 'given' | 'optional';
  /** Whether a person must be told apart by their number: whoever bears the same name must not have to answer for it. */
  readonly needsIdentity: boolean;
  /** Only while a drive lets those go who put things right by themselves. */
  readonly needsLeniency: boolean;
}

const plain = { end: 'none', needsIdentity: false, needsLeniency: false } as const;
const both: readonly OutcomeSubject[] = ['person', 'employer'];

/**
 * 处理结果: what may be done to persons and employers, as the plan of the joint drive words it (湖北省专项整治工作实施方案, 三(一), 三(二)).
 * What is done to agencies follows from the steps of their cases.
 */
export const outcomeKinds: Readonly<Record<OutcomeKind, OutcomeRule>> = {
  investigated: { ...plain, name: '排查', subjects: both },
  suspected: { ...plain, name: '疑似', subjects: ['person'] },
  self_corrected: { ...plain, name: '自查整改', subjects: both },
  spared: { ...plain, name: '不再追究', subjects: both, needsLeniency: true },
  circular: { ...plain, name: '通报', subjects: ['employer'] },
  // 自撤销注册之日起3年内不得再次申请注册.
  registration_revoked: { ...plain, name: '撤销注册', subjects: ['person'], end: { years: 3 }, needsIdentity: true },
  bad_conduct: { ...plain, name: '记不良行为', subjects: both, end: 'optional' },
  blacklisted: { ...plain, name: '列黑名单', subjects: both, end: 'given', needsIdentity: true },
  notified_supervision: { ...plain, name: '通报监察机关', subjects: ['person'] },
};

/**
 * The last day of a term of years: the day of the same date, or the month's last where it has none (民法典 201, 202: the first day is not
 * counted, the corresponding one is the last).
 */
export function yearsAfter(day: string, years: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const lastOfMonth = new Date(Date.UTC(year + years, month, 0)).getUTCDate();
  return new Date(Date.UTC(year + years, month - 1, Math.min(date, lastOfMonth))).toISOString().slice(0, 10);
}
