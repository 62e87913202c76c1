import readExcelFile from 'read-excel-file/node';
import { InputError, messageOf } from '../../contracts/errors.js';
import type { TableRow } from './table-row.js';

/**
 * The rows of a workbook's first sheet that are not empty, dates as `2019-03-01`. A workbook is read whole: XLSX cannot be streamed, and a
 * sheet ends at 1,048,576 rows.
 *
 * @param file what the file is called in sentences
 * @throws InputError `xlsx_invalid`
 */
export async function* readXlsxTable(source: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<TableRow> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  const rows = await readFirstSheet(Buffer.concat(pieces), file);
  for (const [index, row] of rows.entries()) {
    const cells = row.map(textOf);
    if (index > 0 && cells.every((text) => text === '')) continue;
    yield { line: index + 1, cells, raw: JSON.stringify(cells) };
  }
}

async function readFirstSheet(workbook: Buffer, file: string): Promise<readonly (readonly unknown[])[]> {
  try {
    const sheets = await readExcelFile(workbook);
    return sheets[0]?.data ?? [];
  } catch (error) {
    throw new InputError('xlsx_invalid', `${file} is no XLSX workbook that can be read: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell);
}
