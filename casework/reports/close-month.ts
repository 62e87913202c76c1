import { v7 as newId } from 'uuid';
import { InputError, RefusedError } from '../../contracts/errors.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { rowEntry } from '../../evidence/ledger/row-entry.js';
import type { Database } from '../../prisma/open-database.js';
import type { Decider } from '../reviews/decider.js';
import { type MonthAsked, type MonthReport, readMonth } from './read-month.js';

/**
 * A supervisor closes a month that is over: its figures with their members and its template are stored and never changed. What is entered
 * later for it is a correction in the table of a later month.
 * @throws RefusedError `role_insufficient`, `month_closed`, `month_running`; InputError `organisation_unknown`, `monthly_template_unusable`
 */
export async function closeMonth(
  database: Database,
  { id: sessionId, person, jurisdiction }: Decider,
  asked: MonthAsked,
  now: Date,
): Promise<MonthReport> {
  const { organisationId, month } = asked;
  if (person.role !== 'supervisor')
    throw new RefusedError('role_insufficient', `${person.name} is ${person.role}; a month is closed by a supervisor.`);
  if (!jurisdiction.includes(organisationId))
    throw new InputError('organisation_unknown', `There is no organisation ${organisationId}.`);
  return database.$transaction(async (transaction) => {
    // Two who close at once: the second sees the first.
    await transaction.$queryRaw`SELECT 1 FROM "Organisation" WHERE "id" = ${organisationId} FOR NO KEY UPDATE`;
    const isClosed = await transaction.monthlyReport.count({ where: { organisationId, month } });
    if (isClosed > 0) throw new RefusedError('month_closed', `The month ${month} was closed already.`);
    const report = await readMonth(transaction, asked, now);
    if (report.state === 'running')
      throw new RefusedError(
        'month_running',
        `The month ${month} is not over; it is closed from the day after its last.`,
      );
    const { figures, templateText: template } = report;
    const row = {
      id: newId(),
      organisationId,
      month,
      figures,
      template,
      userId: person.id,
      sessionId,
      by: { ...person },
    };
    await transaction.monthlyReport.create({ data: { ...row, closedAt: now }, select: { id: true } });
    await appendLedgerEntries(transaction, [rowEntry('report.closed', row, now)], now);
    return { ...report, state: 'closed', closed: { at: now, by: person } };
  });
}
