import { z } from 'zod';
import { comparisonOn, leniencyOn, reportsDue, stagesOn } from '../../casework/drives/drive-plan.js';
import { findDrives } from '../../casework/drives/find-drives.js';
import { shanghaiDay } from '../../casework/figures/shanghai-calendar.js';
import { InputError } from '../../contracts/errors.js';
import { organisationOrRoot } from '../report/organisation-or-root.js';
import type { ExitCode } from '../run-command.js';
import { table } from '../table.js';
import { withRecord } from '../with-record.js';

/** Reports are announced a month ahead. */
const daysAhead = 31;

/** `guazheng drive show` */
export function show(options: { on?: string; organisation?: string; json?: boolean }): Promise<ExitCode> {
  const on = options.on === undefined ? shanghaiDay(new Date()) : dayOf(options.on);
  const until = new Date(Date.parse(on) + daysAhead * 86_400_000).toISOString().slice(0, 10);
  return withRecord<ExitCode>(async ({ database }) => {
    const organisationId = await organisationOrRoot(database, options.organisation);
    const drives = (await findDrives(database, organisationId)).map(({ id, plan }) => ({
      ...{ id, name: plan.name, stages: stagesOn(plan, on).map(({ key }) => key) },
      ...{ leniency: leniencyOn(plan, on), comparison: comparisonOn(plan, on), due: reportsDue(plan, on, until) },
    }));
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify({ on, drives })}\n`
        : table(
            ['drive', 'stages', 'leniency', 'comparison', 'due'],
            drives.map(({ name, stages, leniency, comparison, due }) => [
              ...[name, stages.join(', '), leniency ? 'yes' : 'no', comparison ? 'yes' : 'no'],
              due.map((report) => `${report.dueOn} ${report.name}`).join('; '),
            ]),
          ),
    );
    return 0;
  });
}

function dayOf(text: string): string {
  if (z.iso.date().safeParse(text).success) return text;
  throw new InputError('bad_option', `--on ${text} is no day; write it as 2026-03-05.`);
}
