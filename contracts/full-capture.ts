import { z } from 'zod';
import { blobReference, captureRecord } from './capture.js';

/** Header fields in the order received; a name that comes twice is there twice. */
const headerFields = z.array(z.tuple([z.string(), z.string()]));

/** One request that a page made, and what came of it. */
export const capturedResource = z.object({
  url: z.string(),
  method: z.string(),
  /** As the browser names it: Document, Script, Stylesheet, Image, Font, XHR, Fetch, … */
  resourceType: z.string(),
  startedAt: z.iso.datetime(),
  requestHeaders: headerFields,
  /** 0 when no answer came. */
  status: z.int(),
  statusText: z.string(),
  responseHeaders: headerFields,
  /** The peer that the bytes came from; empty when no answer came. */
  remoteAddress: z.string(),
  remotePort: z.int(),
  /** After content decoding; null when there is none (a redirect, no answer). */
  body: blobReference.nullable(),
  /** Why no answer came, or why its body was not kept; null when nothing failed. */
  failure: z.string().nullable(),
});
export type CapturedResource = z.infer<typeof capturedResource>;

/**
 * Everything that one page was when it was captured as evidence (full capture): the light capture's fields and all that the page asked
 * for. A page that is gone (404, 410) is captured too: that it is gone is what is to be shown.
 */
export const fullPageRecord = captureRecord.extend({
  method: z.literal('browser'),
  dom: blobReference,
  /** Of the page from its top, as far as a picture may be high. */
  screenshot: blobReference,
  /** In CSS pixels. */
  pageHeight: z.int().nonnegative(),
  /** In CSS pixels; less than the page's where the picture shows its top alone. */
  pictureHeight: z.int().nonnegative(),
  /** The page printed on A4. */
  pdf: blobReference,
  /** All addresses that the host's name had when it was resolved; `remoteAddress` is the one dialled. */
  resolvedAddresses: z.array(z.string()),
  /** PEM, the site's own certificate first. Empty for plain HTTP. */
  certificateChain: z.array(z.string()),
  /** In the order asked for, the document and its redirects first. */
  resources: z.array(capturedResource),
  title: z.string(),
  /** What a visitor could read on the page, its first 100,000 characters. For reading it at once; what is kept of it is the DOM. */
  visibleText: z.string().optional(),
});
export type FullPageRecord = z.infer<typeof fullPageRecord>;
