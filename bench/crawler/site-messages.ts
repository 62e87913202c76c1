import { z } from 'zod';

/** One platform of a site's process. */
const servedHost = z.strictObject({
  details: z.int().min(1),
  pages: z.enum(['static', 'script']),
  /** Its postings are numbered from here on, so that two hosts need not show the same ones. */
  firstPosting: z.int().min(1),
  /** How long it takes to answer, beside what it needs. */
  responseMilliseconds: z.number().min(0),
});
export type ServedHost = z.infer<typeof servedHost>;

/** What a site's process is asked: opened once, it serves until it ends. The key is the name in the Host header, without a port. */
export const siteRequest = z.strictObject({ hosts: z.record(z.string(), servedHost) });
export type SiteRequest = z.infer<typeof siteRequest>;

export const siteAnswer = z.object({ port: z.int() });
export type SiteAnswer = z.infer<typeof siteAnswer>;
