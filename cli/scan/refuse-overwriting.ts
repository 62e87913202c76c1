import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InputError } from '../../contracts/errors.js';

/** @throws InputError when an output is one of the inputs, by whatever name, or two outputs are one file. */
export async function refuseOverwriting(inputs: readonly string[], outputs: readonly string[]): Promise<void> {
  const [first, second] = outputs;
  if (first !== undefined && second !== undefined && (await isSameFile(first, second))) {
    throw new InputError('would_overwrite', `--out and --rejects both name ${first}; give each a file of its own.`);
  }
  for (const output of outputs) {
    for (const input of inputs) {
      if (await isSameFile(input, output)) {
        throw new InputError(
          'would_overwrite',
          `${output} is one of the files to read; give another name for the output.`,
        );
      }
    }
  }
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  if (resolve(a) === resolve(b)) return true;
  const [one, other] = await Promise.all([a, b].map((file) => stat(file).catch(() => undefined)));
  return one?.isFile() === true && one.ino === other?.ino && one.dev === other.dev;
}
