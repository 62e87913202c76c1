import { z } from 'zod';
import { type PostingRow, postingRow } from '../../contracts/posting-row.js';

const listRow = z.nullable(postingRow.partial());

/** What a list page said of a posting, as CrawlTask keeps it. */
export function listRowOf(json: unknown): Partial<PostingRow> | null {
  // JSON holds no undefined: a key that is there has a value.
  return listRow.parse(json) as Partial<PostingRow> | null;
}
