import { listHandoffs } from '../../casework/handoffs/read-handoffs.js';
import { everyOrganisation } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { table } from '../table.js';
import { withRecord } from '../with-record.js';

/** `guazheng handoff list` */
export function list({ limit, json }: { limit: number; json?: boolean }): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    const { handoffs } = await listHandoffs(database, { jurisdiction: await everyOrganisation(database) }, { limit });
    process.stdout.write(
      json === true
        ? `${JSON.stringify({ handoffs })}\n`
        : table(
            ['handoff', 'number', 'to', 'about', 'state', 'next'],
            handoffs.map(({ id, number, authorityName, subjectName, state, next }) => [
              ...[id, number, authorityName, subjectName, state, next.join(', ')],
            ]),
          ),
    );
    return 0;
  });
}
