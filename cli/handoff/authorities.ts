import { authorityOf, readAuthorities } from '../../casework/handoffs/authorities.js';
import type { ExitCode } from '../run-command.js';
import { table } from '../table.js';

/** `guazheng handoff authorities`: all of them, or who registers a credential. Ends with 1 where nobody is known to. */
export async function authorities({ credential, json }: { credential?: string; json?: boolean }): Promise<ExitCode> {
  const all = readAuthorities();
  const found = credential === undefined ? undefined : authorityOf(all, credential);
  const shown = credential === undefined ? all : found === undefined ? [] : [found];
  process.stdout.write(
    json === true
      ? `${JSON.stringify({ authorities: shown })}\n`
      : table(
          ['authority', 'name', 'subjects', 'registers'],
          shown.map(({ id, name, subjects, registers }) => [id, name, subjects.join(', '), registers.join('、')]),
        ),
  );
  return shown.length === 0 ? 1 : 0;
}
