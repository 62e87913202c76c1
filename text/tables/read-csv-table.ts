import { InputError } from '../../contracts/errors.js';
import { decodeStream } from '../decode/decode-stream.js';
import { csvRecords } from './csv-records.js';
import type { BrokenRow, TableRow } from './table-row.js';

/**
 * The rows of a CSV file of RFC 4180, its header first; commas, tabs and semicolons are told apart by it. Memory does not grow with the file.
 *
 * @param file what the file is called in sentences
 * @throws InputError `csv_invalid` when the header cannot be read
 */
export async function* readCsvTable(
  source: AsyncIterable<Uint8Array>,
  file: string,
): AsyncGenerator<TableRow | BrokenRow> {
  let columns: number | undefined;
  for await (const record of csvRecords(decodeStream(source))) {
    if (columns !== undefined) {
      yield 'problem' in record ? record : asWideAs(columns, record);
      continue;
    }
    if ('problem' in record)
      throw new InputError(
        'csv_invalid',
        `${file}: the header in line ${record.line} cannot be read: ${record.problem}.`,
      );
    columns = record.cells.length;
    yield record;
  }
}

function asWideAs(columns: number, row: TableRow): TableRow | BrokenRow {
  const { line, raw } = row;
  // Spreadsheets write delimiters for empty columns beside the table.
  const cells = row.cells.length > columns ? withoutEmptyEnd(row.cells) : row.cells;
  if (cells.length > columns || row.cells.length < columns)
    return {
      ...{ line, raw, code: 'columns_differ' },
      problem: `${cells.length} columns where the header has ${columns}`,
    };
  return { line, cells, raw };
}

function withoutEmptyEnd(cells: readonly string[]): readonly string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);
}
