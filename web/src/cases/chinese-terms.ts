import type { CaseDeadline, CaseDetail } from '../../../contracts/api/cases.js';
import type { CaseState } from '../../../contracts/case.js';

const deadlineStateTerms: Readonly<Record<CaseDeadline['state'], string>> = {
  running: '进行中',
  overdue: '已逾期',
  met: '已完成',
  cancelled: '不再计算',
};

/** A limit of the party's that is over is nobody's delay. */
export const deadlineState = ({ state, binds }: Pick<CaseDeadline, 'state' | 'binds'>): string =>
  state === 'overdue' && binds === 'party' ? '已届满' : deadlineStateTerms[state];

type Refusal = CaseDetail['refusal'];
export const comparisonTerms: Readonly<Record<NonNullable<Refusal['postings'][number]['comparison']>, string>> = {
  unchanged: '仍在发布，内容未变',
  changed: '仍在发布，内容有变',
  gone: '已下架',
  unreadable: '页面上读不出招聘信息',
};
export const relistedTerms: Readonly<Record<Refusal['relisted'][number]['reasons'][number], string>> = {
  relisted: '与已下架的本案广告相同',
  campaign: '与本案广告文字或联系方式相同',
  agency: '同一机构发布且判为可疑',
};

type Facts = CaseDetail['penalty']['facts'];
export const penaltyFactTerms: Readonly<Record<keyof Facts, string>> = {
  first: '首次',
  refused: '拒不改正',
  serious: '情节严重',
  income: '有违法所得',
  falseJob: '虚假就业信息',
  unlicensed: '未取得许可证',
};

/** The stations of a case, in the order of its course; a case need not come by each. */
export const course: readonly CaseState[] = [
  'registered',
  'inquiry',
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
];
