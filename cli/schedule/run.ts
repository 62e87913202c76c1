import { requirePlatform } from '../../queue/platforms.js';
import { repeatOnConflict } from '../../queue/repeat-on-conflict.js';
import { startScheduledRun } from '../../queue/schedules/start-scheduled-run.js';
import { interruption } from '../interruption.js';
import { openPipeline } from '../open-pipeline.js';
import { writeNotice } from '../open-record.js';
import type { ExitCode } from '../run-command.js';
import { readSettings } from '../settings.js';
import { offerJobs } from '../shared-queue.js';
import { waitForRuns } from '../wait-for-runs.js';
import { withRecord } from '../with-record.js';

/**
 * `guazheng schedule run PLATFORM`: starts the run that its schedule would start, now and within the same window. Workers do it where
 * there are some; otherwise this command works until it is done or interrupted.
 */
export async function runNow(platformId: string): Promise<ExitCode> {
  const settings = readSettings();
  const run = await withRecord(async ({ database }) => {
    await requirePlatform(database, platformId);
    const started = await repeatOnConflict(() =>
      database.$transaction((transaction) => startScheduledRun(transaction, platformId, new Date())),
    );
    const isOffered = await offerJobs(settings, started.jobs);
    return { ...started, isOffered };
  });
  writeNotice(
    run.resumed
      ? `${platformId}: its last run still goes on; no second one is started.`
      : `${platformId}: a run has begun.`,
  );
  if (run.isOffered) return 0;
  return workUntilDone(platformId, run.crawlRunId);
}

async function workUntilDone(platformId: string, crawlRunId: string): Promise<ExitCode> {
  const stop = interruption();
  try {
    const { record, pipeline, close } = await openPipeline();
    try {
      const run = await waitForRuns(record.database, pipeline, [crawlRunId], `crawl ${platformId}`, stop);
      if (run !== undefined) return 0;
      writeNotice('Stopped. What is left stays due.');
      return 1;
    } finally {
      await close();
    }
  } finally {
    stop.stopListening();
  }
}
