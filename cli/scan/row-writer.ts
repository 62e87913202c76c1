import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { FatalError, InputError, messageOf, systemCodeOf } from '../../contracts/errors.js';

/** Writes JSONL, waiting whenever the reader is slower: memory does not grow with the number of rows. */
export interface RowWriter {
  write(row: unknown): Promise<void>;
  /** Makes a file appear under its name, whole. */
  finish(): Promise<void>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
}

export function writeRowsTo(stream: Writable): RowWriter {
  return { write: (row) => writeLine(stream, row), finish: async () => undefined, discard: async () => undefined };
}

/** The rows are under a name of their own until the last one is written: a file of that name is never half of one. */
export function writeRowsToFile(file: string): RowWriter {
  const partial = `${file}.partial`;
  const stream = createWriteStream(partial);
  let failure: unknown;
  stream.on('error', (error) => {
    failure = explain(error, file);
  });
  return {
    async write(row) {
      if (failure !== undefined) throw failure;
      await writeLine(stream, row);
    },
    async finish() {
      stream.end();
      await finished(stream).catch((error: unknown) => {
        throw failure ?? explain(error, file);
      });
      await rename(partial, file);
    },
    async discard() {
      stream.destroy();
      await rm(partial, { force: true });
    },
  };
}

async function writeLine(stream: Writable, row: unknown): Promise<void> {
  if (stream.write(`${JSON.stringify(row)}\n`)) return;
  await new Promise<void>((resolve, reject) => {
    stream.once('drain', resolve);
    stream.once('error', reject);
  });
}

function explain(error: unknown, file: string): Error {
  if (systemCodeOf(error) === 'ENOSPC') {
    return new FatalError('disk_full', `The disk is full while ${file} is written; free some space and start again.`, {
      cause: error,
    });
  }
  return new InputError('file_unwritable', `${file} cannot be written: ${messageOf(error)}`, { cause: error });
}
