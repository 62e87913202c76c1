import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { InputError } from '../contracts/errors.js';
import { type BlobStoreLocation, readBlobStoreLocation } from '../evidence/blobs/blob-store-location.js';
import { readAuthorities } from '../evidence/timestamps/read-authorities.js';
import type { SessionLimits } from '../server/accounts/find-session.js';
import { projectFolder } from './project-folder.js';

/** Newest release that comes with the project. */
const defaultRelease = 'classifier/releases/2026.11.4/release.json';

const environment = z.object({
  DATABASE_URL: z.string().optional(),
  REDIS_URL: z
    .url({
      protocol: /^rediss?$/,
      error: 'write redis://host:6379 or rediss://…, or leave it out for the embedded queue',
    })
    .optional(),
  /** Tells deployments that share a Redis apart. */
  REDIS_PREFIX: z
    .string()
    .regex(/^[\w-]{1,40}$/, 'use letters, digits, hyphens and underscores')
    .default('guazheng'),
  /** State of the embedded database, blobs and browsers. */
  GUAZHENG_HOME: z.string().optional(),
  /** Folder of the blob store, or s3://bucket/prefix?endpoint=…&region=… */
  BLOB_STORE: z.string().optional(),
  GUAZHENG_RELEASE: z.string().optional(),
  /** Folder of the keys that sign packages; where everybody who may read it can sign. */
  GUAZHENG_KEYS: z.string().optional(),
  /** Folder with the department’s own templates of documents. */
  GUAZHENG_TEMPLATES: z.string().optional(),
  /** Timestamp authorities (RFC 3161), separated by commas. */
  TSA_URLS: z.string().optional(),
  /** The address under which a reverse proxy serves the page. */
  GUAZHENG_URL: z
    .url({ protocol: /^https$/, error: 'write https://host, the address under which a reverse proxy serves the page' })
    .transform((url) => new URL(url))
    .refine(({ pathname, search, hash }) => pathname === '/' && search === '' && hash === '', 'leave out any path')
    .optional(),
  /** The address under which a reverse proxy serves the public form of complaints. */
  GUAZHENG_FORM_URL: z
    .url({ protocol: /^https$/, error: 'write https://host, the address under which a reverse proxy serves the form' })
    .transform((url) => new URL(url))
    .refine(({ pathname, search, hash }) => pathname === '/' && search === '' && hash === '', 'leave out any path')
    .optional(),
  /** Telephone number for complaints, as the form shows it. */
  GUAZHENG_HOTLINE: z
    .string()
    .regex(/^\+?\d[\d\s-]{2,29}$/, 'write a telephone number of digits, blanks and hyphens')
    .optional(),
  /** Mailbox for complaints, as the form shows it. */
  GUAZHENG_MAILBOX: z.email({ error: 'write an e-mail address' }).optional(),
  /** A log-in on the page ends after so many minutes without anything done. */
  GUAZHENG_IDLE_MINUTES: z.coerce.number().int().min(1).max(1440).default(30),
  /** A log-in on the page ends after so many hours in any case. */
  GUAZHENG_SESSION_HOURS: z.coerce.number().int().min(1).max(24).default(12),
  GUAZHENG_USER_AGENT: z.string().default('guazheng-watch/0.1 (+https://guazheng-watch.example/contact)'),
});

export interface Settings {
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly redisPrefix: string;
  readonly stateFolder: string;
  readonly blobStore: BlobStoreLocation;
  /** The release that judges: the setting's, or else the activated one, or else the project's. */
  readonly releaseFile: string;
  /** Whether the deployment's setting names it. */
  readonly releaseIsSet: boolean;
  readonly userAgent: string;
  readonly keysFolder: string;
  /** Heads of the ledger outside the database. */
  readonly ledgerHeadsFolder: string;
  readonly templatesFolder: string | undefined;
  /** Where a reverse proxy serves the page by TLS. */
  readonly publicUrl: URL | undefined;
  /** Where a reverse proxy serves the public form of complaints by TLS. */
  readonly formUrl: URL | undefined;
  readonly hotline: string | undefined;
  readonly mailbox: string | undefined;
  readonly sessionLimits: SessionLimits;
  /** URLs; empty when nothing is timestamped. */
  readonly timestampAuthorities: readonly string[];
}

/** Reads the deployment's settings from the environment. @throws InputError naming the variable. */
export function readSettings(variables: Record<string, string | undefined> = process.env): Settings {
  // `REDIS_URL=` in an environment file means that it is not set.
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new InputError('bad_setting', `The setting ${issue?.path.join('.')} is not usable: ${issue?.message}.`);
  }
  const values = parsed.data;
  const stateFolder = resolve(values.GUAZHENG_HOME ?? join(projectFolder(), '.guazheng'));
  return {
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    redisPrefix: values.REDIS_PREFIX,
    stateFolder,
    blobStore: readBlobStoreLocation(values.BLOB_STORE ?? join(stateFolder, 'blobs')),
    releaseFile: resolve(values.GUAZHENG_RELEASE ?? activatedRelease(stateFolder) ?? projectReleaseFile()),
    releaseIsSet: values.GUAZHENG_RELEASE !== undefined,
    userAgent: values.GUAZHENG_USER_AGENT,
    ledgerHeadsFolder: join(stateFolder, 'ledger-heads'),
    keysFolder: resolve(values.GUAZHENG_KEYS ?? join(stateFolder, 'keys')),
    templatesFolder: values.GUAZHENG_TEMPLATES === undefined ? undefined : resolve(values.GUAZHENG_TEMPLATES),
    publicUrl: values.GUAZHENG_URL,
    formUrl: values.GUAZHENG_FORM_URL,
    hotline: values.GUAZHENG_HOTLINE,
    mailbox: values.GUAZHENG_MAILBOX,
    sessionLimits: { idleMinutes: values.GUAZHENG_IDLE_MINUTES, longestHours: values.GUAZHENG_SESSION_HOURS },
    timestampAuthorities: readAuthorities(values.TSA_URLS),
  };
}

export function projectReleaseFile(): string {
  return join(projectFolder(), defaultRelease);
}

/** Where `guazheng release activate` keeps its copy of the release that judges (docs/decisions/0007-active-release.md). */
export function activeReleaseFile(stateFolder: string): string {
  return join(stateFolder, 'active-release.json');
}

function activatedRelease(stateFolder: string): string | undefined {
  const file = activeReleaseFile(stateFolder);
  return existsSync(file) ? file : undefined;
}
