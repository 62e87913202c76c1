import type { Database } from '../prisma/open-database.js';
import { requirePlatform } from '../queue/platforms.js';
import { type Interruption, interruption } from './interruption.js';
import { openPipeline } from './open-pipeline.js';
import type { ExitCode } from './run-command.js';
import { waitForRuns } from './wait-for-runs.js';

export interface CrawlOptions {
  readonly limit?: number;
  readonly json?: boolean;
}

/** Failures told on standard error. */
const mostTold = 20;

/** `guazheng crawl PLATFORM`: one crawl run, to its end. Exit 1 when no page could be read. */
export async function crawl(platformId: string, options: CrawlOptions): Promise<ExitCode> {
  const stop = interruption();
  try {
    return await crawlOnce(platformId, options, stop);
  } finally {
    stop.stopListening();
  }
}

async function crawlOnce(platformId: string, options: CrawlOptions, stop: Interruption): Promise<ExitCode> {
  const { record, pipeline, close } = await openPipeline();
  try {
    await requirePlatform(record.database, platformId);
    const { crawlRunId, resumed } = await pipeline.crawl(platformId, options.limit);
    if (resumed) process.stderr.write(`Going on with the unfinished crawl of ${platformId}.\n`);
    const run = await waitForRuns(record.database, pipeline, [crawlRunId], `crawl ${platformId}`, stop);
    if (run === undefined) {
      process.stderr.write(`Stopped. What is left stays due; guazheng crawl ${platformId} goes on with it.\n`);
      return 1;
    }
    const { pagesDone: pages, pagesFailed: failed, postings } = run;
    await tellFailures(record.database, crawlRunId, failed);
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify({ pages, failed, postings })}\n`
        : `${platformId}: ${pages} pages read, ${failed} failed or refused, ${postings} postings.\n`,
    );
    await tellCaptures(record.database, platformId);
    return pages === 0 && failed > 0 ? 1 : 0;
  } finally {
    await close();
  }
}

/** The command ends with the crawl; what is due of evidence is a worker's. */
async function tellCaptures(database: Database, platformId: string): Promise<void> {
  const [row] = await database.$queryRaw<{ due: number }[]>`
    SELECT count(*)::int AS "due" FROM "DueWork" work
      JOIN "FullCaptureOrder" ordered ON ordered."id" = work."subjectId" JOIN "Posting" posting ON posting."id" = ordered."postingId"
     WHERE work."step" = 'capture_full' AND work."state" = 'due' AND posting."platformId" = ${platformId}`;
  if (row !== undefined && row.due > 0)
    process.stderr.write(
      `${row.due} flagged postings are still to be captured in full; «guazheng worker» does that.\n`,
    );
}

async function tellFailures(database: Database, crawlRunId: string, failed: number): Promise<void> {
  const failures = await database.crawlTask.findMany({
    where: { crawlRunId, state: { in: ['dead', 'refused'] } },
    select: { url: true, errorMessage: true },
    orderBy: { id: 'asc' },
    take: mostTold,
  });
  for (const { url, errorMessage } of failures) process.stderr.write(`  ${url}: ${errorMessage ?? 'no reason kept'}\n`);
  if (failed > mostTold) process.stderr.write(`  and ${failed - mostTold} more\n`);
}
