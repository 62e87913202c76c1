import type { Reminder, Reminders } from '../../contracts/api/reminders.js';
import { type Database, Prisma } from '../../prisma/open-database.js';
import { workingDaysAfter } from '../cases/working-days.js';
import { reportsDue } from '../drives/drive-plan.js';
import { findDrives } from '../drives/find-drives.js';
import { shanghaiDay } from '../figures/shanghai-calendar.js';
import { dueOn, monthBefore } from '../reports/month-name.js';

/** Working days ahead of which somebody is reminded. */
const workingDaysAhead = 3;

/**
 * How much is late or due soon of what an organisation and those below it handle: the same rows as the lists of deadlines
 * (list-deadlines.ts), watched cases and publications show, counted. The month's table and the reports of drives are the organisation's own.
 *
 * @param jurisdiction the organisation and those below it
 */
export async function countReminders(
  database: Database,
  { organisationId, jurisdiction }: { readonly organisationId: string; readonly jurisdiction: readonly string[] },
  now: Date,
): Promise<Reminders> {
  const today = shanghaiDay(now);
  const until = workingDaysAfter(today, workingDaysAhead);
  const visible = Prisma.sql`ANY(${[...jurisdiction]}::text[])`;
  const count = async (days: Prisma.Sql): Promise<Reminder> => {
    const [row] = await database.$queryRaw<Reminder[]>`
      SELECT count(*) FILTER (WHERE "dueOn" < ${today})::int AS "overdue",
             count(*) FILTER (WHERE "dueOn" >= ${today})::int AS "soon"
        FROM (${days}) AS "days" WHERE "dueOn" <= ${until}`;
    return row ?? { overdue: 0, soon: 0 };
  };
  const [cases, markedCases, publications, reports, drives] = await Promise.all([
    count(Prisma.sql`
      SELECT deadline."dueOn" FROM "CaseDeadline" deadline JOIN "Case" owner ON owner."id" = deadline."caseId"
       WHERE deadline."metAt" IS NULL AND deadline."cancelledAt" IS NULL AND owner."organisationId" = ${visible}`),
    count(Prisma.sql`
      SELECT mark."dueOn" FROM "Supervision" mark JOIN "Case" watched ON watched."id" = mark."caseId"
       WHERE NOT EXISTS (SELECT 1 FROM "SupervisionEnd" ended WHERE ended."supervisionId" = mark."id")
         AND (mark."organisationId" = ${visible} OR watched."organisationId" = ${visible})`),
    // A publication whose ground is gone should have been down from the beginning.
    count(Prisma.sql`
      SELECT CASE WHEN watched."state" = 'withdrawn' OR undone."id" IS NOT NULL THEN '' ELSE publication."endsOn" END AS "dueOn"
        FROM "Publication" publication
        LEFT JOIN "Case" watched ON watched."id" = publication."caseId"
        LEFT JOIN "OutcomeWithdrawal" undone ON undone."outcomeId" = publication."outcomeId"
       WHERE publication."organisationId" = ${visible}
         AND EXISTS (SELECT 1 FROM "PublicationStep" step WHERE step."publicationId" = publication."id" AND step."kind" = 'approved')
         AND NOT EXISTS (SELECT 1 FROM "PublicationStep" step WHERE step."publicationId" = publication."id" AND step."kind" = 'taken_down')`),
    countTables(database, organisationId, today, until),
    countDriveReports(database, organisationId, today, until),
  ]);
  return { today, until, cases, markedCases, publications, reports, drives };
}

/** The tables of the month before and of the present one; what was not closed before then is a reminder no more. */
async function countTables(
  database: Database,
  organisationId: string,
  today: string,
  until: string,
): Promise<Reminder> {
  const present = today.slice(0, 7);
  const months = [monthBefore(present), present].filter((month) => dueOn(month) <= until);
  const closed = await database.monthlyReport.findMany({
    where: { organisationId, month: { in: months } },
    select: { month: true },
  });
  const open = months.filter((month) => !closed.some((report) => report.month === month));
  const overdue = open.filter((month) => dueOn(month) < today).length;
  return { overdue, soon: open.length - overdue };
}

async function countDriveReports(
  database: Database,
  organisationId: string,
  today: string,
  until: string,
): Promise<Reminder> {
  const drives = await findDrives(database, organisationId);
  const soon = drives.reduce((sum, { plan }) => sum + reportsDue(plan, today, until).length, 0);
  return { overdue: 0, soon };
}
