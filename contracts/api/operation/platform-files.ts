import { z } from 'zod';

/** GET /api/operation/platforms/:id/versions/:number */
export const platformVersion = z.object({
  number: z.int(),
  yaml: z.string(),
  savedBy: z.string().nullable(),
  createdAt: z.iso.datetime(),
  /** Of the version before; null for the first. */
  before: z.string().nullable(),
});
export type PlatformVersion = z.infer<typeof platformVersion>;

/** Largest platform file, in characters. */
export const longestPlatformFile = 256 * 1024;

/** POST /api/operation/platforms/check and …/test */
export const platformFileText = z.strictObject({
  yaml: z.string().max(longestPlatformFile, { error: '平台文件过长' }),
});

const fileProblem = z.object({
  line: z.int().nullable(),
  key: z.string(),
  message: z.string(),
  /** The words of the library that refused it, English; null where the message says all. */
  detail: z.string().nullable(),
});
export type FileProblem = z.infer<typeof fileProblem>;

/** POST /api/operation/platforms/check */
export const checkedFile = z.object({
  /** Empty where the file can be used. */
  problems: z.array(fileProblem),
  platform: z.object({ id: z.string(), name: z.string() }).nullable(),
});
export type CheckedFile = z.infer<typeof checkedFile>;

const triedPage = z.object({
  kind: z.enum(['list', 'detail']),
  url: z.string(),
  status: z.int(),
  method: z.enum(['http', 'browser']),
  encoding: z.string(),
  bytes: z.int(),
  /** At most 50 of them; every field by its name, empty ones too. */
  postings: z.array(z.record(z.string(), z.string())),
  found: z.int(),
  next: z.string().nullable(),
  /** What a reader of the page sees, cut. */
  text: z.string(),
  /** The document as it was received, cut. */
  source: z.string(),
});
export type TriedPage = z.infer<typeof triedPage>;

/** POST /api/operation/platforms/test */
export const triedPlatform = z.object({
  pages: z.array(triedPage),
  /** Why it went no further. */
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type TriedPlatform = z.infer<typeof triedPlatform>;

/** POST /api/operation/platforms */
export const newPlatformVersion = z.strictObject({
  yaml: z.string().max(longestPlatformFile, { error: '平台文件过长' }),
  /** Identifier of the platform that is changed; null for a new one. */
  platformId: z.string().nullable(),
  /** Number of the version that was changed; 0 for a new one. */
  basedOn: z.int().min(0),
});
export const savedPlatform = z.object({ id: z.string(), version: z.int(), isNew: z.boolean() });
