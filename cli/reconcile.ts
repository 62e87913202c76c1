import { InputError } from '../contracts/errors.js';
import { reconcile } from '../queue/reconcile.js';
import type { ExitCode } from './run-command.js';
import { readSettings } from './settings.js';
import { withSharedQueue } from './shared-queue.js';
import { withRecord } from './with-record.js';

/** `guazheng reconcile`: puts on the queue what the rows say is due and a queue may have lost. */
export async function reconcileQueue(options: { json?: boolean }): Promise<ExitCode> {
  const { redisUrl } = readSettings();
  if (redisUrl === undefined) {
    throw new InputError(
      'queue_embedded',
      'There is no shared queue to compare with: REDIS_URL is not set, and the embedded queue is filled from the rows at every start.',
    );
  }
  return withRecord<ExitCode>(async ({ database }) => {
    const { due, putBack } = await withSharedQueue(redisUrl, (engine) => reconcile(database, engine, new Date()));
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify({ due, putBack })}\n`
        : `${due} pieces of work are due; ${putBack} of them were missing in the queue and are put back.\n`,
    );
    return 0;
  });
}
