import { GuazhengError } from '../../contracts/errors.js';
import type { ComparisonWithClue } from '../../contracts/evidence-record.js';
import type { FullPageRecord } from '../../contracts/full-capture.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import { canonicalUrl } from '../../crawler/extract/canonical-url.js';
import { type Page, readDetailPage, readListPage } from '../../crawler/extract/read-page.js';
import type { BlobStore } from '../../evidence/blobs/blob-store.js';
import { contentOf, hashContent } from '../../postings/hash-content.js';
import { compareContent } from '../../postings/life/compare-content.js';
import { textOfCapture } from './capture-text.js';
import type { CaptureOrder } from './load-capture-orders.js';

/** What the page says now against what the posting said when the clue was found. */
export async function compareWithClue(
  blobs: BlobStore,
  { clue, platform, posting }: CaptureOrder,
  page: FullPageRecord,
): Promise<ComparisonWithClue> {
  const common = {
    postingVersionId: clue.versionId,
    contentSha256: clue.contentSha256,
    seenAt: clue.seenAt.toISOString(),
  };
  if (page.status === 404 || page.status === 410) return { ...common, state: 'gone', changes: [], row: null };
  const captured = {
    bodySha256: page.body.sha256,
    // Read as the clue was read: another way of reading would show differences that the page does not have.
    domSha256: clue.wasRendered ? page.dom.sha256 : null,
    contentType: page.responseHeaders['content-type'] ?? null,
  };
  const shown = { url: page.finalUrl, text: await textOfCapture(blobs, captured, platform) };
  const row = readPosting(shown, { platform, key: posting.key, listRow: clue.listRow });
  if (row === null) return { ...common, state: 'unreadable', changes: [], row: null };
  const content = contentOf(row);
  if (hashContent(content) === clue.contentSha256) return { ...common, state: 'unchanged', changes: [], row };
  const { changed } = compareContent(clue.content, content);
  return { ...common, state: 'changed', changes: changed.map((change) => ({ ...change })), row };
}

/** The posting that a page shows; of a list the one of that key. Null where the page holds none that the platform file can read. */
function readPosting(
  page: Page,
  { platform, key, listRow }: Pick<CaptureOrder, 'platform'> & { key: string; listRow: Partial<PostingRow> | null },
): PostingRow | null {
  try {
    if (platform.detail.from !== 'list') return readDetailPage(platform, page, listRow ?? undefined);
    const item = readListPage(platform, page).items.find(
      (one) => (one.key ?? canonicalUrl(one.url ?? page.url, page.url)) === key,
    );
    return item?.row.text === undefined ? null : { ...item.row, text: item.row.text };
  } catch (error) {
    // Whatever the page is, its capture is evidence; that it cannot be read is said.
    if (error instanceof GuazhengError) return null;
    throw error;
  }
}
