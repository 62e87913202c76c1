import { InputError } from '../../contracts/errors.js';
import { decodeStream } from '../../text/decode/decode-stream.js';
import { keyOfHeader, missingColumn, rowOf } from './columns.js';
import { csvRecords } from './csv-records.js';
import type { RawRow } from './raw-row.js';

/** RFC 4180 with a header; commas, tabs and semicolons are told apart by it. @throws InputError when the header has no column `text`. */
export async function* readCsv(source: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<RawRow> {
  let keys: string[] | undefined;
  for await (const record of csvRecords(decodeStream(source))) {
    if (keys === undefined) {
      if ('problem' in record)
        throw new InputError(
          'csv_invalid',
          `${file}: the header in line ${record.line} cannot be read: ${record.problem}.`,
        );
      keys = record.cells.map(keyOfHeader);
      const problem = missingColumn(keys, file);
      if (problem !== undefined) throw new InputError('column_missing', problem);
      continue;
    }
    yield 'problem' in record ? record : rawRowOf(keys, record);
  }
  if (keys === undefined) throw new InputError('column_missing', missingColumn([], file) ?? '');
}

function rawRowOf(keys: readonly string[], record: { line: number; cells: readonly string[]; raw: string }): RawRow {
  const { line, raw } = record;
  // Spreadsheets write delimiters for empty columns beside the table.
  const cells = record.cells.length > keys.length ? withoutEmptyEnd(record.cells) : record.cells;
  if (cells.length > keys.length || record.cells.length < keys.length)
    return { line, problem: `${cells.length} columns where the header has ${keys.length}`, raw };
  return { line, value: rowOf(keys, cells), raw };
}

function withoutEmptyEnd(cells: readonly string[]): readonly string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);
}
