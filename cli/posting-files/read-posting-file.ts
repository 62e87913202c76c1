import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { InputError, messageOf } from '../../contracts/errors.js';
import { type PostingRow, postingRow } from '../../contracts/posting-row.js';
import { readCsv } from './read-csv.js';
import { readJsonl } from './read-jsonl.js';
import { readXlsx } from './read-xlsx.js';

/** One line or row of a file: a posting, or why it is none. Lines count from 1; in a table the header is line 1. */
export type FileRow =
  | { readonly line: number; readonly row: PostingRow }
  | { readonly line: number; readonly problem: string; readonly raw: string };

/** A line as a reader of one format gives it: the object that should be a posting, or what is wrong with the line. */
export type RawRow =
  | { readonly line: number; readonly value: unknown; readonly raw: string }
  | { readonly line: number; readonly problem: string; readonly raw: string };

/**
 * Reads postings from a JSONL, CSV or XLSX file, told apart by its ending. JSONL and CSV are streamed: memory does not grow with the file.
 * @throws InputError when the file cannot be read or has no column `text`.
 */
export async function* readPostingFile(file: string): AsyncGenerator<FileRow> {
  await requireReadable(file);
  for await (const raw of rawRows(file)) {
    if ('problem' in raw) {
      yield raw;
      continue;
    }
    const parsed = postingRow.safeParse(raw.value);
    if (parsed.success) yield { line: raw.line, row: parsed.data };
    else {
      const issue = parsed.error.issues[0];
      yield { line: raw.line, problem: `${issue?.path.join('.') || 'row'}: ${issue?.message}`, raw: raw.raw };
    }
  }
}

function rawRows(file: string): AsyncGenerator<RawRow> {
  switch (extname(file).toLowerCase()) {
    case '.jsonl':
    case '.ndjson':
      return readJsonl(createReadStream(file));
    case '.csv':
      return readCsv(createReadStream(file), file);
    case '.xlsx':
      return readXlsx(file);
    default:
      throw new InputError('format_unknown', `${file} is no file of a known kind; give .jsonl, .csv or .xlsx.`);
  }
}

async function requireReadable(file: string): Promise<void> {
  try {
    const handle = await open(file, 'r');
    try {
      const stat = await handle.stat();
      if (stat.isDirectory()) throw new InputError('file_unreadable', `${file} is a folder; name a file in it.`);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('file_unreadable', `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
