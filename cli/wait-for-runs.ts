import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../prisma/open-database.js';
import { type RunProgress, readRunProgress } from '../queue/run-progress.js';
import type { Pipeline } from '../queue/start-pipeline.js';
import type { Interruption } from './interruption.js';
import { showProgress } from './progress.js';

const pollMilliseconds = 250;

/**
 * Shows progress until the runs have finished. Rejects when the pipeline cannot go on.
 * @returns undefined when it was interrupted.
 */
export async function waitForRuns(
  database: Database,
  pipeline: Pipeline,
  crawlRunIds: readonly string[],
  what: string,
  { signal, interrupted }: Interruption,
): Promise<RunProgress | undefined> {
  const progress = showProgress(what);
  try {
    while (!signal.aborted) {
      const run = await Promise.race([readRunProgress(database, crawlRunIds), pipeline.fatal]);
      const ended = run.pagesDone + run.pagesFailed;
      const failed = run.pagesFailed === 0 ? '' : `, ${run.pagesFailed} failed or refused`;
      progress.update(ended / Math.max(1, run.pagesKnown), `${ended} of ${run.pagesKnown} pages${failed}`);
      if (run.finished) return run;
      await Promise.race([sleep(pollMilliseconds), interrupted, pipeline.fatal]);
    }
    return undefined;
  } finally {
    progress.stop();
  }
}
