import { type PostingRow, postingRow } from '../../contracts/posting-row.js';

const keys = Object.keys(postingRow.shape);

/** A posting, or what keeps a value from being one. Empty strings and null count as absent, numbers and truth values as their text. */
export function postingOf(value: unknown): PostingRow | { readonly problem: string } {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { problem: `${nameOf(value)} where an object {"text": …} should stand` };
  const given = new Map(Object.entries(value));
  const row: Record<string, unknown> = {};
  for (const key of keys) {
    const cell = textOf(given.get(key));
    if (cell !== undefined && (cell !== '' || key === 'text')) row[key] = cell;
  }
  const parsed = postingRow.safeParse(row);
  if (parsed.success) return parsed.data;
  const key = String(parsed.error.issues[0]?.path[0] ?? '');
  return { problem: problemOf(key, row[key]) };
}

function textOf(cell: unknown): unknown {
  if (cell === null) return undefined;
  return typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : cell;
}

function problemOf(key: string, cell: unknown): string {
  if (key === 'label' && typeof cell === 'string')
    return `the label is «${cell.slice(0, 40)}», neither rental nor genuine`;
  return cell === undefined ? `there is no «${key}»` : `«${key}» holds ${nameOf(cell)} where text should stand`;
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
