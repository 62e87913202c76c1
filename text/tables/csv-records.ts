import {
  type CsvDialect,
  dialectOf,
  type ReadRecord,
  type RecordBounds,
  readRecord,
  unclosedQuote,
} from './csv-record.js';
import { cutLongRow, longestRow, rowTooLong } from './longest-row.js';
import type { BrokenRow, TableProblem, TableRow } from './table-row.js';

/** A record of a CSV file, or a line that belongs to none. `line` is where it begins, from 1; `raw` its text as it stands in the file. */
export type CsvRecord = TableRow | BrokenRow;

/**
 * The records of a CSV file. A broken record costs its first line alone: reading goes on at the next one, so that a quote that was never
 * closed does not swallow the rest of the file. Empty lines are passed over. Memory is bounded by `longestRow`, time is linear: lines
 * that were read as part of a broken record are read once more, each by itself.
 */
export async function* csvRecords(chunks: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  const reader = new RecordReader();
  for await (const chunk of chunks) yield* reader.add(chunk);
  yield* reader.end();
}

class RecordReader {
  #text = '';
  #line = 1;
  #dialect: CsvDialect | undefined;
  /** Records that begin before it may not go beyond their line. */
  #swallowedTo = 0;
  /** Inside a line that was too long and is told already. */
  #skipping = false;

  *add(chunk: string): Generator<CsvRecord> {
    this.#text += chunk;
    // The header decides how the file is read: it must be there whole.
    if (this.#dialect === undefined && !/[^\r\n][\r\n]./s.test(this.#text) && this.#text.length <= longestRow) return;
    yield* this.#read(false);
  }

  *end(): Generator<CsvRecord> {
    yield* this.#read(true);
  }

  *#read(final: boolean): Generator<CsvRecord> {
    this.#dialect ??= dialectOf(this.#text);
    const dialect = this.#dialect;
    const text = this.#text;
    let at = this.#skipping ? this.#skip(dialect) : 0;
    while (at < text.length) {
      const bounds: RecordBounds = { dialect, final, withinLine: at < this.#swallowedTo };
      const read = readRecord(text, at, bounds);
      if (read.kind === 'record') {
        const line = this.#line;
        const raw = text.slice(at, read.next);
        this.#line += linesIn(raw, dialect);
        at = read.next;
        if (raw.length > longestRow) yield { line, ...rowTooLong, raw: cutLongRow(raw) };
        else if (read.cells.some((cell) => cell !== '')) yield { line, cells: read.cells, raw: withoutLineEnd(raw) };
        continue;
      }
      const lineStop = text.indexOf(dialect.lineEnd, at);
      const mayGrow = !final && text.length - at <= longestRow;
      if (mayGrow && (read.kind === 'unfinished' || lineStop < 0)) break;
      const end = lineStop < 0 ? text.length : lineStop;
      yield {
        line: this.#line,
        ...problemOf(read, lineStop),
        raw: cutLongRow(withoutLineEnd(text.slice(at, end))),
      };
      if (lineStop < 0) {
        this.#skipping = true;
        at = text.length;
        break;
      }
      this.#line++;
      at = lineStop + 1;
      this.#swallowedTo = Math.max(this.#swallowedTo, swallowedBy(read, text, bounds));
    }
    this.#text = text.slice(at);
    this.#swallowedTo = Math.max(0, this.#swallowedTo - at);
  }

  /** @returns where the line after the one that was too long begins. */
  #skip({ lineEnd }: CsvDialect): number {
    const stop = this.#text.indexOf(lineEnd);
    if (stop < 0) return this.#text.length;
    this.#skipping = false;
    this.#line++;
    return stop + 1;
  }
}

type NoRecord = Exclude<ReadRecord, { kind: 'record' }>;

function problemOf(read: NoRecord, lineStop: number): TableProblem {
  if (read.kind === 'broken') return read.problem;
  return lineStop < 0 ? rowTooLong : unclosedQuote;
}

/** The end of the lines that a broken record has swallowed: the line in which it was noticed is read afresh. */
function swallowedBy(read: NoRecord, text: string, { dialect, final }: RecordBounds): number {
  const seenTo = read.kind === 'broken' ? read.seenTo : text.length;
  return final && seenTo >= text.length ? text.length : text.lastIndexOf(dialect.lineEnd, seenTo - 1) + 1;
}

function withoutLineEnd(raw: string): string {
  return raw.replace(/\r?\n$|\r$/, '');
}

function linesIn(raw: string, { lineEnd }: CsvDialect): number {
  let lines = 0;
  for (let at = raw.indexOf(lineEnd); at >= 0; at = raw.indexOf(lineEnd, at + 1)) lines++;
  return lines;
}
