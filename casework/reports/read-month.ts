import { InputError } from '../../contracts/errors.js';
import { type NamedPerson, namedPerson } from '../../contracts/evidence-record.js';
import type { Database, Transaction } from '../../prisma/open-database.js';
import { shanghaiDay } from '../figures/shanghai-calendar.js';
import { type ClosedMonth, findCorrections } from './corrections.js';
import {
  type Correction,
  countMonth,
  type MonthFigures,
  monthFigures,
  type ReportedOrganisation,
} from './month-figures.js';
import { daysOf, dueOn } from './month-name.js';
import { defaultMonthlyTemplate, type MonthlyTemplate, readMonthlyTemplate } from './monthly-template.js';
import { readCountedFacts, readOrganisations } from './read-counted-facts.js';

/** The text of a template and the name of its file. */
export interface TemplateText {
  readonly text: string;
  readonly file: string;
}

export interface MonthAsked {
  readonly organisationId: string;
  /** `YYYY-MM` */
  readonly month: string;
  /** Ours where absent. */
  readonly template?: TemplateText | undefined;
}

export type MonthState = 'running' | 'due' | 'overdue' | 'closed';

/** A month's table: as it was closed, or as it counts now. */
export interface MonthReport {
  readonly organisationId: string;
  readonly month: string;
  readonly dueOn: string;
  readonly state: MonthState;
  readonly closed: { readonly at: Date; readonly by: NamedPerson } | null;
  readonly template: MonthlyTemplate;
  readonly templateText: string;
  readonly figures: MonthFigures;
}

/**
 * A closed month is what was stored; another counts as of now, with what later entries change of the months that were closed before it.
 * @throws InputError `monthly_template_unusable`; `month_closed_template` where a template is given for a month that is closed
 */
export async function readMonth(
  database: Database | Transaction,
  { organisationId, month, template: given }: MonthAsked,
  now: Date,
): Promise<MonthReport> {
  const asked = { organisationId, month, dueOn: dueOn(month) };
  const stored = await database.monthlyReport.findUnique({
    where: { organisationId_month: { organisationId, month } },
  });
  if (stored !== null) {
    if (given !== undefined)
      throw new InputError(
        'month_closed_template',
        `The month ${month} was closed and is written by the template that it was closed with; leave the template out.`,
      );
    return {
      ...{ ...asked, state: 'closed', closed: { at: stored.closedAt, by: namedPerson.parse(stored.by) } },
      ...{ template: readMonthlyTemplate(stored.template, `the template of ${month}`), templateText: stored.template },
      figures: monthFigures.parse(stored.figures),
    };
  }
  const templateText = given?.text ?? defaultMonthlyTemplate();
  const template = readMonthlyTemplate(templateText, given?.file ?? 'monthly-template.yaml');
  const organisations = await readOrganisations(database, organisationId);
  const rows = await countNow(database, template, organisations, month);
  const corrections = await correctionsBefore(database, organisations, organisationId, month);
  const figures = { organisations, rows, corrections };
  return { ...asked, state: stateOf(month, now), closed: null, template, templateText, figures };
}

/** Of a month that is not closed: it runs, its table is due, or the day for it is over. */
export function stateOf(month: string, now: Date): Exclude<MonthState, 'closed'> {
  const today = shanghaiDay(now);
  if (today <= daysOf(month).until) return 'running';
  return today <= dueOn(month) ? 'due' : 'overdue';
}

async function countNow(
  database: Database | Transaction,
  template: MonthlyTemplate,
  organisations: readonly ReportedOrganisation[],
  month: string,
) {
  const ids = organisations.map(({ id }) => id);
  return countMonth(template, organisations, await readCountedFacts(database, ids, daysOf(month)));
}

async function correctionsBefore(
  database: Database | Transaction,
  organisations: readonly ReportedOrganisation[],
  organisationId: string,
  month: string,
): Promise<Correction[]> {
  const stored = await database.monthlyReport.findMany({ where: { organisationId }, orderBy: { month: 'asc' } });
  const closed = stored.map((row): ClosedMonth & { template: MonthlyTemplate } => ({
    ...{ month: row.month, closedAt: row.closedAt, figures: monthFigures.parse(row.figures) },
    template: readMonthlyTemplate(row.template, `the template of ${row.month}`),
  }));
  const corrections: Correction[] = [];
  for (const one of closed) {
    if (one.month >= month) continue;
    // Organisations that were added since have their own late entries; those that are gone had theirs.
    const known = new Set(organisations.map(({ id }) => id));
    const all = [...organisations, ...one.figures.organisations.filter(({ id }) => !known.has(id))];
    const recounted = await countNow(database, one.template, all, one.month);
    corrections.push(...findCorrections(one, one.template, recounted, closed));
  }
  return corrections;
}
