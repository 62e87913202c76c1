import { v7 as newId } from 'uuid';
import type { PlatformFile } from '../contracts/platform.js';
import { canonicalUrl } from '../crawler/extract/canonical-url.js';
import { sha256 } from '../postings/hash-content.js';
import { findDueRevisits } from '../postings/life/find-due-revisits.js';
import type { Transaction } from '../prisma/open-database.js';
import { addDueWork } from './due-work.js';
import type { QueuedJob } from './engine.js';
import { crawlPriority, revisitPriority } from './frontier/crawl-priority.js';
import { fetchStepOf, readFetchMethods } from './methods/fetch-methods.js';
import type { RunWindow } from './run-window.js';
import { platformOf } from './steps/platforms-of-versions.js';

export interface CrawlRunOptions {
  readonly platformId: string;
  /** Most pages to fetch; the platform file's limit where absent. */
  readonly pageBudget?: number | undefined;
  /** A run by command visits everything that the lists name; one by schedule what is new and what is due to be looked at again. */
  readonly startedBy: 'command' | 'schedule';
  /** Pages are fetched only within it. */
  readonly window?: RunWindow | undefined;
  readonly now: Date;
}

export interface StartedRun {
  readonly crawlRunId: string;
  /** It was there already, and goes on. */
  readonly resumed: boolean;
  readonly jobs: readonly QueuedJob[];
}

/** A page with which a run begins. */
interface FirstPage {
  readonly url: string;
  readonly kind: 'list' | 'detail';
  readonly priority: number;
  readonly postingId: string | null;
  readonly postingKey: string | null;
  readonly comparedToId: string | null;
}

/**
 * Starts a crawl run with its entry pages and the postings that are due to be looked at again, or goes on with the one that a killed process
 * left unfinished: its rows say what is due. Two starts at once wait for each other at the platform's row, so that a platform never has two runs.
 */
export async function startCrawlRun(transaction: Transaction, options: CrawlRunOptions): Promise<StartedRun> {
  const { platformId, pageBudget, startedBy, window, now } = options;
  await transaction.$queryRaw`SELECT 1 FROM "Platform" WHERE "id" = ${platformId} FOR UPDATE`;
  const version = await transaction.platformVersion.findFirstOrThrow({
    where: { platformId },
    orderBy: { number: 'desc' },
  });
  const unfinished = await transaction.crawlRun.findFirst({
    // The page of a complaint is taken beside the platform's crawl, and is none.
    where: { state: 'running', complaintId: null, platformVersion: { platformId } },
    select: { id: true },
  });
  if (unfinished !== null) return { crawlRunId: unfinished.id, resumed: true, jobs: [] };
  const platform = platformOf(version);
  const budget = pageBudget ?? platform.limits.pages;
  const run = await transaction.crawlRun.create({
    data: {
      ...{ platformVersionId: version.id, pageBudget: budget, startedAt: now, startedBy },
      ...(window === undefined ? {} : { windowFrom: window.from, windowTo: window.to, timeZone: window.timeZone }),
    },
    select: { id: true },
  });
  const lists = entryPages(platform).slice(0, budget);
  const revisits = await dueRevisits(transaction, platform, platformId, now, budget - lists.length);
  const methods = await readFetchMethods(transaction, platformId);
  const rows = [...lists, ...revisits].map((page) => ({ id: newId(), ...page }));
  await transaction.crawlTask.createMany({
    data: rows.map((page) => ({ ...page, crawlRunId: run.id, urlSha256: sha256(page.url) })),
  });
  const due = rows.map(({ id, kind, priority }) => ({
    ...{ step: fetchStepOf(platform, kind, methods), subjectId: id, crawlRunId: run.id, priority },
  }));
  return { crawlRunId: run.id, resumed: false, jobs: await addDueWork(transaction, due, now) };
}

function entryPages({ entry }: PlatformFile): FirstPage[] {
  const urls = new Set(entry.map((url) => canonicalUrl(url, url) ?? url));
  const page = {
    kind: 'list',
    priority: crawlPriority.list,
    postingId: null,
    postingKey: null,
    comparedToId: null,
  } as const;
  return [...urls].map((url) => ({ url, ...page }));
}

/** Postings with a page of their own that are due to be looked at again: lists may not name them any more. At most half of the budget. */
async function dueRevisits(
  transaction: Transaction,
  platform: PlatformFile,
  platformId: string,
  now: Date,
  budget: number,
): Promise<FirstPage[]> {
  const limit = Math.floor(budget / 2);
  if (platform.detail.from === 'list' || limit < 1) return [];
  const due = await findDueRevisits(transaction, platformId, now, limit);
  const pages = new Map(
    due.map(({ postingId, url, key, band, captureId }) => [
      url,
      {
        url,
        kind: 'detail' as const,
        priority: revisitPriority(band),
        postingId,
        postingKey: key,
        comparedToId: captureId,
      },
    ]),
  );
  for (const { url } of entryPages(platform)) pages.delete(url);
  return [...pages.values()];
}
