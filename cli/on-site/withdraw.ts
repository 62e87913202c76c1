import { withdrawOnSiteCheck } from '../../casework/on-site/withdraw-on-site-check.js';
import { asDecider } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';

/** `guazheng on-site withdraw CHECK --reason TEXT --user NAME`: what was recorded wrongly is taken back by who recorded it, or when it was confirmed, by another supervisor. */
export function withdraw(checkId: string, { user, reason }: { user: string; reason: string }): Promise<ExitCode> {
  return withRecord<ExitCode>(({ database }) =>
    asDecider<ExitCode>(database, user, async (decider) => {
      await withdrawOnSiteCheck(database, decider, { checkId, reason }, new Date());
      process.stdout.write(`Withdrawn: ${checkId}.\n`);
      return 0;
    }),
  );
}
