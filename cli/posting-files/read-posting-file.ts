import { extname } from 'node:path';
import { InputError } from '../../contracts/errors.js';
import { type FileRow, type PostingFormat, readPostings } from '../../text/posting-files/read-postings.js';
import { bytesOf, requireReadable } from '../file-bytes.js';

/**
 * Checks that files can be read, before any of them is: a long run must not end at its last file's name.
 * @returns their sizes in bytes, together.
 * @throws InputError for the first that is missing, a folder or of an unknown kind.
 */
export async function requirePostingFiles(files: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const file of files) {
    bytes += await requireReadable(file);
    formatOf(file);
  }
  return bytes;
}

/**
 * Reads postings from a JSONL, CSV or XLSX file, told apart by its ending. JSONL and CSV are streamed: memory does not grow with the file.
 * @param onBytes hears of each piece that was read.
 * @throws InputError when the file cannot be read or has no column `text`.
 */
export function readPostingFile(file: string, onBytes?: (bytes: number) => void): AsyncGenerator<FileRow> {
  return readPostings(bytesOf(file, onBytes), formatOf(file), file);
}

const formats: Readonly<Record<string, PostingFormat>> = {
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.csv': 'csv',
  '.xlsx': 'xlsx',
};

function formatOf(file: string): PostingFormat {
  const format = formats[extname(file).toLowerCase()];
  if (format === undefined)
    throw new InputError(
      'format_unknown',
      `${file} is of no kind that can be read; give a .jsonl, .csv or .xlsx file.`,
    );
  return format;
}
