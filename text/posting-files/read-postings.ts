import type { PostingRow } from '../../contracts/posting-row.js';
import { readCsvTable } from '../tables/read-csv-table.js';
import { readXlsxTable } from '../tables/read-xlsx-table.js';
import { postingOf } from './posting-of.js';
import type { RawRow, RejectedRow } from './raw-row.js';
import { readJsonl } from './read-jsonl.js';
import { readTable } from './read-table.js';

export type PostingFormat = 'jsonl' | 'csv' | 'xlsx';

/** One line or row of a file: a posting, or why it is none. Lines count from 1; in a table the header is line 1. */
export type FileRow = { readonly line: number; readonly row: PostingRow } | RejectedRow;

type Reader = (source: AsyncIterable<Uint8Array>, file: string) => AsyncGenerator<RawRow>;

const readers: Readonly<Record<PostingFormat, Reader>> = {
  jsonl: readJsonl,
  csv: (source, file) => readTable(readCsvTable(source, file), file),
  xlsx: (source, file) => readTable(readXlsxTable(source, file), file),
};

/**
 * Reads postings from the bytes of a file. JSONL and CSV are streamed: memory does not grow with the file.
 *
 * @param file what the file is called in sentences
 * @throws InputError when a table has no column `text` or a workbook cannot be read
 */
export async function* readPostings(
  source: AsyncIterable<Uint8Array>,
  format: PostingFormat,
  file: string,
): AsyncGenerator<FileRow> {
  for await (const raw of readers[format](source, file)) {
    if ('problem' in raw) {
      yield raw;
      continue;
    }
    const posting = postingOf(raw.value);
    yield 'problem' in posting ? { line: raw.line, ...posting, raw: raw.raw } : { line: raw.line, row: posting };
  }
}
