import type { LeadKind, OnSiteResult } from '../../../contracts/api/comparison.js';

export const leadNames: Readonly<Record<LeadKind, string>> = {
  mismatch: '不一致',
  exception: '例外（已核实）',
  unclear: '待核对',
  multiple: '同时多单位注册',
  frequent_changes: '变更频繁',
};

export const resultNames: Readonly<Record<OnSiteResult, string>> = {
  lead: '列为线索',
  cleared: '已核清',
};

export const fileNames = { registrations: '注册', insurance: '参保', exceptions: '例外' } as const;
