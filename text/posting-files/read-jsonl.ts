import { messageOf } from '../../contracts/errors.js';
import { decodeLines } from '../decode/decode-lines.js';
import { cutLongRow, longestRow, rowTooLong } from '../tables/longest-row.js';
import type { RawRow } from './raw-row.js';

/** One JSON object a line. Empty lines are passed over. */
export async function* readJsonl(source: AsyncIterable<Uint8Array>): AsyncGenerator<RawRow> {
  let line = 0;
  for await (const text of decodeLines(source, { longest: longestRow, cut: true })) {
    line++;
    if (text.trim() === '') continue;
    if (text.length > longestRow) {
      yield { line, ...rowTooLong, raw: cutLongRow(text) };
      continue;
    }
    yield parseLine(line, text);
  }
}

function parseLine(line: number, text: string): RawRow {
  try {
    return { line, value: JSON.parse(text), raw: text };
  } catch (error) {
    return { line, code: 'not_json', problem: `no JSON (${messageOf(error)})`, raw: text };
  }
}
