import { DeadError, RefusedError } from '../../contracts/errors.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import { canonicalUrl } from '../../crawler/extract/canonical-url.js';
import { gateOf } from '../../crawler/extract/gate-page.js';
import { type ListItem, type Page, readDetailPage, readListPage } from '../../crawler/extract/read-page.js';
import { isSameSite } from '../../crawler/same-site.js';
import type { SeenPosting } from '../../postings/life/store-postings.js';
import { liesOnSite } from '../complaints/platform-of-address.js';
import type { FoundPage } from '../frontier/add-crawl-tasks.js';
import { wantsComparison } from '../methods/compare-methods.js';
import { redirectElsewhere } from './fetch-politely.js';
import type { LoadedCapture } from './load-captures.js';

/** What a capture says. */
export type Reading =
  | ReadPage
  /** The platform said that nothing has changed. */
  | { readonly kind: 'unchanged' }
  /** A known posting's page no longer holds one. */
  | { readonly kind: 'absent' }
  /** Nothing was found over HTTP on a platform whose pages may need the browser. */
  | { readonly kind: 'unread'; readonly why: DeadError };

export interface ReadPage {
  readonly kind: 'read';
  readonly pages: readonly FoundPage[];
  readonly postings: readonly SeenPosting[];
  /** A list that is not followed to its end, or of which not everything could be read. */
  readonly isCut?: boolean;
}

/**
 * Reads what was captured of one page as its platform file says.
 *
 * @throws RefusedError `captcha`, `login_required`, `redirect_elsewhere`; DeadError `list_empty`, `no_posting`, `page_too_complex`
 */
export function readCapturedPage(capture: LoadedCapture, text: string): Reading {
  const { task } = capture;
  const page = { url: capture.finalUrl, text };
  if (task.complaintId !== null && !liesOnSite(capture.platform, page.url)) throw redirectElsewhere(task.url, page.url);
  const reading = task.kind === 'list' ? readList(capture, page) : readDetail(capture, page);
  // A page that shows postings is no gate, whatever boxes it has in its header.
  if (!(reading instanceof DeadError) && reading.pages.length + reading.postings.length > 0) return reading;
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
function readList(capture: LoadedCapture, page: Page): ReadPage | DeadError {
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

function readDetail(capture: LoadedCapture, page: Page): ReadPage | DeadError {
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
  // What a list names is known by that name; what a complaint names by where it led.
  const url = task.complaintId === null ? null : canonicalUrl(page.url, page.url);
  const seen = seenPosting(capture, { key: null, url, row }, page.url);
  return { kind: 'read', pages: [], postings: [task.listRow === null ? seen : { ...seen, listed: task.listRow }] };
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
