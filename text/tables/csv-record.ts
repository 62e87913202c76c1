import type { TableProblem } from './table-row.js';

export const unclosedQuote: TableProblem = { code: 'quote_unclosed', problem: 'a quote is not closed' };

const textBehindQuote: TableProblem = {
  code: 'text_behind_quote',
  problem: 'text follows a closing quote (a quote inside quotes is written twice)',
};

/** How a CSV file is written. Without a delimiter each line is one cell: a file with a single column. */
export interface CsvDialect {
  readonly delimiter: ',' | '\t' | ';' | '';
  /** CRLF counts as LF; CR alone is the old Macintosh way. */
  readonly lineEnd: '\n' | '\r';
}

/** Told from the header line, the first that is not empty. */
export function dialectOf(start: string): CsvDialect {
  const firstEnd = /\r?\n|\r/.exec(start)?.[0];
  const header = start.split(/[\r\n]/).find((line) => line !== '') ?? '';
  const marks = [',', '\t', ';'] as const;
  const counts = marks.map((mark) => header.split(mark).length - 1);
  const most = Math.max(...counts);
  return {
    delimiter: most === 0 ? '' : (marks[counts.indexOf(most)] ?? ','),
    lineEnd: firstEnd === '\r' ? '\r' : '\n',
  };
}

export type ReadRecord =
  | { readonly kind: 'record'; readonly cells: string[] /** Where the next record begins. */; readonly next: number }
  /** The text ends before the record does. */
  | { readonly kind: 'unfinished' }
  /** `seenTo`: where that became clear. */
  | { readonly kind: 'broken'; readonly problem: TableProblem; readonly seenTo: number };

export interface RecordBounds {
  readonly dialect: CsvDialect;
  /** Nothing follows the text. */
  readonly final: boolean;
  /** A quoted cell ends with its line: for lines that a quote which was never closed has swallowed. */
  readonly withinLine: boolean;
}

/**
 * Reads the record of RFC 4180 that begins at `start`. Stricter than many readers after a closing quote, where only a delimiter or the
 * line's end may stand: that is how a quote that was never closed is noticed at the next one. A quote inside an unquoted cell is an
 * ordinary character.
 */
export function readRecord(text: string, start: number, bounds: RecordBounds): ReadRecord {
  const cells: string[] = [];
  for (let at = start; ; ) {
    const cell = text[at] === '"' ? readQuoted(text, at, bounds) : readPlain(text, at, bounds);
    if (cell.kind !== 'cell') return cell;
    cells.push(cell.value);
    if (cell.endsRecord) return { kind: 'record', cells, next: cell.next };
    at = cell.next;
  }
}

type ReadCell =
  | { kind: 'cell'; value: string; next: number; endsRecord: boolean }
  | Exclude<ReadRecord, { kind: 'record' }>;

function readPlain(text: string, start: number, { dialect, final }: RecordBounds): ReadCell {
  const delimiter = dialect.delimiter.charCodeAt(0);
  const lineEnd = dialect.lineEnd.charCodeAt(0);
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === delimiter) return { kind: 'cell', value: text.slice(start, at), next: at + 1, endsRecord: false };
    if (code === lineEnd) return lastCell(text.slice(start, at), at + 1);
  }
  return final ? lastCell(text.slice(start), text.length) : { kind: 'unfinished' };
}

function lastCell(value: string, next: number): ReadCell {
  return { kind: 'cell', value: value.endsWith('\r') ? value.slice(0, -1) : value, next, endsRecord: true };
}

function readQuoted(text: string, start: number, { dialect, final, withinLine }: RecordBounds): ReadCell {
  const close = closingQuote(text, start + 1);
  if (withinLine) {
    const lineStop = text.indexOf(dialect.lineEnd, start);
    if (lineStop >= 0 && (close < 0 || close > lineStop)) return unclosed(lineStop);
  }
  if (close < 0) return final ? unclosed(text.length) : { kind: 'unfinished' };
  let after = close + 1;
  while (text[after] === ' ') after++;
  const value = text.slice(start + 1, close).replaceAll('""', '"');
  if (dialect.delimiter !== '' && text[after] === dialect.delimiter) {
    return { kind: 'cell', value, next: after + 1, endsRecord: false };
  }
  if (dialect.lineEnd === '\n' && text[after] === '\r') after++;
  if (text[after] === dialect.lineEnd) return { kind: 'cell', value, next: after + 1, endsRecord: true };
  if (after < text.length) return { kind: 'broken', problem: textBehindQuote, seenTo: after };
  return final ? { kind: 'cell', value, next: after, endsRecord: true } : { kind: 'unfinished' };
}

/** The first quote from `from` on that is not doubled, or -1. */
function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}

function unclosed(seenTo: number): ReadCell {
  return { kind: 'broken', problem: unclosedQuote, seenTo };
}
