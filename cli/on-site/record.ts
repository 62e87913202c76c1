import { recordOnSiteCheck } from '../../casework/on-site/record-on-site-check.js';
import { newOnSiteCheck } from '../../contracts/api/comparison.js';
import { InputError } from '../../contracts/errors.js';
import { openPersonalDataSecrets } from '../../evidence/keys.js';
import { openPersonalData } from '../../evidence/personal-data.js';
import { asDecider } from '../as-decider.js';
import { readFacts } from '../case/read-facts.js';
import type { ExitCode } from '../run-command.js';
import { readSettings } from '../settings.js';
import { withRecord } from '../with-record.js';

/** `guazheng on-site record FILE --user NAME`: what was found on site, as YAML with the names of contracts/api/comparison.ts. */
export async function record(file: string, options: { user: string; json?: boolean }): Promise<ExitCode> {
  const check = newOnSiteCheck.safeParse(await readFacts(file, []));
  if (!check.success) {
    const [issue] = check.error.issues;
    const place = issue?.path.join('.') || 'its top level';
    throw new InputError('on_site_unusable', `The check in ${file} cannot be read at ${place}: ${issue?.message}.`);
  }
  const personalData = openPersonalData(await openPersonalDataSecrets(readSettings().keysFolder));
  return withRecord<ExitCode>(({ database }) =>
    asDecider<ExitCode>(database, options.user, async (decider) => {
      const id = await recordOnSiteCheck(database, personalData, decider, check.data, new Date());
      process.stdout.write(
        options.json === true
          ? `${JSON.stringify({ id })}\n`
          : `Recorded: ${id}. Another officer has to confirm it («guazheng on-site confirm»).\n`,
      );
      return 0;
    }),
  );
}
