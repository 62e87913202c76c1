import { withdrawOutcome } from '../../casework/outcomes/withdraw-outcome.js';
import { asDecider } from '../as-decider.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';

/** `guazheng outcome withdraw ID` */
export function withdraw(outcomeId: string, { user, reason }: { user: string; reason: string }): Promise<ExitCode> {
  return withRecord<ExitCode>(({ database }) =>
    asDecider<ExitCode>(database, user, async (decider) => {
      await withdrawOutcome(database, decider, { outcomeId, reason }, new Date());
      process.stdout.write(`Withdrawn: ${outcomeId}.\n`);
      return 0;
    }),
  );
}
