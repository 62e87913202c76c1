import { once } from 'node:events';
import { systemCodeOf } from '../contracts/errors.js';
import { unwritable } from './output-file.js';

/** Whoever read our output has closed it (`guazheng scan … | head`): there is nobody to work for, and that is no failure. */
export class OutputClosed extends Error {}

let failure: unknown;

/**
 * From now on a closed or full standard output ends nothing by itself.
 * @param onFailure hears of the first failure other than a closed pipe, for commands that write and do not wait.
 */
export function watchStandardOutput(onFailure: (error: Error) => void): void {
  process.stdout.on('error', (error) => {
    if (failure !== undefined) return;
    failure = systemCodeOf(error) === 'EPIPE' ? new OutputClosed() : unwritable('Standard output', error);
    if (!(failure instanceof OutputClosed)) onFailure(failure as Error);
  });
  // With `2>&1 | head` messages have no reader either.
  process.stderr.on('error', () => undefined);
}

/**
 * Writes many rows, waiting whenever the reader is slower: memory does not grow with their number.
 * @throws OutputClosed; InputError or FatalError `disk_full` when the output goes to a file that cannot take it.
 */
export async function writeToStandardOutput(text: string): Promise<void> {
  if (failure !== undefined) throw failure;
  if (process.stdout.write(text)) return;
  await once(process.stdout, 'drain').catch((error: unknown) => {
    throw failure ?? error;
  });
}
