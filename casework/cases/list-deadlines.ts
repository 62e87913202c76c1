import type { LimitKind } from '../../contracts/case.js';
import type { Database } from '../../prisma/open-database.js';
import { shanghaiDay } from '../figures/shanghai-calendar.js';
import { caseNumber } from './case-record.js';
import { type DeadlineState, describeDeadline } from './describe-deadline.js';
import { addDays } from './working-days.js';

export interface ListedDeadline extends DeadlineState {
  readonly id: string;
  readonly caseId: string;
  readonly caseNumber: string;
  readonly subjectName: string;
  readonly kind: LimitKind;
  readonly startedOn: string;
  readonly dueOn: string;
  readonly basis: string;
}

/** What ends within so many calendar days is soon. */
const soonDays = 7;

/**
 * Deadlines that run, of these organisations' cases: those that are over and those that end soon, the oldest first.
 * @param days how far ahead
 */
export async function listDeadlines(
  database: Database,
  jurisdiction: readonly string[],
  now: Date,
  days: number = soonDays,
): Promise<readonly ListedDeadline[]> {
  const today = shanghaiDay(now);
  const rows = await database.caseDeadline.findMany({
    where: {
      ...{ metAt: null, cancelledAt: null, dueOn: { lte: addDays(today, days) } },
      case: { organisationId: { in: [...jurisdiction] } },
    },
    orderBy: [{ dueOn: 'asc' }, { id: 'asc' }],
    include: { case: { select: { year: true, number: true, subjectName: true } } },
  });
  return rows.map(({ case: { subjectName, ...numbered }, ...row }) => ({
    ...{ id: row.id, caseId: row.caseId, caseNumber: caseNumber(numbered), subjectName, kind: row.kind as LimitKind },
    ...{ startedOn: row.startedOn, dueOn: row.dueOn, basis: row.basis },
    ...describeDeadline(row, today),
  }));
}
