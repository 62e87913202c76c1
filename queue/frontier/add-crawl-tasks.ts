import { v7 as newId } from 'uuid';
import type { PlatformFile } from '../../contracts/platform.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import { admitLinks } from '../../crawler/frontier/admit-links.js';
import { endOfListChain } from '../../crawler/frontier/end-of-list-chain.js';
import { sha256 } from '../../postings/hash-content.js';
import type { Transaction } from '../../prisma/open-database.js';
import { withKeysInUse } from '../complaints/keys-in-use.js';
import type { NewDueWork } from '../due-work.js';
import { type FetchMethods, fetchStepOf } from '../methods/fetch-methods.js';
import { crawlPriority, revisitPriority } from './crawl-priority.js';
import { findKnownPostings, type KnownPosting, needsVisit } from './known-postings.js';
import { listsBefore } from './lists-before.js';

/** A page that one was found on names others. */
export interface FoundPage {
  readonly url: string;
  readonly kind: 'list' | 'detail';
  readonly depth: number;
  /** The posting's key on its platform; null for lists. */
  readonly key: string | null;
  /** What the list says of the posting. */
  readonly row: Partial<PostingRow> | null;
}

/** The page on which others were found, and its run. */
export interface FindingTask {
  readonly id: string;
  readonly url: string;
  readonly crawlRunId: string;
  readonly platformId: string;
  readonly platform: PlatformFile;
  readonly methods: FetchMethods;
  /** When the page was received: what it names was there then. */
  readonly capturedAt: Date;
}

/** The error code of a list that was read, and not followed to its end. */
export const listCut = 'list_cut';

/**
 * Adds pages to the frontier, each once a run, as far as the run's budget goes. In a run that a schedule started, postings that are known
 * and whose time has not come are only noted as seen.
 */
export async function addCrawlTasks(
  transaction: Transaction,
  task: FindingTask,
  named: readonly FoundPage[],
  now: Date,
): Promise<NewDueWork[]> {
  if (named.length === 0) return [];
  const pages = await withKeysInUse(transaction, task.platformId, named);
  // Pages of one run that are read at once would each see the same budget left. NO KEY: captures of the run need not wait.
  const [run] = await transaction.$queryRaw<{ pageBudget: number; startedBy: string; startedAt: Date }[]>`
    SELECT "pageBudget", "startedBy", "startedAt" FROM "CrawlRun"
     WHERE "id" = ${task.crawlRunId} AND "state" = 'running' FOR NO KEY UPDATE`;
  // A run that was cancelled meanwhile is not gone on with.
  if (run === undefined) return [];
  const { taken, left } = admitLinks(
    pages.map(({ url }) => url),
    task.url,
  );
  for (const { reason, count, example } of left)
    await refuse(transaction, [example], `${reason} (${count} links)`, now);
  const admitted = new Set(taken);
  const wanted = await withoutPresent(
    transaction,
    task.crawlRunId,
    pages.filter(({ url }) => admitted.has(url)),
  );
  const details = wanted.filter((page) => page.kind === 'detail');
  const known = await findKnownPostings(
    transaction,
    task.platformId,
    details.flatMap(({ key }) => (key === null ? [] : [key])),
  );
  const knownOf = (page: FoundPage): KnownPosting | undefined => (page.key === null ? undefined : known.get(page.key));
  const onlySeen = details.filter((page) => {
    const posting = knownOf(page);
    return run.startedBy === 'schedule' && posting !== undefined && !needsVisit(posting, page.row, now);
  });
  const noted = onlySeen.filter((page) => (knownOf(page)?.lastSeenAt ?? now) < run.startedAt);
  const revisits = await nameRevisits(transaction, task, pages);
  // Where lists hold whole postings there are no pages to count: such a chain ends by itself, in a circle, or at its limit.
  const newPostings =
    task.platform.detail.from === 'list' ? 1 : details.length - onlySeen.length + noted.length + revisits;
  await transaction.crawlTask.updateMany({ where: { id: task.id, kind: 'list' }, data: { newPostings } });
  await noteSeen(
    transaction,
    onlySeen.flatMap((page) => knownOf(page)?.id ?? []),
    task.capturedAt,
  );
  const skipped = new Set(onlySeen);
  const next = wanted.find((page) => page.kind === 'list');
  if (next !== undefined) {
    const chain = [...(await listsBefore(transaction, task.id)), { url: task.url, newPostings }];
    const end = endOfListChain(chain, next.url);
    if (end !== undefined) {
      await refuse(transaction, [next.url], end, now);
      await markCut(transaction, task.id);
      skipped.add(next);
    }
  }
  const all = wanted.filter((page) => !skipped.has(page));
  const used = await transaction.crawlTask.count({ where: { crawlRunId: task.crawlRunId } });
  const within = all.slice(0, Math.max(0, run.pageBudget - used));
  if (within.length < all.length || left.length > 0) await markCut(transaction, task.id);
  await refuse(
    transaction,
    all.slice(within.length).map(({ url }) => url),
    `The run's budget of ${run.pageBudget} pages is used up`,
    now,
  );
  return insert(
    transaction,
    task,
    within.map((page) => ({ page, posting: knownOf(page) })),
  );
}

