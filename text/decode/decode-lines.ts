import { InputError } from '../../contracts/errors.js';
import { decodeStream } from './decode-stream.js';

/** A row of a JSONL file is a posting of at most some hundred thousand characters; a longer line is no such file. */
const longestLine = 16 * 1024 * 1024;

/**
 * The lines of a text file in UTF-8, GB18030, Big5 or UTF-16 with a mark, without their line ends (LF or CRLF). A last
 * line without an end is a line too. Memory is bounded by the longest line.
 *
 * @param longest characters that one line may hold
 * @param cut a longer line is cut to one character more than `longest`, by which the reader knows it, and reading goes on
 * @throws InputError `line_too_long` unless `cut`
 */
export async function* decodeLines(
  source: AsyncIterable<Uint8Array>,
  { override, longest = longestLine, cut = false }: { override?: string; longest?: number; cut?: boolean } = {},
): AsyncGenerator<string> {
  let line = 1;
  let pieces: string[] = [];
  let held = 0;
  const hold = (piece: string): void => {
    const room = longest + 1 - held;
    if (piece.length >= room && !cut) {
      throw new InputError(
        'line_too_long',
        `Line ${line} is longer than ${longest} characters: give a file with one row a line.`,
      );
    }
    const kept = piece.slice(0, room);
    held += kept.length;
    if (kept !== '') pieces.push(kept);
  };
  const whole = (): string => (held > longest ? pieces.join('') : withoutReturn(pieces.join('')));
  for await (const text of decodeStream(source, override)) {
    let from = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      hold(text.slice(from, at));
      yield whole();
      pieces = [];
      held = 0;
      line += 1;
      from = at + 1;
    }
    hold(text.slice(from));
  }
  if (held > 0) yield whole();
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
