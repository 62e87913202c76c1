import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { InputError, messageOf } from '../../contracts/errors.js';
import { decodeStream } from '../../text/decode/decode-stream.js';
import { keyOfHeader, missingColumn, rowOf } from './columns.js';
import type { RawRow } from './read-posting-file.js';

/** Characters that one row may hold: a quote that is never closed must not take the whole file into memory. */
const longestRow = 4 * 1024 * 1024;

/** RFC 4180 with a header. Commas, tabs and semicolons are told apart by the header line. */
export async function* readCsv(source: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<RawRow> {
  const text = decodeStream(source);
  const head = await text.next();
  const first = head.done === true ? '' : head.value;
  const parser = Readable.from(withFirst(first, text)).pipe(
    parse({
      bom: true,
      delimiter: delimiterOf(first),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: longestRow,
      info: true,
    }),
  );
  let keys: string[] | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (keys === undefined) {
        keys = record.map(keyOfHeader);
        const problem = missingColumn(keys, file);
        if (problem !== undefined) throw new InputError('column_missing', problem);
        continue;
      }
      const raw = JSON.stringify(record);
      if (record.length !== keys.length) {
        yield { line: info.lines, problem: `${record.length} columns where the header has ${keys.length}`, raw };
        continue;
      }
      yield { line: info.lines, value: rowOf(keys, record), raw };
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('csv_invalid', `${file} is no CSV file that can be read to its end: ${messageOf(error)}`, {
      cause: error,
    });
  }
  if (keys === undefined) throw new InputError('column_missing', missingColumn([], file) ?? '');
}

async function* withFirst(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

function delimiterOf(start: string): string {
  const header = start.split('\n', 1)[0] ?? '';
  const counts = [',', '\t', ';'].map((mark) => ({ mark, count: header.split(mark).length }));
  counts.sort((a, b) => b.count - a.count);
  return counts[0]?.mark ?? ',';
}
