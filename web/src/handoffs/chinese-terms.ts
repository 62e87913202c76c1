import type { HandoffState, HandoffStepKind, HandoffSubject } from '../../../contracts/api/handoffs.js';

export const subjectName: Record<HandoffSubject, string> = {
  person: '人员',
  employer: '单位',
  agency: '人力资源服务机构',
};

export const stateName: Record<HandoffState, string> = {
  prepared: '待两人确认',
  half_confirmed: '待第二人确认',
  confirmed: '待发出',
  sent: '已发出',
  received: '已收到回执',
  replied: '已回复',
  closed: '已办结',
  withdrawn: '已撤回',
};

/** What a person does. */
export const stepAction: Record<HandoffStepKind, string> = {
  confirmed: '确认',
  sent: '登记发出',
  received: '登记回执',
  replied: '登记回复',
  closed: '办结',
  withdrawn: '撤回',
};

/** What was done. */
export const stepName: Record<HandoffStepKind, string> = {
  confirmed: '确认',
  sent: '发出',
  received: '收到回执',
  replied: '收到回复',
  closed: '办结',
  withdrawn: '撤回',
};
