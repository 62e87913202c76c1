import type { Database } from '../prisma/open-database.js';

/**
 * Ends a crawl run in which nothing is due any more. Called after each piece of work has been committed, so that of two that end
 * together at least the later one sees none left; `reconcile` ends what a killed process did not.
 */
export async function finishRunIfIdle(database: Database, crawlRunId: string, now: Date): Promise<void> {
  await database.crawlRun.updateMany({
    where: { id: crawlRunId, state: 'running', dueWork: { none: { state: 'due' } } },
    data: { state: 'finished', finishedAt: now },
  });
}
