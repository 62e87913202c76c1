import { InputError } from '../../contracts/errors.js';
import type { BrokenRow, TableRow } from '../tables/table-row.js';
import { keyOfHeader, missingColumn, rowOf } from './columns.js';
import type { RawRow } from './raw-row.js';

/** Postings of a table whose first row is its header. @throws InputError `column_missing` when that has no column `text`. */
export async function* readTable(rows: AsyncIterable<TableRow | BrokenRow>, file: string): AsyncGenerator<RawRow> {
  let keys: string[] | undefined;
  for await (const row of rows) {
    if (keys !== undefined)
      yield 'problem' in row ? row : { line: row.line, value: rowOf(keys, row.cells), raw: row.raw };
    else if ('cells' in row) keys = keysOf(row.cells, file);
  }
  if (keys === undefined) keysOf([], file);
}

function keysOf(header: readonly string[], file: string): string[] {
  const keys = header.map(keyOfHeader);
  const problem = missingColumn(keys, file);
  if (problem !== undefined) throw new InputError('column_missing', problem);
  return keys;
}
