import type { CaseAction, CasePath, CaseState, LimitKind, PenaltyKind } from './case.js';

/** What officers call the states, actions, limits and penalties of a case. */
export const stateTerms: Readonly<Record<CaseState, string>> = {
  registered: '已登记',
  inquiry: '初查中',
  declined: '不予立案',
  filed: '已立案',
  investigating: '调查取证中',
  rectifying: '责令改正期间',
  rechecked: '已复查',
  corrected: '已改正',
  refused: '拒不改正',
  proposed: '已提出处罚建议',
  reviewed: '已法制审核',
  notified: '已告知',
  hearing: '待听证',
  heard: '已听证',
  decided: '已决定',
  spared: '不予处罚',
  served: '已送达',
  executed: '已执行',
  published: '已公示',
  closed: '已结案',
  archived: '已归档',
  suspended: '已中止',
  transferred: '已移送他机关',
  withdrawn: '已撤案',
};

export const actionTerms: Readonly<Record<CaseAction, string>> = {
  register: '线索登记',
  begin_inquiry: '开始初查',
  decline: '不予立案',
  file: '立案',
  investigate: '调查取证',
  order_rectification: '责令改正',
  order_return: '责令限期退还',
  recheck: '复查',
  accept_correction: '认定已改正',
  find_refusal: '认定拒不改正',
  propose_penalty: '提出处罚建议',
  review_legality: '法制审核',
  notify: '处罚告知',
  request_hearing: '登记听证申请',
  hold_hearing: '举行听证',
  decide: '作出处罚决定',
  spare: '不予处罚',
  serve: '送达',
  execute: '执行',
  publish: '公示',
  close: '结案',
  archive: '归档',
  suspend: '中止',
  resume: '恢复',
  transfer: '移送他机关',
  withdraw: '撤案',
};

export const pathTerms: Readonly<Record<CasePath, string>> = {
  advertising: '违规广告',
  withholding: '扣押证书',
  registration: '注册单位与实际不符',
};

/** Penalties in full, as decisions and reports word them. */
export const penaltyNames: Readonly<Record<PenaltyKind, string>> = {
  fine: '罚款',
  confiscation: '没收违法所得',
  revocation: '吊销人力资源服务许可证',
  closure: '关闭或者责令停止职业中介活动',
};

/** The same on a page, where there is less room. */
export const penaltyTerms: Readonly<Record<PenaltyKind, string>> = {
  fine: '罚款',
  confiscation: '没收违法所得',
  revocation: '吊销许可证',
  closure: '关闭（责令停止）',
};

/** What is recorded of a collective discussion (集体讨论), in the order in which it is shown. */
export const discussionTerms = {
  heldOn: '讨论日期',
  participants: '参加的负责人',
  minutes: '讨论记录（文号或者SHA-256）',
  conclusion: '结论',
} as const;

export const limitTerms: Readonly<Record<LimitKind, string>> = {
  filing: '立案',
  investigation: '调查',
  rectification: '改正（退还）',
  hearing_request: '申请听证',
  hearing_notice: '听证通知',
  decision: '作出决定',
  service: '送达',
  payment: '缴纳罚款',
  publication_change: '撤回公示',
};
