import { holdPosting } from '../../evidence/retention/hold-posting.js';
import { releaseHold } from '../../evidence/retention/release-hold.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';
import { withSession } from '../with-session.js';

/** `guazheng evidence hold POSTING --user NAME --reason TEXT`: nothing of the posting is deleted until the hold is released. */
export function hold(postingId: string, options: { user: string; reason: string }): Promise<ExitCode> {
  return withRecord<ExitCode>(({ database }) =>
    withSession<ExitCode>(database, options.user, async ({ person }) => {
      const held = { postingId, reason: options.reason, heldBy: person.name };
      const id = await holdPosting(database, held, new Date());
      process.stdout.write(`Held. To release it: guazheng evidence release ${id} --user NAME\n`);
      return 0;
    }),
  );
}

/** `guazheng evidence release HOLD --user NAME`: the posting's material is kept for its term from now on. */
export function release(holdId: string, options: { user: string }): Promise<ExitCode> {
  return withRecord<ExitCode>(({ database }) =>
    withSession<ExitCode>(database, options.user, async ({ person }) => {
      await releaseHold(database, holdId, person.name, new Date());
      process.stdout.write(`The hold ${holdId} is released.\n`);
      return 0;
    }),
  );
}
