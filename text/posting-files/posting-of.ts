import { type PostingRow, postingRow } from '../../contracts/posting-row.js';
import type { RowProblem } from './raw-row.js';

const keys = Object.keys(postingRow.shape);

/** A posting, or what keeps a value from being one. Empty strings and null count as absent, numbers and truth values as their text. */
export function postingOf(value: unknown): PostingRow | RowProblem {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { code: 'not_an_object', problem: `${nameOf(value)} where an object {"text": …} should stand` };
  const given = new Map(Object.entries(value));
  const row: Record<string, unknown> = {};
  for (const key of keys) {
    const cell = textOf(given.get(key));
    if (cell !== undefined && (cell !== '' || key === 'text')) row[key] = cell;
  }
  const parsed = postingRow.safeParse(row);
  if (parsed.success) return parsed.data;
  const key = String(parsed.error.issues[0]?.path[0] ?? '');
  return problemOf(key, row[key]);
}

function textOf(cell: unknown): unknown {
  if (cell === null) return undefined;
  return typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : cell;
}

function problemOf(key: string, cell: unknown): RowProblem {
  if (key === 'label' && typeof cell === 'string')
    return { code: 'label_unknown', problem: `the label is «${cell.slice(0, 40)}», neither rental nor genuine` };
  if (cell === undefined) return { code: 'text_missing', problem: `there is no «${key}»` };
  return { code: 'value_not_text', problem: `«${key}» holds ${nameOf(cell)} where text should stand` };
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
