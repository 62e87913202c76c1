import readExcelFile from 'read-excel-file/node';
import { InputError, messageOf } from '../../contracts/errors.js';
import { keyOfHeader, missingColumn, rowOf } from './columns.js';
import type { RawRow } from './raw-row.js';

/** The first sheet, with a header. A workbook is read whole: XLSX cannot be streamed, and a sheet ends at 1,048,576 rows. */
export async function* readXlsx(source: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<RawRow> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  const rows = await readFirstSheet(Buffer.concat(pieces), file);
  const keys = (rows[0] ?? []).map((cell) => keyOfHeader(textOf(cell)));
  const problem = missingColumn(keys, file);
  if (problem !== undefined) throw new InputError('column_missing', problem);
  for (const [index, cells] of rows.entries()) {
    const texts = cells.map(textOf);
    if (index === 0 || texts.every((text) => text === '')) continue;
    yield { line: index + 1, value: rowOf(keys, texts), raw: JSON.stringify(texts) };
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
