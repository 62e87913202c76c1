import { messageOf } from '../../contracts/errors.js';
import { decodeLines } from '../../text/decode/decode-lines.js';
import type { RawRow } from './read-posting-file.js';

/** One JSON object a line. Empty lines are passed over. */
export async function* readJsonl(source: AsyncIterable<Uint8Array>): AsyncGenerator<RawRow> {
  let line = 0;
  for await (const text of decodeLines(source)) {
    line++;
    if (text.trim() === '') continue;
    try {
      yield { line, value: JSON.parse(text), raw: text };
    } catch (error) {
      yield { line, problem: `no JSON (${messageOf(error)})`, raw: text };
    }
  }
}
