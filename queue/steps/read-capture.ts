import { DeadError, RefusedError } from '../../contracts/errors.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import { canonicalUrl } from '../../crawler/extract/canonical-url.js';
import { gateOf } from '../../crawler/extract/gate-page.js';
import { type ListItem, readDetailPage, readListPage } from '../../crawler/extract/read-page.js';
import { isSameSite } from '../../crawler/same-site.js';
import { recordAbsences } from '../../postings/life/record-absences.js';
import { sawUnchanged } from '../../postings/life/saw-unchanged.js';
import { type SeenPosting, storePostings } from '../../postings/life/store-postings.js';
import type { Transaction } from '../../prisma/open-database.js';
import { addCrawlTasks, type FoundPage, listCut } from '../frontier/add-crawl-tasks.js';
import {
  addComparison,
  compareMethods,
  type MethodSample,
  storeSample,
  wantsComparison,
} from '../methods/compare-methods.js';
import { textOfCapture } from './capture-text.js';
import { linksAfterRemoval } from './link-posting.js';
import { type LoadedCapture, loadCaptures } from './load-captures.js';
import type { Acted, PipelineStep, StepContext, Stored } from './step.js';

/** What a capture says. */
type Reading =
  | {
      readonly kind: 'read';
      readonly pages: readonly FoundPage[];
      readonly postings: readonly SeenPosting[];
      /** A list that is not followed to its end, or of which not everything could be read. */
      readonly isCut?: boolean;
    }
  /** The platform said that nothing has changed. */
  | { readonly kind: 'unchanged' }
  /** A known posting's page no longer holds one. */
  | { readonly kind: 'absent' }
  /** Nothing was found over HTTP on a platform whose pages may need the browser. */
  | { readonly kind: 'unread'; readonly why: DeadError };

interface Outcome {
  readonly reading: Reading;
  /** Set where the page was fetched both ways: which one shows more. */
  readonly sample: MethodSample | null;
}

/** Capture → postings and further CrawlTasks. Reads from the blob store what was stored and hashed before. */
export const readCapture: PipelineStep<LoadedCapture, Outcome> = {
  load: ({ database }, work) => loadCaptures(database, work),

  async act(context, _work, capture) {
    if (capture.status === 304) return { reading: { kind: 'unchanged' }, sample: null };
    const sample = capture.other === null ? null : await compareMethods(context, capture, capture.other);
    // What the first way showed is the record; the second one only says which to take from now on.
    if (capture.task.isRead) return { reading: { kind: 'read', pages: [], postings: [] }, sample };
    return { reading: await readPage(context, capture), sample };
  },

  store: storeReadings,
};

async function readPage(context: StepContext, capture: LoadedCapture): Promise<Reading> {
  const { task, platform } = capture;
  const page = { url: capture.finalUrl, text: await textOfCapture(context.blobs, capture, platform) };
  const reading = task.kind === 'list' ? readList(capture, page) : readDetail(capture, page);
  const isEmptyList = !(reading instanceof DeadError) && reading.kind === 'read' && reading.isCut === true;
  if (!(reading instanceof DeadError) && !isEmptyList) return reading;
  const gate = gateOf(page);
  if (gate === 'captcha')
    throw new RefusedError(
      'captcha',
      `${page.url} shows a CAPTCHA instead of the page; it is not solved, and its capture is kept.`,
    );
  if (gate === 'login')
    throw new RefusedError(
      'login_required',
      `${page.url} asks to log in instead of showing the page; its capture is kept.`,
    );
  if (!(reading instanceof DeadError)) return reading;
  // A platform whose lists are built by scripts looks empty over HTTP; the browser may see more.
  if (wantsComparison(capture)) return { kind: 'unread', why: reading };
  if (task.postingId !== null) return { kind: 'absent' };
  throw reading;
}

/** A list's postings and pages, or why it cannot be one. */
function readList(capture: LoadedCapture, page: { url: string; text: string }): Reading | DeadError {
  const { platform, task } = capture;
  const { items, next } = readListPage(platform, page);
  if (items.length === 0 && task.depth === 0) {
    return new DeadError(
      'list_empty',
      `The list page ${page.url} holds no posting where ${platform.id} expects them; test the platform file.`,
    );
  }
  const pages: FoundPage[] = [];
  const onSite = (url: string | null): url is string =>
    url !== null && platform.entry.some((entry) => isSameSite(entry, url));
  const isFollowed = onSite(next) && task.depth + 1 < platform.limits.listPages;
  if (isFollowed) pages.push({ url: next, kind: 'list', depth: task.depth + 1, key: null, row: null });
  const isCut = items.length === 0 || (next !== null && !isFollowed);
  if (platform.detail.from === 'list') {
    const postings = items.flatMap((item) => (isWhole(item) ? [seenPosting(capture, item, page.url)] : []));
    return { kind: 'read', pages, postings, isCut: isCut || postings.length < items.length };
  }
  for (const { url, key, row } of items) {
    if (onSite(url))
      pages.push({ url, kind: 'detail', depth: task.depth, key: key ?? canonicalUrl(url, page.url), row });
  }
  return { kind: 'read', pages, postings: [], isCut };
}

function isWhole(item: ListItem): item is ListItem & { row: PostingRow } {
  return item.row.text !== undefined;
}

