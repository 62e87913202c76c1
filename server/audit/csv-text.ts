import { stringify } from 'csv-stringify/sync';

export type CsvValue = string | number | null;

/** By it Excel knows that the file is UTF-8. */
const byteOrderMark = '\uFEFF';

/**
 * A table as CSV (RFC 4180) that spreadsheets open as it is meant: with a byte order mark, and with an apostrophe before every text that begins
 * with `=`, `+`, `-`, `@`, tab or carriage return, or their full-width forms, which a spreadsheet would take for a formula (OWASP, CSV
 * injection). Every text is quoted, so that none of it ends its cell and begins another.
 */
export function csvText(header: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  return byteOrderMark + csvRows([header, ...rows]);
}

/** Rows alone, to follow others. */
export function csvRows(rows: readonly (readonly CsvValue[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { escape_formulas: true, quoted_string: true, record_delimiter: '\r\n' },
  );
}
