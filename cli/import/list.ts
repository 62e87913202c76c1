import { listImports } from '../../casework/agencies/list-imports.js';
import { everyOrganisation } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { table } from '../table.js';
import { withRecord } from '../with-record.js';

const most = 200;

/** `guazheng import list`: files of registers that were taken in, the newest first. */
export function listRegisterImports(options: { json?: boolean }): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    const imports = await listImports(database, await everyOrganisation(database), most);
    if (options.json === true) process.stdout.write(`${JSON.stringify({ imports })}\n`);
    else if (imports.length === 0)
      process.stdout.write('No register has been imported yet; «guazheng import licences FILE» does.\n');
    else
      process.stdout.write(
        table(
          ['import', 'file', 'rows', 'rejected', 'by', 'organisation', 'imported', 'undone'],
          imports.map(({ id, fileName, rows, rejected, by, organisationId, importedAt, undoneAt }) => [
            ...[id, fileName, rows, rejected, by, organisationId, importedAt.toISOString()],
            undoneAt?.toISOString() ?? '',
          ]),
        ),
      );
    return 0;
  });
}
