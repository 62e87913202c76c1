import type { PlatformFile } from '../../contracts/platform.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import { decode } from '../../text/decode/decode.js';
import type { Encoding } from '../../text/decode/encoding-label.js';
import { canonicalUrl } from './canonical-url.js';
import { type ListPage, type Page, readDetailPage, readListPage, withListText } from './read-page.js';

export interface SavedPage {
  encoding: Encoding;
  kind: 'list' | 'detail';
  /** A list's postings hold what the list says; their `text` is made of it if the list has none. */
  postings: PostingRow[];
  next: string | null;
}

/**
 * Reads a page of which nobody said whether it is a list or a posting, so that an operator can try a platform file:
 * decodes it, reads it both ways and decides by what that yields. An entry page is a list; a page on which an explicit
 * detail reader finds a title and a text is a posting, even if it also shows similar ones; else a page with items is a
 * list. A page that yields nothing counts as a list without postings.
 *
 * @throws DeadError `page_too_complex` when reading takes unreasonably long
 */
export function readSavedPage(platform: PlatformFile, bytes: Uint8Array, url: string, contentType?: string): SavedPage {
  const { text, encoding } = decode(bytes, {
    ...(contentType === undefined ? {} : { contentType }),
    ...(platform.encoding === undefined ? {} : { override: platform.encoding }),
    kind: platform.list.from === 'json' && isJson(bytes) ? 'text' : 'html',
  });
  const page: Page = { url, text };
  const list = readListPage(platform, page);
  const posting = isEntry(platform, url) || platform.detail.from === 'list' ? null : readDetailPage(platform, page);
  const explicit = platform.detail.from !== 'generic' && posting?.title !== undefined;
  if (posting !== null && (list.items.length === 0 || explicit)) {
    return { encoding, kind: 'detail', postings: [posting], next: null };
  }
  return { encoding, kind: 'list', postings: postingsOf(list), next: list.next };
}

function postingsOf({ items }: ListPage): PostingRow[] {
  return items.map(({ row }) => {
    const { text = '', ...rest } = withListText(row);
    return { ...rest, text };
  });
}

function isEntry({ entry }: PlatformFile, url: string): boolean {
  const own = canonicalUrl(url, url);
  return own !== null && entry.some((candidate) => canonicalUrl(candidate, candidate) === own);
}

function isJson(bytes: Uint8Array): boolean {
  const first = bytes.find((byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
  return first === 0x7b || first === 0x5b;
}
