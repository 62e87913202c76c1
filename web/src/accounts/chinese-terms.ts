import type { Person } from '../../../contracts/api/accounts.js';
import type { Role } from '../../../contracts/roles.js';

export const roleName: Record<Role, string> = {
  operator: '采集员',
  reviewer: '复核员',
  supervisor: '主管',
  auditor: '审计员',
  administrator: '管理员',
};

/** What each role is for, where one is chosen. */
export const roleDuty: Record<Role, string> = {
  operator: '管理平台与采集任务',
  reviewer: '复核广告，确认或排除',
  supervisor: '裁定分歧，查看统计，启用研判版本',
  auditor: '查验存证链，只读',
  administrator: '管理人员与机关',
};

export const stateName: Record<Person['state'], string> = { active: '在用', invited: '未设口令', disabled: '已停用' };
