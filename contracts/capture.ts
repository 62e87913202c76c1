import { z } from 'zod';

/** A stored sequence of bytes, named by its SHA-256 in lower-case hex. */
export const blobReference = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int().nonnegative() });
export type BlobReference = z.infer<typeof blobReference>;

/**
 * What was received for one URL, before anyone interprets it (light capture).
 * `body` holds the bytes of the final response, after transfer and content decoding.
 */
export const captureRecord = z.object({
  requestedUrl: z.string(),
  finalUrl: z.string(),
  redirects: z.array(z.object({ url: z.string(), status: z.int(), location: z.string() })),
  status: z.int(),
  requestHeaders: z.record(z.string(), z.string()),
  /** Names in lower case; several values of one name are joined by `, ` (Set-Cookie by newline). */
  responseHeaders: z.record(z.string(), z.string()),
  /** The peer that the bytes came from. */
  remoteAddress: z.string(),
  remotePort: z.int(),
  tls: z
    .object({
      protocol: z.string(),
      cipher: z.string(),
      certificatePem: z.string(),
      validFrom: z.string(),
      validTo: z.string(),
    })
    .nullable(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  method: z.enum(['http', 'browser']),
  body: blobReference,
  /** Browser only: the rendered document as UTF-8 HTML, and a full-page PNG. */
  dom: blobReference.nullable(),
  screenshot: blobReference.nullable(),
  /** With status 304: the capture of the same URL whose ETag or Last-Modified the platform said still holds. The body is then empty. */
  notModifiedSince: z.string().optional(),
  /** The ground on which the page was fetched where that is not robots.txt: the supervisor's act, as it is to be cited. */
  legalBasis: z.object({ id: z.string(), basis: z.string() }).optional(),
  tool: z.object({
    name: z.string(),
    version: z.string(),
    browser: z.string().nullable(),
    node: z.string(),
    system: z.string(),
  }),
});
export type CaptureRecord = z.infer<typeof captureRecord>;
