import { confirmCapture } from '../../casework/captures/confirm-capture.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';
import { withSession } from '../with-session.js';

/** `guazheng evidence confirm CAPTURE --user NAME`: an officer says that a full capture shows what its record says. */
export function confirm(fullCaptureId: string, options: { user: string; note: string }): Promise<ExitCode> {
  return withRecord<ExitCode>(({ database }) =>
    withSession<ExitCode>(database, options.user, async (session) => {
      const { confirmed } = await confirmCapture(database, session, { fullCaptureId, note: options.note }, new Date());
      const standing = confirmed < 2 ? 'another officer has to confirm it as well' : 'it is evidence (证据)';
      process.stdout.write(`${session.person.name} has confirmed the capture ${fullCaptureId}; ${standing}.\n`);
      return 0;
    }),
  );
}
