import { z } from 'zod';
import { band, category, dealTerms, element, reason, side } from '../verdict.js';

export const postingSummary = z.object({
  id: z.string(),
  title: z.string(),
  company: z.string(),
  agency: z.string(),
  /** The Agency that the name was matched to; filters lists. */
  agencyId: z.string().nullable(),
  platform: z.object({ id: z.string(), name: z.string() }),
  band,
  probability: z.number(),
  categories: z.array(category),
  firstSeenAt: z.iso.datetime(),
});
export type PostingSummary = z.infer<typeof postingSummary>;

/** `next` is an opaque cursor (keyset paging); null on the last page. */
export const postingList = z.object({
  postings: z.array(postingSummary),
  next: z.string().nullable(),
});
export type PostingList = z.infer<typeof postingList>;

export const postingDetail = postingSummary.extend({
  url: z.string(),
  salary: z.string(),
  place: z.string(),
  headcount: z.string(),
  text: z.string(),
  publishedAt: z.string(),
  lastSeenAt: z.iso.datetime(),
  side: side.nullable(),
  reasons: z.array(reason),
  terms: dealTerms,
  missing: z.array(element),
  release: z.string(),
  capture: z.object({
    id: z.string(),
    capturedAt: z.iso.datetime(),
    finalUrl: z.string(),
    status: z.int(),
    remoteAddress: z.string(),
    method: z.enum(['http', 'browser']),
    sha256: z.string(),
    bytes: z.int(),
    screenshot: z.boolean(),
  }),
});
export type PostingDetail = z.infer<typeof postingDetail>;

export const overview = z.object({
  bands: z.object({ flagged: z.int(), borderline: z.int(), clear: z.int() }),
  platforms: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      postings: z.int(),
      flagged: z.int(),
      /** Pages of the newest crawl run: captured, and dead or refused. */
      pagesDone: z.int(),
      pagesFailed: z.int(),
      /** When that run started. */
      lastCrawledAt: z.iso.datetime().nullable(),
    }),
  ),
});
export type Overview = z.infer<typeof overview>;

/** Agencies to filter by, those with the most postings first; at most 50. */
export const agencyList = z.object({
  agencies: z.array(z.object({ id: z.string(), name: z.string(), postings: z.int() })),
});
export type AgencyList = z.infer<typeof agencyList>;
