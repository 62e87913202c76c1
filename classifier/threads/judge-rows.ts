import type { PostingRow } from '../../contracts/posting-row.js';
import type { Band } from '../../contracts/verdict.js';
import type { Judge } from '../judge.js';

/** What judging a batch gave: its scan rows as JSONL, in the order of the batch, and how many of them are of each band. */
export interface JudgedRows {
  readonly lines: string;
  readonly bands: Readonly<Record<Band, number>>;
}

/** Judges a batch. The JSON is made here, so that threads hand over one text instead of thousands of objects. */
export function judgeRows(judge: Judge, rows: readonly PostingRow[]): JudgedRows {
  const bands = { flagged: 0, borderline: 0, clear: 0 };
  let lines = '';
  for (const row of rows) {
    const { verdict } = judge(row);
    bands[verdict.band]++;
    lines += `${JSON.stringify({ id: row.id, ...verdict })}\n`;
  }
  return { lines, bands };
}
