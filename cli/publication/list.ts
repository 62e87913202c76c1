import { listPublications } from '../../casework/publication/list-publications.js';
import { everyOrganisation } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { table } from '../table.js';
import { withRecord } from '../with-record.js';

/** `guazheng publication list`: what is prepared, out, over or taken down. */
export function listAllPublications({ json }: { json?: boolean }): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    const jurisdiction = await everyOrganisation(database);
    const publications = await listPublications(database, { jurisdiction }, new Date());
    if (json === true) process.stdout.write(`${JSON.stringify({ publications })}\n`);
    else
      process.stdout.write(
        table(
          ['publication', 'kind', 'state', 'from', 'until', 'title'],
          publications.map(({ id, kind, state, startsOn, endsOn, title }) => [
            ...[id, kind, state, startsOn, endsOn ?? '', title],
          ]),
        ),
      );
    return 0;
  });
}
