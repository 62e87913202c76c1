import { createHash } from 'node:crypto';
import type { PostingRow } from '../../contracts/posting-row.js';

/** Names a posting by its words, so that an evaluation can refuse what a release was trained on: 16 hex digits of a SHA-256. */
export function postingFingerprint(row: PostingRow): string {
  const words = [row.title ?? '', row.salary ?? '', row.text].map((value) => value.trim()).join('\u0000');
  return createHash('sha256').update(words).digest('hex').slice(0, 16);
}
