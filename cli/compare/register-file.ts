import { extname } from 'node:path';
import type { RegisterLine } from '../../casework/comparison/register-columns.js';
import { InputError } from '../../contracts/errors.js';
import { readCsvTable } from '../../text/tables/read-csv-table.js';
import { readXlsxTable } from '../../text/tables/read-xlsx-table.js';
import { requireReadable } from '../file-bytes.js';

/** The size of a register's file in bytes. @throws InputError when it is of no kind that can be read, or cannot be read. */
export async function requireRegister(file: string): Promise<number> {
  formatOf(file);
  return requireReadable(file);
}

/** The lines of a register from the bytes of `file`, CSV (streamed; UTF-8, GBK or GB18030) or XLSX, told apart by its ending. */
export function registerLinesOf(bytes: AsyncIterable<Uint8Array>, file: string): AsyncIterable<RegisterLine> {
  return formatOf(file) === 'csv' ? readCsvTable(bytes, file) : readXlsxTable(bytes, file);
}

function formatOf(file: string): 'csv' | 'xlsx' {
  const ending = extname(file).toLowerCase();
  if (ending === '.csv' || ending === '.txt') return 'csv';
  if (ending === '.xlsx') return 'xlsx';
  throw new InputError('format_unknown', `${file} is of no kind that can be read; give a .csv or .xlsx file.`);
}
