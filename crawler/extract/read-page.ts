import type { CheerioAPI } from 'cheerio/slim';
import type { ListReader, PlatformFile } from '../../contracts/platform.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import { canonicalUrl } from './canonical-url.js';
import { embeddedJson, jsonAnswer } from './embedded-json.js';
import { readGenericPage } from './generic.js';
import { baseReference, readHtmlFields } from './html.js';
import { loadPage } from './html-document.js';
import { isElement } from './html-node.js';
import { fillTemplate, readJsonFields, valueAt } from './json.js';
import { jobPostings, readJobPosting } from './json-ld.js';
import { type FieldValues, fieldValue, rowOf } from './posting-fields.js';
import { mayTakeLong } from './reading-cost.js';
import { withinTimeLimit } from './time-limit.js';

/** A decoded page. `url` is where it was received from, after redirects: relative links are resolved against it. */
export interface Page {
  url: string;
  text: string;
}

export interface ListItem {
  /** Canonical URL of the detail page; null if the item has none. */
  url: string | null;
  /** The platform's own identifier of the posting, if the platform file names one. */
  key: string | null;
  /** What the list says of the posting. With `detail.from: list` it is the whole posting, `text` included. */
  row: Partial<PostingRow>;
}

export interface ListPage {
  items: ListItem[];
  /** Canonical http(s) URL of the next list page, never this page's own; null on the last one. */
  next: string | null;
}

/** A page of 10 MB could hold millions of matches; honest lists hold 10 to 100. */
const mostItems = 5000;

/**
 * Reads a list page as its platform file says. A page that is no such list gives no items; that is not an error.
 *
 * @throws DeadError `page_too_complex` when reading takes unreasonably long
 */
export function readListPage(platform: PlatformFile, page: Page): ListPage {
  return limited(platform, page, () => {
    const { items, next, base } = rawList(platform.list, page);
    const withText = platform.detail.from === 'list';
    const read = items.flatMap(({ values, link }) => {
      const url = link === undefined ? null : canonicalUrl(link, base);
      const key = fieldValue('key', values.key ?? '') || null;
      const row = { ...(url === null ? {} : { url }), ...rowOf(values) };
      const hasContent = key !== null || Object.keys(row).length > 0;
      return hasContent ? [{ url, key, row: withText ? withListText(row) : row }] : [];
    });
    const following = next === undefined ? null : canonicalUrl(next, base);
    return { items: read, next: following === canonicalUrl(page.url, page.url) ? null : following };
  });
}

/**
 * Reads a detail page as its platform file says; what the list knew fills the gaps. Null when the page holds no
 * posting: a withdrawn one, an error page, another kind of page. A posting has a text; where the platform file names
 * no field for it, the list's text or else the title stands for it.
 *
 * @throws DeadError `page_too_complex` when reading takes unreasonably long
 */
export function readDetailPage(
  platform: PlatformFile,
  page: Page,
  fromList: Partial<PostingRow> = {},
): PostingRow | null {
  return limited(platform, page, () => {
    const { detail } = platform;
    const values = detail.from === 'list' ? {} : detailValues(detail, page);
    if (values === undefined) return null;
    const read = rowOf(values);
    if (detail.from !== 'list' && read.text === undefined && (namesText(detail) || read.title === undefined))
      return null;
    const url = fromList.url ?? canonicalUrl(page.url, page.url);
    const row = { ...fromList, ...read, ...(url === null ? {} : { url }) };
    const text = row.text ?? row.title;
    return text === undefined ? null : { ...row, text };
  });
}

/** The watchdog costs a thread, so that only what may take long has one. */
function limited<T>(platform: PlatformFile, page: Page, read: () => T): T {
  return mayTakeLong(platform, page.text) ? withinTimeLimit(page.url, read) : read();
}

/** Whether a page without a text cannot be a posting of this platform. */
function namesText(detail: PageReader): boolean {
  if (detail.from === 'generic') return true;
  return detail.from !== 'json-ld' && detail.fields.text !== undefined;
}

/** A list's row as a whole posting: without a text of its own, its fields in lines are the text. */
export function withListText(row: Partial<PostingRow>): Partial<PostingRow> {
  if (row.text !== undefined) return row;
  const lines = [row.title, row.company, row.salary, row.place, row.headcount].filter((line) => line !== undefined);
  return lines.length === 0 ? row : { ...row, text: lines.join('\n') };
}

interface RawList {
  items: { values: FieldValues; link: string | undefined }[];
  next: string | undefined;
  base: string;
}

function rawList(list: ListReader, page: Page): RawList {
  if (list.from === 'html') {
    const $ = loadPage(page.text);
    const items = $(list.item)
      .toArray()
      .filter(isElement)
      .slice(0, mostItems)
      .map((element) => {
        const values = readHtmlFields($, element, list.fields);
        return { values, link: values.url };
      });
    const next = list.next === undefined ? undefined : readHtmlFields($, null, { url: list.next }).url;
    return { items, next, base: baseOf($, page) };
  }
  const $ = list.from === 'json' ? null : loadPage(page.text);
  const data = list.from === 'json' ? jsonAnswer(page.text) : $ === null ? undefined : embeddedJson($, list.marker);
  const found = valueAt(data, list.items);
  const items = (Array.isArray(found) ? found.slice(0, mostItems) : []).map((item: unknown) => {
    const values = readJsonFields(item, list.fields);
    const template = list.fields.url === undefined ? list.urlTemplate : undefined;
    return { values, link: template === undefined ? values.url : (fillTemplate(template, item) ?? undefined) };
  });
  const next = list.next === undefined ? undefined : readJsonFields(data, { url: list.next }).url;
  return { items, next, base: $ === null ? page.url : baseOf($, page) };
}

type PageReader = Exclude<PlatformFile['detail'], { from: 'list' }>;

/** Undefined when the page is not what the reader reads. */
function detailValues(detail: PageReader, page: Page): FieldValues | undefined {
  if (detail.from === 'json') {
    const item = valueAt(jsonAnswer(page.text), detail.item ?? '.');
    return item === undefined ? undefined : readJsonFields(item, detail.fields);
  }
  const $ = loadPage(page.text);
  if (detail.from === 'generic') return readGenericPage($);
  if (detail.from === 'html') return readHtmlFields($, null, detail.fields);
  if (detail.from === 'embedded-json') {
    const item = valueAt(embeddedJson($, detail.marker), detail.item ?? '.');
    return item === undefined ? undefined : readJsonFields(item, detail.fields);
  }
  const stated = detail.fields === undefined ? {} : readHtmlFields($, null, detail.fields);
  const posting = jobPostingOf($, page);
  if (posting === undefined) return detail.fields === undefined ? undefined : stated;
  const values = { ...posting };
  for (const [name, value] of Object.entries(stated) as [keyof FieldValues, string | undefined][]) {
    if (value !== undefined && value.trim() !== '') values[name] = value;
  }
  return values;
}

/** The JobPosting that this page is about: the one that states this page's URL, else the first. */
function jobPostingOf($: CheerioAPI, page: Page): FieldValues | undefined {
  const own = canonicalUrl(page.url, page.url);
  const postings = jobPostings($).map(readJobPosting);
  return postings.find(({ url }) => url !== undefined && canonicalUrl(url, page.url) === own) ?? postings[0];
}

/** The URL against which links of a page are resolved. A base that is not http(s) is ignored. */
function baseOf($: CheerioAPI, page: Page): string {
  const reference = baseReference($);
  return (reference === null ? null : canonicalUrl(reference, page.url)) ?? page.url;
}
