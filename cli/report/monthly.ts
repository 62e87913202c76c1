import { readFile } from 'node:fs/promises';
import { closeMonth } from '../../casework/reports/close-month.js';
import { monthName } from '../../casework/reports/month-name.js';
import { readMembers } from '../../casework/reports/read-members.js';
import { type MonthAsked, type MonthReport, readMonth } from '../../casework/reports/read-month.js';
import { tableLines } from '../../casework/reports/table-lines.js';
import { writeWords } from '../../casework/reports/write-words.js';
import { writeWorkbook } from '../../casework/reports/write-workbook.js';
import { InputError } from '../../contracts/errors.js';
import type { Database } from '../../prisma/open-database.js';
import { asDecider, everyOrganisation } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { unreadableFile } from '../unreadable-file.js';
import { withRecord } from '../with-record.js';
import { organisationOrRoot } from './organisation-or-root.js';
import { writeWhole } from './write-whole.js';

export interface MonthlyOptions {
  /** `2026-03` */
  readonly month: string;
  readonly out: string;
  readonly docx?: string;
  readonly template?: string;
  readonly organisation?: string;
  readonly close?: boolean;
  readonly user?: string;
  readonly json?: boolean;
}

/** `guazheng report monthly`: writes a month's table, and closes the month with `--close`. */
export function reportMonthly(options: MonthlyOptions): Promise<ExitCode> {
  const month = monthName.safeParse(options.month);
  if (!month.success) throw new InputError('bad_option', `--month ${options.month} is no month; write it as 2026-03.`);
  if ((options.close === true) !== (options.user !== undefined))
    throw new InputError('bad_option', '--close and --user stand together: a supervisor closes a month.');
  return withRecord<ExitCode>(async ({ database }) => {
    const organisationId = await organisationOrRoot(database, options.organisation);
    const template = await readTemplateFile(options.template);
    const asked: MonthAsked = { organisationId, month: month.data, template };
    const now = new Date();
    const report =
      options.user === undefined
        ? await readMonth(database, asked, now)
        : await asDecider(database, options.user, (decider) => closeMonth(database, decider, asked, now));
    await writeFiles(database, report, options);
    process.stdout.write(
      options.json === true ? `${JSON.stringify(forScripts(report))}\n` : inWords(report, options.out),
    );
    return 0;
  });
}

async function writeFiles(database: Database, report: MonthReport, { out, docx }: MonthlyOptions): Promise<void> {
  const ids = report.figures.rows.flatMap(({ cells }) => Object.values(cells).flatMap(({ members }) => members));
  const members = await readMembers(database, [...new Set(ids)], await everyOrganisation(database));
  await writeWhole(out, await writeWorkbook(report, members));
  if (docx !== undefined) await writeWhole(docx, (await writeWords(report, members)).docx);
}

async function readTemplateFile(file: string | undefined): Promise<MonthAsked['template']> {
  if (file === undefined) return undefined;
  try {
    return { file, text: await readFile(file, 'utf8') };
  } catch (error) {
    throw unreadableFile(file, error);
  }
}

/** What is left to be filled in by hand has no key. */
function forScripts({ month, organisationId, state, dueOn, template, figures }: MonthReport) {
  const rows = tableLines(template, figures).map(({ kind, organisationId: of, name, values, members }) => ({
    ...{ kind, organisationId: of, name },
    figures: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)),
    members,
  }));
  return { month, organisationId, state, dueOn, rows, corrections: figures.corrections };
}

function inWords({ month, state, dueOn, figures, closed }: MonthReport, out: string): string {
  const corrections = figures.corrections.length;
  const told = corrections === 0 ? '' : ` It tells ${corrections} corrections of earlier months.`;
  const standing = closed === null ? `${state}, due on ${dueOn}` : `closed by ${closed.by.name}`;
  return `The table of ${month} (${standing}) is in ${out}.${told}\n`;
}
