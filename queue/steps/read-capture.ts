import { z } from 'zod';
import { captureRecord } from '../../contracts/capture.js';
import { DeadError } from '../../contracts/errors.js';
import type { Step } from '../../contracts/jobs.js';
import type { PlatformFile } from '../../contracts/platform.js';
import { type PostingRow, postingRow } from '../../contracts/posting-row.js';
import { canonicalUrl } from '../../crawler/extract/canonical-url.js';
import { type ListItem, readDetailPage, readListPage } from '../../crawler/extract/read-page.js';
import type { Decision } from '../../crawler/ports.js';
import { isSameSite } from '../../crawler/same-site.js';
import { sha256 } from '../../postings/hash-content.js';
import { storePosting } from '../../postings/store-posting.js';
import type { Transaction } from '../../prisma/open-database.js';
import { decode } from '../../text/decode/decode.js';
import { addDueWork, endDueWork, type NewDueWork } from '../due-work.js';
import { fetchStepOf } from './fetch-page.js';
import { platformOf } from './platform-of-run.js';
import type { RunStep, StepContext } from './step.js';

/** A page that one was found on names others. */
interface FoundPage {
  readonly url: string;
  readonly kind: 'list' | 'detail';
  readonly depth: number;
  readonly key: string | null;
  readonly row: Partial<PostingRow> | null;
}

/** Capture → postings and further CrawlTasks. Reads from the blob store what was stored and hashed before. */
export const readCapture: RunStep = async (context, work) => {
  const { database, clock } = context;
  const capture = await database.capture.findUniqueOrThrow({
    where: { id: work.subjectId },
    include: { crawlTask: { include: { crawlRun: { include: { platformVersion: true } } } } },
  });
  const task = capture.crawlTask;
  const { platformVersion } = task.crawlRun;
  const platform = platformOf(platformVersion);
  const page = { url: capture.finalUrl, text: await textOf(context, capture, platform) };
  // JSON holds no undefined: a key that is there has a value.
  const known = z.nullable(postingRow.partial()).parse(task.listRow) as Partial<PostingRow> | null;
  const read = task.kind === 'list' ? readList(platform, page, task.depth) : readDetail(platform, page, known);

  return database.$transaction(async (transaction) => {
    const now = clock.now();
    await endDueWork(transaction, work, context.holder, now);
    await transaction.crawlTask.update({ where: { id: task.id }, data: { state: 'done' } });
    const due = await addTasks(transaction, task, read.pages, fetchStepOf(platform), now);
    for (const posting of read.postings) {
      const key = posting.key ?? task.postingKey ?? canonicalUrl(posting.url ?? task.url, page.url) ?? task.url;
      const { versionId, isNew } = await storePosting(transaction, {
        platformId: platformVersion.platformId,
        key,
        url: posting.url ?? task.url,
        row: posting.row,
        captureId: capture.id,
        seenAt: capture.capturedAt,
      });
      if (isNew) due.push({ step: 'judge_posting', subjectId: versionId, crawlRunId: task.crawlRunId });
    }
    return addDueWork(transaction, due, now);
  });
};

/** The rendered document where a browser fetched it, the body otherwise. */
async function textOf(
  { blobs }: StepContext,
  capture: { bodySha256: string; domSha256: string | null; record: unknown },
  platform: PlatformFile,
): Promise<string> {
  if (capture.domSha256 !== null)
    return decode(await blobs.get(capture.domSha256), { override: 'utf-8', kind: 'html' }).text;
  const contentType = captureRecord.parse(capture.record).responseHeaders['content-type'];
  return decode(await blobs.get(capture.bodySha256), {
    ...(contentType === undefined ? {} : { contentType }),
    ...(platform.encoding === undefined ? {} : { override: platform.encoding }),
    kind: 'html',
  }).text;
}

interface ReadResult {
  readonly pages: readonly FoundPage[];
  readonly postings: readonly { key: string | null; url: string | null; row: PostingRow }[];
}

function readList(platform: PlatformFile, page: { url: string; text: string }, depth: number): ReadResult {
  const { items, next } = readListPage(platform, page);
  if (items.length === 0 && depth === 0) {
    throw new DeadError(
      'list_empty',
      `The list page ${page.url} holds no posting where ${platform.id} expects them; test the platform file.`,
    );
  }
  const pages: FoundPage[] = [];
  const onSite = (url: string | null): url is string =>
    url !== null && platform.entry.some((entry) => isSameSite(entry, url));
  if (onSite(next) && depth + 1 < platform.limits.listPages)
    pages.push({ url: next, kind: 'list', depth: depth + 1, key: null, row: null });
  if (platform.detail.from === 'list') {
    const postings = items.flatMap((item) => (isWhole(item) ? [{ key: item.key, url: item.url, row: item.row }] : []));
    return { pages, postings };
  }
  for (const item of items) {
    if (onSite(item.url)) pages.push({ url: item.url, kind: 'detail', depth, key: item.key, row: item.row });
  }
  return { pages, postings: [] };
}

function isWhole(item: ListItem): item is ListItem & { row: PostingRow } {
  return item.row.text !== undefined;
}

function readDetail(
  platform: PlatformFile,
  page: { url: string; text: string },
  known: Partial<PostingRow> | null,
): ReadResult {
  const row = readDetailPage(platform, page, known ?? undefined);
  if (row === null) {
    throw new DeadError(
      'no_posting',
      `The page ${page.url} holds no posting that ${platform.id}'s file can read; its capture is kept.`,
    );
  }
  return { pages: [], postings: [{ key: null, url: null, row }] };
}

/** Adds pages to the frontier, each once a run, as far as the run's budget goes. */
async function addTasks(
  transaction: Transaction,
  { id: foundOnId, crawlRun: run }: { id: string; crawlRun: { id: string; pageBudget: number } },
  pages: readonly FoundPage[],
  step: Step,
  now: Date,
): Promise<NewDueWork[]> {
  if (pages.length === 0) return [];
  // Pages of one run that are read at once would each see the same budget left. NO KEY: captures of the run need not wait.
  await transaction.$queryRaw`SELECT 1 FROM "CrawlRun" WHERE "id" = ${run.id} FOR NO KEY UPDATE`;
  const used = await transaction.crawlTask.count({ where: { crawlRunId: run.id } });
  const wanted = new Map(pages.map((page) => [sha256(page.url), page]));
  const present = await transaction.crawlTask.findMany({
    where: { crawlRunId: run.id, urlSha256: { in: [...wanted.keys()] } },
    select: { urlSha256: true },
  });
  for (const { urlSha256 } of present) wanted.delete(urlSha256);
  const all = [...wanted];
  const within = all.slice(0, Math.max(0, run.pageBudget - used));
  const detail = `The run's budget of ${run.pageBudget} pages is used up`;
  await transaction.crawlDecision.createMany({
    data: all.slice(within.length).map(([, page]) => ({
      url: page.url,
      rule: 'budget' satisfies Decision['rule'],
      allowed: false,
      detail,
      at: now,
    })),
  });
  const created = await transaction.crawlTask.createManyAndReturn({
    data: within.map(([urlSha256, page]) => ({
      crawlRunId: run.id,
      url: page.url,
      urlSha256,
      kind: page.kind,
      depth: page.depth,
      foundOnId,
      postingKey: page.key,
      ...(page.row === null ? {} : { listRow: page.row }),
    })),
    select: { id: true },
  });
  return created.map(({ id }) => ({ step, subjectId: id, crawlRunId: run.id }));
}
