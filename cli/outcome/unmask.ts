import { unmaskIdentity } from '../../casework/outcomes/unmask-identity.js';
import { openPersonalDataSecrets } from '../../evidence/keys.js';
import { openPersonalData } from '../../evidence/personal-data.js';
import { asDecider } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { readSettings } from '../settings.js';
import { withRecord } from '../with-record.js';

/** `guazheng outcome unmask OUTCOME --reason TEXT --user NAME`: the identity number in full, which the ledger notes. */
export async function unmask(
  outcomeId: string,
  { user, reason, json }: { user: string; reason: string; json?: boolean },
): Promise<ExitCode> {
  const personalData = openPersonalData(await openPersonalDataSecrets(readSettings().keysFolder));
  return withRecord<ExitCode>(({ database }) =>
    asDecider<ExitCode>(database, user, async (decider) => {
      const identityNumber = await unmaskIdentity(database, personalData, decider, { outcomeId, reason }, new Date());
      process.stdout.write(json === true ? `${JSON.stringify({ identityNumber })}\n` : `${identityNumber}\n`);
      return 0;
    }),
  );
}
