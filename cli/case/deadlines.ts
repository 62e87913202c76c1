import { listDeadlines } from '../../casework/cases/list-deadlines.js';
import { everyOrganisation } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { table } from '../table.js';
import { withRecord } from '../with-record.js';

/** `guazheng case deadlines`: what is overdue, and what ends soon. */
export function deadlines(options: { readonly days: number; readonly json?: boolean }): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    const found = await listDeadlines(database, await everyOrganisation(database), new Date(), options.days);
    if (options.json === true) process.stdout.write(`${JSON.stringify({ deadlines: found })}\n`);
    else
      process.stdout.write(
        table(
          ['due', 'state', 'deadline', 'binds', 'case', 'against', 'basis'],
          found.map(({ dueOn, state, kind, binds, caseNumber, subjectName, basis }) => [
            ...[dueOn, state, kind, binds, caseNumber, subjectName, basis],
          ]),
        ),
      );
    return 0;
  });
}
