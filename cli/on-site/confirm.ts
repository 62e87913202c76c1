import { confirmOnSiteCheck } from '../../casework/on-site/confirm-on-site-check.js';
import { asDecider } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';

/** `guazheng on-site confirm CHECK --user NAME`: the second officer says that it was so. */
export function confirm(checkId: string, { user }: { user: string }): Promise<ExitCode> {
  return withRecord<ExitCode>(({ database }) =>
    asDecider<ExitCode>(database, user, async (decider) => {
      await confirmOnSiteCheck(database, decider, checkId, new Date());
      process.stdout.write(`Confirmed: ${checkId}.\n`);
      return 0;
    }),
  );
}
