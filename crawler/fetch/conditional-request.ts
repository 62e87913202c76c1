import type { CaptureRecord } from '../../contracts/capture.js';

/** What a platform said of a page's state, to ask whether it still holds (RFC 9110 section 8.8). */
export interface Validators {
  /** The URL that they were received from; without it, the one that is asked for. Of no other URL do they say anything. */
  url?: string;
  /** Quoted as received; a weak one (`W/"…"`) will do. */
  etag?: string;
  /** An HTTP-date as received. */
  lastModified?: string;
}

/** RFC 9110 section 8.8.3. Anything else would be a condition of our own making, or break the header. */
const entityTag = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/;
const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? [\w :-]{10,40}$/;

/** The validators in a capture by HTTP; undefined when the platform gave none. A document's say nothing of what a browser made of it. */
export function validatorsOf({ method, finalUrl, responseHeaders }: CaptureRecord): Validators | undefined {
  const { etag = '', 'last-modified': lastModified = '' } = responseHeaders;
  const hasEtag = entityTag.test(etag);
  const hasDate = httpDate.test(lastModified) && !Number.isNaN(Date.parse(lastModified));
  if (method !== 'http' || !(hasEtag || hasDate)) return undefined;
  return { url: finalUrl, ...(hasEtag ? { etag } : {}), ...(hasDate ? { lastModified } : {}) };
}

/**
 * The header fields that make the request for `url` conditional; none for a URL that the validators are not of: after a redirect to
 * another page, "not modified since" would be said of that one. Both fields are sent where both are known (RFC 9110 section 13.1.3).
 */
export function conditionFor(url: URL, requestedUrl: string, unless: Validators | undefined): Record<string, string> {
  if (unless === undefined || url.href !== new URL(unless.url ?? requestedUrl).href) return {};
  const { etag, lastModified } = unless;
  return {
    ...(etag === undefined ? {} : { 'if-none-match': etag }),
    ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }),
  };
}
