import { requirePlatform } from '../queue/platforms.js';
import { interruption } from './interruption.js';
import { openPipeline } from './open-pipeline.js';
import type { ExitCode } from './run-command.js';
import { waitForRuns } from './wait-for-runs.js';

/** `guazheng crawl PLATFORM`: one crawl run, to its end. */
export async function crawl(platformId: string, options: { limit?: number; json?: boolean }): Promise<ExitCode> {
  const { record, pipeline, close } = await openPipeline();
  const { interrupted, stopListening } = interruption();
  try {
    await requirePlatform(record.database, platformId);
    const { crawlRunId, resumed } = await pipeline.crawl(platformId, options.limit);
    if (resumed) process.stderr.write(`Going on with the unfinished crawl of ${platformId}.\n`);
    const progress = await Promise.race([
      waitForRuns(record.database, pipeline, [crawlRunId], platformId),
      interrupted,
    ]);
    if (progress === 'interrupted') {
      process.stderr.write(`Stopped. What is left stays due; guazheng crawl ${platformId} goes on with it.\n`);
      return 1;
    }
    const failures = await record.database.crawlTask.findMany({
      where: { crawlRunId, state: { in: ['dead', 'refused'] } },
      select: { url: true, errorMessage: true },
      orderBy: { id: 'asc' },
      take: 20,
    });
    for (const failure of failures) process.stderr.write(`  ${failure.url}: ${failure.errorMessage ?? ''}\n`);
    const { pagesDone: pages, pagesFailed: failed, postings } = progress;
    if (options.json === true) process.stdout.write(`${JSON.stringify({ pages, failed, postings })}\n`);
    else
      process.stdout.write(`${platformId}: ${pages} pages read, ${failed} failed or refused, ${postings} postings.\n`);
    return 0;
  } finally {
    stopListening();
    await close();
  }
}
