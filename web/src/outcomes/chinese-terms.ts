import type { OutcomeKind, OutcomeSubject } from '../../../contracts/api/outcomes.js';

export const subjectName: Record<OutcomeSubject, string> = { person: '人员', employer: '单位' };

/** The kinds that a subject may be given, in the order of the month's table. */
export const kindsOf: Record<OutcomeSubject, readonly OutcomeKind[]> = {
  person: [
    ...(['investigated', 'suspected', 'self_corrected', 'spared', 'registration_revoked'] as const),
    ...(['bad_conduct', 'blacklisted', 'notified_supervision'] as const),
  ],
  employer: ['investigated', 'self_corrected', 'spared', 'circular', 'bad_conduct', 'blacklisted'],
};

export const kindName: Record<OutcomeKind, string> = {
  investigated: '排查',
  suspected: '疑似',
  self_corrected: '自查整改',
  spared: '不再追究（自查自纠期间）',
  circular: '通报',
  registration_revoked: '撤销注册（三年内不得再次申请）',
  bad_conduct: '记不良行为',
  blacklisted: '列黑名单',
  notified_supervision: '通报监察机关',
};
