import { z } from 'zod';

/** A calendar month in Asia/Shanghai, `YYYY-MM`. */
export const monthName = z.string().regex(/^(19|20)\d\d-(0[1-9]|1[0-2])$/, { error: '月份须写成 2026-03 的形式' });

/** `2019-01` after `2018-12` */
export function monthAfter(month: string): string {
  return movedBy(month, 1);
}

/** `2018-12` before `2019-01` */
export function monthBefore(month: string): string {
  return movedBy(month, -1);
}

function movedBy(month: string, by: number): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

/** The first and the last day of a month. */
export function daysOf(month: string): { readonly from: string; readonly until: string } {
  const next = Date.parse(`${monthAfter(month)}-01T00:00:00Z`);
  return { from: `${month}-01`, until: new Date(next - 86_400_000).toISOString().slice(0, 10) };
}

/** The day by which the month's table is reported: the 2nd of the next month (湖北省专项整治工作实施方案, 三(二)). */
export function dueOn(month: string): string {
  return `${monthAfter(month)}-02`;
}
