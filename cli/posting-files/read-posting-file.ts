import { constants, createReadStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { InputError, systemCodeOf } from '../../contracts/errors.js';
import type { PostingRow } from '../../contracts/posting-row.js';
import { unreadableFile } from '../unreadable-file.js';
import { postingOf } from './posting-of.js';
import type { RawRow } from './raw-row.js';
import { readCsv } from './read-csv.js';
import { readJsonl } from './read-jsonl.js';
import { readXlsx } from './read-xlsx.js';

/** One line or row of a file: a posting, or why it is none. Lines count from 1; in a table the header is line 1. */
export type FileRow =
  | { readonly line: number; readonly row: PostingRow }
  | { readonly line: number; readonly problem: string; readonly raw: string };

/**
 * Checks that files can be read, before any of them is: a long run must not end at its last file's name.
 * @returns their sizes in bytes, together.
 * @throws InputError for the first that is missing, a folder or of an unknown kind.
 */
export async function requirePostingFiles(files: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const file of files) {
    const found = await stat(file).catch((error: unknown) => {
      throw unreadableFile(file, error);
    });
    if (found.isDirectory()) throw unreadableFile(file, { code: 'EISDIR' });
    await access(file, constants.R_OK).catch((error: unknown) => {
      throw unreadableFile(file, error);
    });
    readerOf(file);
    bytes += found.size;
  }
  return bytes;
}

/**
 * Reads postings from a JSONL, CSV or XLSX file, told apart by its ending. JSONL and CSV are streamed: memory does not grow with the file.
 * @param onBytes hears of each piece that was read.
 * @throws InputError when the file cannot be read or has no column `text`.
 */
export async function* readPostingFile(file: string, onBytes?: (bytes: number) => void): AsyncGenerator<FileRow> {
  for await (const raw of readerOf(file)(bytesOf(file, onBytes), file)) {
    if ('problem' in raw) {
      yield raw;
      continue;
    }
    const posting = postingOf(raw.value);
    yield 'problem' in posting
      ? { line: raw.line, problem: posting.problem, raw: raw.raw }
      : { line: raw.line, row: posting };
  }
}

type Reader = (source: AsyncIterable<Uint8Array>, file: string) => AsyncGenerator<RawRow>;

const readers: Readonly<Record<string, Reader>> = {
  '.jsonl': readJsonl,
  '.ndjson': readJsonl,
  '.csv': readCsv,
  '.xlsx': readXlsx,
};

function readerOf(file: string): Reader {
  const reader = readers[extname(file).toLowerCase()];
  if (reader === undefined)
    throw new InputError(
      'format_unknown',
      `${file} is of no kind that can be read; give a .jsonl, .csv or .xlsx file.`,
    );
  return reader;
}

async function* bytesOf(file: string, onBytes: ((bytes: number) => void) | undefined): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Uint8Array>) {
      onBytes?.(chunk.length);
      yield chunk;
    }
  } catch (error) {
    throw systemCodeOf(error) === undefined ? error : unreadableFile(file, error);
  }
}
