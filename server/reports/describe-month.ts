import type { z } from 'zod';
import { listMonths } from '../../casework/reports/list-months.js';
import { penaltiesInWords } from '../../casework/reports/month-words.js';
import { readMembers } from '../../casework/reports/read-members.js';
import type { MonthReport } from '../../casework/reports/read-month.js';
import { tableLines } from '../../casework/reports/table-lines.js';
import type { FigureMembers, MonthList, MonthTable, membersQuery } from '../../contracts/api/reports.js';
import type { Database } from '../../prisma/open-database.js';
import type { Session } from '../session.js';

export async function readMonthList(
  db: Database,
  { organisationId, jurisdiction: below }: Pick<Session, 'organisationId' | 'jurisdiction'>,
  now: Date,
): Promise<MonthList> {
  const { name } = await db.organisation.findUniqueOrThrow({ where: { id: organisationId }, select: { name: true } });
  const months = await listMonths(db, { organisationId, below }, now);
  return {
    organisation: name,
    months: months.map(({ closed, ...month }) => ({ ...month, closed: describeClosing(closed) })),
  };
}

export function describeMonth({ month, state, dueOn, closed, template, figures }: MonthReport): MonthTable {
  const { title, notes, columns } = template;
  return {
    ...{ month, state, dueOn, closed: describeClosing(closed), title, notes },
    columns: columns.map(({ key, heading, group, formula }) => ({
      key,
      heading,
      group,
      isFormula: formula !== undefined,
    })),
    lines: tableLines(template, figures).map(({ kind, organisationId, name, level, values }) => ({
      ...{ kind, organisationId, name, level, values },
    })),
    corrections: figures.corrections.map(({ organisationId, key: _key, ...correction }) => ({
      ...correction,
      organisation: figures.organisations.find(({ id }) => id === organisationId)?.name ?? organisationId,
    })),
  };
}

function describeClosing(closed: MonthReport['closed']): MonthTable['closed'] {
  return closed === null ? null : { at: closed.at.toISOString(), by: closed.by.name };
}

/** What one figure counts; of a formula, or where there is no such figure, nothing. */
export async function membersOf(
  db: Database,
  { jurisdiction }: Pick<Session, 'jurisdiction'>,
  { template, figures }: MonthReport,
  { organisation, column, of }: z.infer<typeof membersQuery>,
): Promise<FigureMembers> {
  const line = tableLines(template, figures).find((each) => each.organisationId === organisation && each.kind === of);
  const ids = line !== undefined && Object.hasOwn(line.members, column) ? (line.members[column] ?? []) : [];
  const members = await readMembers(db, ids, jurisdiction);
  return {
    members: members.map(({ penalties, ...member }) => ({ ...member, penalties: penaltiesInWords(penalties) })),
  };
}
