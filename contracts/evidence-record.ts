import { z } from 'zod';
import { postingRow } from './posting-row.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const sm3 = z.string().regex(/^[0-9a-f]{64}$/);

/** A file, its size in bytes, and its two hashes in lower-case hex. SM3 (GB/T 32905) stands beside SHA-256 because courts here know it. */
export const hashedFile = z.object({ bytes: z.int().nonnegative(), sha256, sm3 });
export type HashedFile = z.infer<typeof hashedFile>;

/** An officer or reviewer, as evidence names them. */
export const namedPerson = z.object({
  id: z.string(),
  name: z.string(),
  /** 执法证号; empty where the person has none. */
  credentialNumber: z.string(),
  role: z.string(),
});
export type NamedPerson = z.infer<typeof namedPerson>;

/** Why a posting was captured in full. */
export const captureReason = z.enum(['flagged', 'officer', 'recapture', 'rectification']);
export type CaptureReason = z.infer<typeof captureReason>;

/** What the page says now against what it said when the clue was found. */
export const comparisonWithClue = z.object({
  state: z.enum(['unchanged', 'changed', 'gone', 'unreadable']),
  /** The version of the posting that it is compared with. */
  postingVersionId: z.string(),
  contentSha256: sha256,
  seenAt: z.iso.datetime(),
  changes: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
  /** What was read now; null when the page is gone or shows no posting. */
  row: postingRow.nullable(),
});
export type ComparisonWithClue = z.infer<typeof comparisonWithClue>;

/**
 * 采集记录: what a capture must state to be evidence (人民检察院办理网络犯罪案件规定 37, 行政诉讼证据规定 12). Its canonical JSON
 * (RFC 8785) is stored as a blob, and that blob's hash is what the ledger holds.
 */
export const evidenceRecord = z.object({
  format: z.literal('guazheng-capture/1'),
  captureId: z.string(),
  kind: z.literal('full'),
  order: z.object({
    id: z.string(),
    reason: captureReason,
    /** Null where the system ordered it by itself: such a capture is a clue until two officers confirm it. */
    by: namedPerson.nullable(),
    at: z.iso.datetime(),
    /** Case or clue number. */
    clueNumber: z.string(),
  }),
  witness: z.object({ name: z.string().nullable(), absentBecause: z.string() }),
  clock: z.object({
    source: z.string(),
    /** Whether the system says that it is kept by a time server; null where it does not say. */
    synchronised: z.boolean().nullable(),
    /** Authority's time minus ours at the newest timestamp before the capture; null before the first one. */
    offsetMilliseconds: z.number().nullable(),
    comparedWith: z.string().nullable(),
  }),
  posting: z.object({
    id: z.string(),
    key: z.string(),
    url: z.string(),
    company: z.string(),
    agency: z.string(),
    creditCode: z.string().nullable(),
    licenceNumber: z.string().nullable(),
    /** ICP filing (备案号) shown on the page. */
    icpFiling: z.string().nullable(),
  }),
  platform: z.object({
    id: z.string(),
    name: z.string(),
    version: z.int(),
    fileSha256: sha256,
    /** Ground on which the page was fetched: robots.txt, or the supervisor's act as it is to be cited. */
    ground: z.string(),
  }),
  /** From the entry page to this one: what was visited before, in order. */
  entrySteps: z.array(
    z.object({ url: z.string(), at: z.iso.datetime(), captureId: z.string(), bodySha256: sha256, what: z.string() }),
  ),
  page: z.object({
    requestedUrl: z.string(),
    finalUrl: z.string(),
    title: z.string(),
    redirects: z.array(z.object({ url: z.string(), status: z.int(), location: z.string() })),
    status: z.int(),
    resolvedAddresses: z.array(z.string()),
    remoteAddress: z.string(),
    remotePort: z.int(),
    tls: z
      .object({
        protocol: z.string(),
        cipher: z.string(),
        validFrom: z.string(),
        validTo: z.string(),
        /** PEM, the site's own first. */
        certificateChain: z.array(z.string()),
      })
      .nullable(),
    requestHeaders: z.record(z.string(), z.string()),
    responseHeaders: z.record(z.string(), z.string()),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime(),
    resources: z.int().nonnegative(),
    failedResources: z.array(z.object({ url: z.string(), failure: z.string() })),
    /** How high the page was and how much of it, from its top, the picture shows, in CSS pixels. Absent where it was not measured. */
    pageHeight: z.int().nonnegative().optional(),
    pictureHeight: z.int().nonnegative().optional(),
  }),
  machine: z.object({ host: z.string(), system: z.string() }),
  tools: z.object({ name: z.string(), version: z.string(), node: z.string(), browser: z.string().nullable() }),
  /** Every file of the capture, by its name in a package. */
  files: z.array(hashedFile.extend({ path: z.string(), mediaType: z.string(), what: z.string() })),
  comparison: comparisonWithClue.nullable(),
  /** 证明对象 */
  proves: z.string(),
});
export type EvidenceRecord = z.infer<typeof evidenceRecord>;