function readDetail(capture: LoadedCapture, page: { url: string; text: string }): Reading | DeadError {
  const { platform, task } = capture;
  // A platform leads from a posting that is gone to its lists or its front page, whose words are not the posting's.
  const isElsewhere = page.url !== task.url && [...platform.entry, new URL('/', page.url).href].includes(page.url);
  const row = isElsewhere ? null : readDetailPage(platform, page, task.listRow ?? undefined);
  if (row === null) {
    return new DeadError(
      'no_posting',
      `The page ${page.url} holds no posting that ${platform.id}'s file can read; its capture is kept.`,
    );
  }
  return { kind: 'read', pages: [], postings: [seenPosting(capture, { key: null, url: null, row }, page.url)] };
}

function seenPosting(
  { id: captureId, task, platform, platformId, capturedAt }: LoadedCapture,
  { key, url, row }: { key: string | null; url: string | null; row: PostingRow },
  pageUrl: string,
): SeenPosting {
  return {
    ...{ platformId, captureId, row, url: url ?? task.url, seenAt: capturedAt },
    key: key ?? task.postingKey ?? canonicalUrl(url ?? task.url, pageUrl) ?? task.url,
    ...(platform.detail.from === 'list' ? { listOnly: true } : {}),
  };
}

async function storeReadings(
  transaction: Transaction,
  acted: readonly Acted<LoadedCapture, Outcome>[],
  now: Date,
): Promise<Stored> {
  const due: Stored['due'][number][] = [];
  await lockRuns(transaction, acted);
  const seen = acted.flatMap(({ loaded, effect: { reading } }) =>
    reading.kind === 'read' ? reading.postings.map((posting) => ({ posting, loaded })) : [],
  );
  // Posting rows first, by their keys and then by their ids: whoever else writes them takes them in the same order.
  const { stored, ledger } = await storePostings(
    transaction,
    seen.map(({ posting }) => posting),
    now,
  );
  const judged = new Set<string>();
  stored.forEach(({ versionId, change }, index) => {
    if ((change !== 'first_seen' && change !== 'edited') || judged.has(versionId)) return;
    judged.add(versionId);
    const crawlRunId = seen[index]?.loaded.task.crawlRunId ?? null;
    due.push({ step: 'judge_posting', subjectId: versionId, crawlRunId });
  });
  const unchanged = acted.flatMap(({ loaded: { id: captureId, task, capturedAt: seenAt }, effect }) =>
    effect.reading.kind === 'unchanged' && task.postingId !== null
      ? [{ postingId: task.postingId, captureId, seenAt }]
      : [],
  );
  const absent = acted.flatMap(({ loaded: { id: captureId, task, capturedAt: at }, effect }) =>
    effect.reading.kind === 'absent' && task.postingId !== null
      ? [{ postingId: task.postingId, captureId, reason: 'absent' as const, at }]
      : [],
  );
  const again = unchanged.length === 0 ? [] : await sawUnchanged(transaction, unchanged);
  const removed = absent.length === 0 ? [] : await recordAbsences(transaction, absent);

  const inOrder = [...acted].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  for (const one of inOrder) due.push(...(await storePages(transaction, one, now)));
  const done = acted.filter(({ effect }) => effect.reading.kind !== 'unread').map(({ loaded }) => loaded.task.id);
  await transaction.$executeRaw`UPDATE "CrawlTask" SET "state" = 'done' WHERE "id" = ANY(${done})`;
  // Not a failure; but what such a page says of its validators holds for a posting that is not there.
  const holdsNone = acted.filter(({ effect }) => effect.reading.kind === 'absent').map(({ loaded }) => loaded.task.id);
  if (holdsNone.length > 0)
    await transaction.$executeRaw`UPDATE "CrawlTask" SET "errorCode" = 'absent' WHERE "id" = ANY(${holdsNone})`;
  due.push(...linksAfterRemoval(removed));
  return { due, ledger: [...ledger, ...again, ...removed] };
}

/** Runs before postings, and each kind of row by its id: so does whoever else takes them, and nobody waits for one who waits for him. */
async function lockRuns(transaction: Transaction, acted: readonly Acted<LoadedCapture, Outcome>[]): Promise<void> {
  const ids = acted.filter(({ loaded }) => loaded.task.kind === 'list').map(({ loaded }) => loaded.task.crawlRunId);
  if (ids.length === 0) return;
  await transaction.$queryRaw`
    SELECT 1 FROM "CrawlRun" WHERE "id" = ANY(${[...new Set(ids)]}) ORDER BY "id" FOR NO KEY UPDATE`;
}

function placeOf({ loaded: { platformId, task } }: Acted<LoadedCapture, Outcome>): string {
  return `${platformId} ${task.kind} ${task.id}`;
}

/** What one capture adds to the frontier: further pages, and the same page by the other way of fetching. */
async function storePages(
  transaction: Transaction,
  { loaded, effect: { reading, sample } }: Acted<LoadedCapture, Outcome>,
  now: Date,
): Promise<Stored['due'][number][]> {
  const { task, platform, platformId, methods } = loaded;
  const { crawlRunId } = task;
  const due: Stored['due'][number][] = [];
  if (sample !== null) await storeSample(transaction, platformId, task.kind, sample, now);
  if (reading.kind === 'read') {
    if (reading.isCut === true)
      await transaction.crawlTask.update({ where: { id: task.id }, data: { errorCode: listCut } });
    const finding = {
      id: task.id,
      url: task.url,
      capturedAt: loaded.capturedAt,
      crawlRunId,
      platformId,
      platform,
      methods,
    };
    due.push(...(await addCrawlTasks(transaction, finding, reading.pages, now)));
  }
  if (reading.kind === 'unread' || (reading.kind === 'read' && wantsComparison(loaded)))
    due.push(...(await addComparison(transaction, loaded, reading.kind === 'unread')));
  return due;
}
