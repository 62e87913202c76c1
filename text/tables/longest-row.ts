import type { TableProblem } from './table-row.js';

/**
 * Characters that one row may hold. A posting has some hundred, a page of text some ten thousand; what is longer is a quote that was
 * never closed or no file of rows, and must not be taken into memory whole.
 */
export const longestRow = 4 * 1024 * 1024;

/** What the rejects keep of a longer row. */
const keptOfLongRow = 10_000;

/** A row that is too long for its rejection to hold it, cut. */
export function cutLongRow(raw: string): string {
  return raw.length > longestRow ? `${raw.slice(0, keptOfLongRow)}…` : raw;
}

export const rowTooLong: TableProblem = {
  code: 'row_too_long',
  problem: `longer than ${longestRow} characters, so only its beginning is kept here`,
};
