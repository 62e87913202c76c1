import type { MonthState } from '../../../contracts/api/reports.js';

export const stateName: Record<MonthState, string> = {
  running: '本月未完',
  due: '应报',
  overdue: '逾期未报',
  closed: '已关闭',
};

/** `2026年3月` */
export function monthInWords(month: string): string {
  const [year, number] = month.split('-');
  return `${year}年${Number(number)}月`;
}
