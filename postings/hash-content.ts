import { createHash } from 'node:crypto';
import type { PostingRow } from '../contracts/posting-row.js';
import { canonicalJson } from '../evidence/verify/canonical-json.js';

/** What of a posting makes a new version when it changes: what its advertiser wrote. All fields present, absent ones empty. */
export interface PostingContent {
  readonly title: string;
  readonly company: string;
  readonly agency: string;
  readonly salary: string;
  readonly place: string;
  readonly headcount: string;
  readonly publishedAt: string;
  readonly text: string;
}

/** Takes a row's content, as far as it can be stored. */
export function contentOf(row: PostingRow): PostingContent {
  return {
    title: storable(row.title),
    company: storable(row.company),
    agency: storable(row.agency),
    salary: storable(row.salary),
    place: storable(row.place),
    headcount: storable(row.headcount),
    publishedAt: storable(row.publishedAt),
    text: storable(row.text),
  };
}

/** SHA-256 of the content's canonical JSON (RFC 8785), lower-case hex. */
export function hashContent(content: PostingContent): string {
  return sha256(canonicalJson({ ...content }));
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Text without NUL characters and unpaired surrogates: what PostgreSQL and canonical JSON can hold. */
export function storable(value: string | undefined): string {
  return (value ?? '').replaceAll('\u0000', '').toWellFormed();
}
