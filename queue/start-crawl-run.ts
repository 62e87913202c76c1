import { canonicalUrl } from '../crawler/extract/canonical-url.js';
import { sha256 } from '../postings/hash-content.js';
import type { Database } from '../prisma/open-database.js';
import { addDueWork } from './due-work.js';
import type { QueuedJob } from './engine.js';
import { fetchStepOf } from './steps/fetch-page.js';
import { platformOf } from './steps/platform-of-run.js';

export interface CrawlRunOptions {
  readonly platformId: string;
  /** Most pages to fetch; the platform file's limit where absent. */
  readonly pageBudget?: number | undefined;
  readonly now: Date;
}

/**
 * Starts a crawl run with its entry pages, or goes on with the one that a killed process left unfinished: its rows say what is due.
 * Two starts at once wait for each other at the platform's row, so that a platform never has two runs.
 */
export async function startCrawlRun(
  database: Database,
  { platformId, pageBudget, now }: CrawlRunOptions,
): Promise<{ crawlRunId: string; resumed: boolean; jobs: QueuedJob[] }> {
  return database.$transaction(async (transaction) => {
    await transaction.$queryRaw`SELECT 1 FROM "Platform" WHERE "id" = ${platformId} FOR UPDATE`;
    const version = await transaction.platformVersion.findFirstOrThrow({
      where: { platformId },
      orderBy: { number: 'desc' },
    });
    const unfinished = await transaction.crawlRun.findFirst({
      where: { state: 'running', platformVersion: { platformId } },
      select: { id: true },
    });
    if (unfinished !== null) return { crawlRunId: unfinished.id, resumed: true, jobs: [] };
    const platform = platformOf(version);
    const budget = pageBudget ?? platform.limits.pages;
    const run = await transaction.crawlRun.create({
      data: { platformVersionId: version.id, pageBudget: budget, startedAt: now },
      select: { id: true },
    });
    const entries = new Set(platform.entry.map((entry) => canonicalUrl(entry, entry) ?? entry));
    const tasks = await transaction.crawlTask.createManyAndReturn({
      data: [...entries]
        .slice(0, budget)
        .map((url) => ({ crawlRunId: run.id, url, urlSha256: sha256(url), kind: 'list' as const })),
      select: { id: true },
    });
    const due = tasks.map(({ id }) => ({ step: fetchStepOf(platform), subjectId: id, crawlRunId: run.id }));
    return { crawlRunId: run.id, resumed: false, jobs: await addDueWork(transaction, due, now) };
  });
}
