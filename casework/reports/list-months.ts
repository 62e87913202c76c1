import { type NamedPerson, namedPerson } from '../../contracts/evidence-record.js';
import type { Database } from '../../prisma/open-database.js';
import { shanghaiDay } from '../figures/shanghai-calendar.js';
import { dueOn, monthBefore } from './month-name.js';
import { type MonthState, stateOf } from './read-month.js';

export interface ListedMonth {
  readonly month: string;
  readonly state: MonthState;
  readonly dueOn: string;
  readonly closed: { readonly at: Date; readonly by: NamedPerson } | null;
}

/** Two years are listed; an older month that was never closed is no reminder any more. */
const mostMonths = 24;

/**
 * The months of an organisation's tables, the newest first: from the first in which anything was entered to the present one; the one before
 * it at least, since nothing to report is reported, too.
 */
export async function listMonths(
  database: Database,
  { organisationId, below }: { readonly organisationId: string; readonly below: readonly string[] },
  now: Date,
): Promise<readonly ListedMonth[]> {
  const present = shanghaiDay(now).slice(0, 7);
  const [first] = await database.$queryRaw<{ month: string | null }[]>`
    SELECT left(min("day"), 7) AS "month" FROM (
      SELECT min(step."occurredOn") AS "day" FROM "CaseStep" step JOIN "Case" owner ON owner."id" = step."caseId"
       WHERE owner."organisationId" = ANY(${[...below]})
      UNION ALL SELECT min("decidedOn") FROM "Outcome" WHERE "organisationId" = ANY(${[...below]})
      UNION ALL SELECT min("month") || '-01' FROM "MonthlyReport" WHERE "organisationId" = ${organisationId}
    ) days`;
  const stored = await database.monthlyReport.findMany({
    where: { organisationId },
    select: { month: true, closedAt: true, by: true },
  });
  const oldest = [first?.month ?? present, monthBefore(present)].sort()[0] ?? present;
  const months: ListedMonth[] = [];
  for (let month = present; month >= oldest && months.length < mostMonths; month = monthBefore(month)) {
    const report = stored.find((each) => each.month === month);
    const closed = report === undefined ? null : { at: report.closedAt, by: namedPerson.parse(report.by) };
    months.push({ month, state: closed === null ? stateOf(month, now) : 'closed', dueOn: dueOn(month), closed });
  }
  return months;
}

/** The last twelve months, the present one included, the oldest first. */
export function lastTwelveMonths(now: Date): readonly string[] {
  const months = [shanghaiDay(now).slice(0, 7)];
  while (months.length < 12) months.unshift(monthBefore(months[0] ?? ''));
  return months;
}
