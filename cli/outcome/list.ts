import { listOutcomes } from '../../casework/outcomes/list-outcomes.js';
import { outcomeKind } from '../../contracts/api/outcomes.js';
import { InputError } from '../../contracts/errors.js';
import { openPersonalDataSecrets } from '../../evidence/keys.js';
import { openPersonalData } from '../../evidence/personal-data.js';
import { everyOrganisation } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { readSettings } from '../settings.js';
import { table } from '../table.js';
import { withRecord } from '../with-record.js';

/** `guazheng outcome list` */
export async function list(options: { kind?: string; limit: number; json?: boolean }): Promise<ExitCode> {
  const kind = outcomeKind.optional().safeParse(options.kind);
  if (!kind.success)
    throw new InputError('bad_option', `--kind ${options.kind} is none of ${outcomeKind.options.join(', ')}.`);
  const personalData = openPersonalData(await openPersonalDataSecrets(readSettings().keysFolder));
  return withRecord<ExitCode>(async ({ database }) => {
    const reader = { jurisdiction: await everyOrganisation(database) };
    const { outcomes } = await listOutcomes(database, personalData, reader, { kind: kind.data, limit: options.limit });
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify({ outcomes })}\n`
        : table(
            ['outcome', 'kind', 'name', 'identity', 'decided', 'ends', 'by', 'withdrawn'],
            outcomes.map(({ id, kindName, subjectName, identityMasked, decidedOn, endsOn, authority, withdrawn }) => [
              ...[id, kindName, subjectName, identityMasked ?? '', decidedOn, endsOn ?? '', authority],
              withdrawn === null ? '' : withdrawn.reason,
            ]),
          ),
    );
    return 0;
  });
}
