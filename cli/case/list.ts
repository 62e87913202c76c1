import { listCases } from '../../casework/cases/list-cases.js';
import { caseState } from '../../contracts/case.js';
import { InputError } from '../../contracts/errors.js';
import { everyOrganisation } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { table } from '../table.js';
import { withRecord } from '../with-record.js';

/** `guazheng case list`: cases, the newest first, with what they wait for. */
export function listRegisteredCases(options: {
  readonly state?: string;
  readonly all?: boolean;
  readonly limit: number;
  readonly json?: boolean;
}): Promise<ExitCode> {
  const { state } = options;
  if (state !== undefined && !caseState.safeParse(state).success)
    throw new InputError('bad_option', `--state ${state} is none of ${caseState.options.join(', ')}.`);
  return withRecord<ExitCode>(async ({ database }) => {
    const standing = state === undefined && options.all !== true ? ('open' as const) : undefined;
    const filter = { state, standing, limit: options.limit };
    const { cases } = await listCases(database, await everyOrganisation(database), filter, new Date());
    if (options.json === true) process.stdout.write(`${JSON.stringify({ cases })}\n`);
    else
      process.stdout.write(
        table(
          ['number', 'against', 'state', 'waits', 'ads', 'next deadline', 'case'],
          cases.map(({ number, subjectName, state: stands, isPending, postings, deadlines, id }) => {
            const [first] = deadlines;
            const due =
              first === undefined ? '' : `${first.kind} ${first.dueOn}${first.state === 'overdue' ? ' OVERDUE' : ''}`;
            return [number, subjectName, stands, isPending ? 'second officer' : '', postings, due, id];
          }),
        ),
      );
    return 0;
  });
}