async function withoutPresent(
  transaction: Transaction,
  crawlRunId: string,
  pages: readonly FoundPage[],
): Promise<FoundPage[]> {
  const wanted = new Map(pages.map((page) => [sha256(page.url), page]));
  const present = await transaction.crawlTask.findMany({
    where: { crawlRunId, urlSha256: { in: [...wanted.keys()] } },
    select: { urlSha256: true },
  });
  for (const { urlSha256 } of present) wanted.delete(urlSha256);
  return [...wanted.values()];
}

/** Who has a posting's row in hand writes that it was seen himself: to wait for him, with other rows in hand, could be to wait for ever. */
async function noteSeen(transaction: Transaction, postingIds: readonly string[], at: Date): Promise<void> {
  if (postingIds.length === 0) return;
  await transaction.$executeRaw`
    UPDATE "Posting" SET "lastSeenAt" = GREATEST("lastSeenAt", ${at}), "absences" = 0
     WHERE "id" = ANY(SELECT "id" FROM "Posting" WHERE "id" = ANY(${[...postingIds]}) FOR NO KEY UPDATE SKIP LOCKED)`;
}

/** Postings that this run visits again by their time, and that a list now names for the first time in it. */
async function nameRevisits(
  transaction: Transaction,
  { id, crawlRunId }: FindingTask,
  pages: readonly FoundPage[],
): Promise<number> {
  return transaction.$executeRaw`
    UPDATE "CrawlTask" SET "foundOnId" = ${id}
     WHERE "crawlRunId" = ${crawlRunId} AND "urlSha256" = ANY(${pages.map(({ url }) => sha256(url))})
       AND "kind" = 'detail' AND "foundOnId" IS NULL`;
}

/** A list of which not everything is followed: what is missing behind it has not been looked for. */
async function markCut(transaction: Transaction, taskId: string): Promise<void> {
  await transaction.crawlTask.update({ where: { id: taskId }, data: { errorCode: listCut } });
}

async function refuse(transaction: Transaction, urls: readonly string[], detail: string, now: Date): Promise<void> {
  if (urls.length === 0) return;
  await transaction.crawlDecision.createMany({
    data: urls.map((url) => ({ url, rule: 'budget', allowed: false, detail, at: now })),
  });
}

async function insert(
  transaction: Transaction,
  { id: foundOnId, crawlRunId, platform, methods }: FindingTask,
  found: readonly { page: FoundPage; posting: KnownPosting | undefined }[],
): Promise<NewDueWork[]> {
  if (found.length === 0) return [];
  const rows = found.map(({ page, posting }) => ({
    ...{ id: newId(), crawlRunId, foundOnId, url: page.url, urlSha256: sha256(page.url) },
    ...{ kind: page.kind, depth: page.depth, postingKey: page.key, listRow: page.row },
    ...{
      priority: priorityOf(page, posting),
      postingId: posting?.id ?? null,
      comparedToId: posting?.captureId ?? null,
    },
  }));
  await transaction.$executeRaw`
    INSERT INTO "CrawlTask" ("id", "crawlRunId", "foundOnId", "url", "urlSha256", "kind", "depth", "postingKey", "listRow",
                             "priority", "postingId", "comparedToId")
    SELECT "id", "crawlRunId", "foundOnId", "url", "urlSha256", "kind", "depth", "postingKey", "listRow",
           "priority", "postingId", "comparedToId"
      FROM jsonb_populate_recordset(NULL::"CrawlTask", ${JSON.stringify(rows)}::jsonb)`;
  return rows.map(({ id, kind, priority }) => ({
    ...{ step: fetchStepOf(platform, kind, methods), subjectId: id, crawlRunId, priority },
  }));
}

function priorityOf({ kind }: FoundPage, posting: KnownPosting | undefined): number {
  if (kind === 'list') return crawlPriority.list;
  return posting === undefined ? crawlPriority.found : revisitPriority(posting.band);
}
