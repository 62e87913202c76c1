import { z } from 'zod';

/**
 * A platform file: everything needed to crawl one recruitment platform, written by an operator in YAML.
 * Unknown keys are refused, so that a misspelt one is never silently ignored.
 * It holds no exception to the address guard and no other legal basis than robots.txt, on purpose.
 */

/** Where a field's value is found in an HTML element: a CSS selector, optionally `@attribute` behind it, or the long form. */
const htmlField = z.union([
  z.string().min(1),
  z.strictObject({
    /** CSS selector; absent means the item element itself. */
    selector: z.string().min(1).optional(),
    /** Attribute to read instead of the text. */
    attribute: z.string().min(1).optional(),
    /** Regular expression; its first group (or whole match) is the value. */
    pattern: z.string().min(1).optional(),
    /** Elements inside the selected one that are no part of the value (share buttons, headings). */
    without: z.string().min(1).optional(),
  }),
]);
export type HtmlField = z.infer<typeof htmlField>;

/** Where a value is found in JSON: a dotted path such as `job.company.name` or `attribute_text.0`. */
const jsonField = z.union([
  z.string().min(1),
  z.strictObject({ path: z.string().min(1), pattern: z.string().min(1).optional() }),
]);
export type JsonField = z.infer<typeof jsonField>;

const fieldsOf = <T extends z.ZodType>(field: T) =>
  z.strictObject({
    title: field.optional(),
    company: field.optional(),
    agency: field.optional(),
    salary: field.optional(),
    place: field.optional(),
    headcount: field.optional(),
    publishedAt: field.optional(),
    text: field.optional(),
  });
const listFieldsOf = <T extends z.ZodType>(field: T) =>
  fieldsOf(field).extend({ url: field.optional(), key: field.optional() });

const htmlList = z.strictObject({
  from: z.literal('html'),
  /** Selector of one posting's element in the list. */
  item: z.string().min(1),
  fields: listFieldsOf(htmlField),
  /** Link to the next list page. */
  next: htmlField.optional(),
});
const jsonList = {
  /** Dotted path to the array of postings. */
  items: z.string().min(1),
  fields: listFieldsOf(jsonField),
  /** Dotted path to the URL of the next page, if the answer holds one. */
  next: jsonField.optional(),
  /** Detail URL made from an item's fields, e.g. `/job/{id}.html`; used when `fields.url` is absent. */
  urlTemplate: z.string().min(1).optional(),
};
const listReader = z.discriminatedUnion('from', [
  htmlList,
  z.strictObject({ from: z.literal('json'), ...jsonList }),
  z.strictObject({
    from: z.literal('embedded-json'),
    /** Text that stands directly before the JSON inside a script element, e.g. `window.__SEARCH_RESULT__ =`. */
    marker: z.string().min(1),
    ...jsonList,
  }),
]);
export type ListReader = z.infer<typeof listReader>;

const detailReader = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('html'), fields: fieldsOf(htmlField) }),
  z.strictObject({ from: z.literal('json'), item: z.string().min(1).optional(), fields: fieldsOf(jsonField) }),
  z.strictObject({
    from: z.literal('embedded-json'),
    marker: z.string().min(1),
    item: z.string().min(1).optional(),
    fields: fieldsOf(jsonField),
  }),
  /** schema.org JobPosting in a `<script type="application/ld+json">`. */
  z.strictObject({ from: z.literal('json-ld'), fields: fieldsOf(htmlField).optional() }),
  /** Pages with none of these: title and the densest block of text. */
  z.strictObject({ from: z.literal('generic') }),
  /** The list already holds the whole posting; no detail page is fetched. */
  z.strictObject({ from: z.literal('list') }),
]);

const httpUrl = z.url({ protocol: /^https?$/ });

export const platformFile = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'use lower-case letters, digits and hyphens'),
  name: z.string().min(1),
  /** Absolute http(s) URLs of the list pages where a crawl begins. */
  entry: z.array(httpUrl).min(1),
  /** `browser` renders the page in Chromium first; `http` reads the bytes as sent; without it the crawler learns which of them it takes. */
  fetch: z.enum(['http', 'browser']).optional(),
  /** Overrides what header, meta element and content say of the encoding. */
  encoding: z.enum(['utf-8', 'gbk', 'gb18030', 'big5']).optional(),
  pace: z
    .strictObject({
      /** Least time between the starts of two requests to one host. */
      gapMilliseconds: z.int().min(1).max(3_600_000).default(1000),
    })
    .default({ gapMilliseconds: 1000 }),
  limits: z
    .strictObject({
      /** Page budget of one run. */
      pages: z.int().min(1).default(2000),
      /** List pages followed one after another. */
      listPages: z.int().min(1).default(200),
      /** Largest body that is taken, after decompression. */
      megabytes: z.number().positive().max(64).default(10),
      /** Longest time that one response may take. */
      seconds: z.number().positive().max(300).default(30),
    })
    .default({ pages: 2000, listPages: 200, megabytes: 10, seconds: 30 }),
  list: listReader,
  /** For `fetch: browser`: scroll until the list stops growing, at most this often. */
  scroll: z.strictObject({ times: z.int().min(1).max(1000).default(50) }).optional(),
  detail: detailReader.default({ from: 'generic' }),
});
export type PlatformFile = z.infer<typeof platformFile>;
