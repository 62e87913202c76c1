import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { InputError } from '../contracts/errors.js';

/**
 * Asks for a passphrase on the terminal without showing it; where standard input is no terminal, its first line is taken.
 * @throws InputError when there is none
 */
export async function askPassphrase(question: string): Promise<string> {
  const isTerminal = process.stdin.isTTY === true;
  // Shows the question and nothing of what is typed after it.
  let muted = false;
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!muted) process.stderr.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output, terminal: isTerminal });
  try {
    if (isTerminal) process.stderr.write(question);
    muted = true;
    const answer = await new Promise<string | undefined>((resolve) => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(undefined));
    });
    if (isTerminal) process.stderr.write('\n');
    if (answer === undefined || answer === '')
      throw new InputError(
        'passphrase_missing',
        'No passphrase was given; type it, or send it as the first line of standard input.',
      );
    return answer;
  } finally {
    lines.close();
  }
}
