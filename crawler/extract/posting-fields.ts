import type { PostingRow } from '../../contracts/posting-row.js';

/**
 * The fields that a reader fills, with the most characters each may hold. A page is hostile; nobody's job title has
 * 500 characters. 100,000 characters of text are some 20 times the longest honest posting.
 */
const limits = {
  title: 500,
  company: 300,
  agency: 300,
  salary: 200,
  place: 300,
  headcount: 100,
  publishedAt: 100,
  text: 100_000,
  url: 4096,
  key: 200,
} as const;

export type FieldName = keyof typeof limits;
export type FieldValues = Partial<Record<FieldName, string>>;

/** A field's value in the form in which it is kept: `text` in lines, everything else in one line, without control characters, bounded. */
export function fieldValue(name: FieldName, raw: string): string {
  const lines = raw
    // Markup may be longer than its text, so twice the limit is read before folding.
    .slice(0, limits[name] * 2)
    .replace(/[\ud800-\udfff]/gu, '\ufffd')
    .split(/[\n\r\u2028\u2029]+/)
    .map((line) =>
      line
        .replace(/[\u0000-\u0008\u000e-\u001f\u007f]/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((line) => line !== '');
  return truncated(lines.join(name === 'text' ? '\n' : ' '), limits[name]);
}

/** The first `limit` UTF-16 units, never half a character. */
function truncated(value: string, limit: number): string {
  if (value.length <= limit) return value;
  return value.slice(0, limit).replace(/[\ud800-\udbff]$/, '');
}

/** The part of a posting row that these values fill; empty ones count as absent. `url` and `key` are the caller's to place. */
export function rowOf(values: FieldValues): Partial<PostingRow> {
  const row: Partial<PostingRow> = {};
  for (const name of ['title', 'company', 'agency', 'salary', 'place', 'headcount', 'publishedAt', 'text'] as const) {
    const value = fieldValue(name, values[name] ?? '');
    if (value !== '') row[name] = value;
  }
  return row;
}
