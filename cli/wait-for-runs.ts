import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../prisma/open-database.js';
import { type RunProgress, readRunProgress } from '../queue/run-progress.js';
import type { Pipeline } from '../queue/start-pipeline.js';
import { showProgress } from './progress.js';

const pollMilliseconds = 250;

/** Shows progress until the runs have finished. Rejects when the pipeline cannot go on. */
export async function waitForRuns(
  database: Database,
  pipeline: Pipeline,
  crawlRunIds: readonly string[],
  what: string,
): Promise<RunProgress> {
  const bar = showProgress(what);
  try {
    for (;;) {
      const progress = await Promise.race([readRunProgress(database, crawlRunIds), pipeline.fatal]);
      const failed = progress.pagesFailed === 0 ? '' : `, ${progress.pagesFailed} failed or refused`;
      bar.update(progress.pagesDone + progress.pagesFailed, progress.pagesKnown, `pages${failed}`);
      if (progress.finished) return progress;
      await Promise.race([sleep(pollMilliseconds), pipeline.fatal]);
    }
  } finally {
    bar.stop();
  }
}
