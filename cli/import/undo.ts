import { undoImport } from '../../casework/agencies/undo-import.js';
import { asDecider } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';

/** `guazheng import undo ID --user NAME`: what the file said counts no more. */
export function undoRegisterImport(id: string, options: { user: string }): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    await asDecider(database, options.user, (decider) => undoImport(database, decider, id, new Date()));
    process.stdout.write(`The import ${id} is undone: its rows stay in the record and count no more.\n`);
    return 0;
  });
}
