import type { QueueEngine } from '../queue/engine.js';
import { type Reconciliation, reconcile } from '../queue/reconcile.js';
import type { ExitCode } from './run-command.js';
import { readSettings } from './settings.js';
import { withSharedQueue } from './shared-queue.js';
import { withRecord } from './with-record.js';

/** An embedded queue lives in the process that works, which compares it with the rows at its start and every minute: for others it lacks nothing. */
const elsewhere: Pick<QueueEngine, 'add' | 'held'> = {
  add: async () => undefined,
  held: async (jobs) => new Set(jobs.map(({ payload }) => payload.dueWorkId)),
};

/**
 * `guazheng reconcile`: puts on the queue what the rows say is due and the queue may have lost, frees the work of dead processes of this
 * machine, and ends runs in which nothing is due. With an embedded queue all but the first.
 */
export async function reconcileQueue(options: { json?: boolean }): Promise<ExitCode> {
  const { redisUrl, redisPrefix } = readSettings();
  return withRecord<ExitCode>(async ({ database }) => {
    const result =
      redisUrl === undefined
        ? await reconcile(database, elsewhere, new Date())
        : await withSharedQueue({ redisUrl, redisPrefix }, (engine) => reconcile(database, engine, new Date()));
    process.stdout.write(
      options.json === true ? `${JSON.stringify(result)}\n` : inWords(result, redisUrl !== undefined),
    );
    return 0;
  });
}

function inWords({ due, putBack }: Reconciliation, isShared: boolean): string {
  return isShared
    ? `${due} pieces of work are due; ${putBack} of them were missing in the queue and are put back.\n`
    : `${due} pieces of work are due; the embedded queue takes them up at its start, and looks again every minute.\n`;
}
