import { constants, createReadStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { systemCodeOf } from '../contracts/errors.js';
import { unreadableFile } from './unreadable-file.js';

/** The size of a file in bytes. @throws InputError when it is missing, a folder, or not to be read by this user. */
export async function requireReadable(file: string): Promise<number> {
  const found = await stat(file).catch((error: unknown) => {
    throw unreadableFile(file, error);
  });
  if (found.isDirectory()) throw unreadableFile(file, { code: 'EISDIR' });
  await access(file, constants.R_OK).catch((error: unknown) => {
    throw unreadableFile(file, error);
  });
  return found.size;
}

/** The pieces of a file. @param onBytes hears of each that was read. @throws InputError when it cannot be read. */
export async function* bytesOf(
  file: string,
  onBytes: (bytes: number) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Uint8Array>) {
      onBytes(chunk.length);
      yield chunk;
    }
  } catch (error) {
    throw systemCodeOf(error) === undefined ? error : unreadableFile(file, error);
  }
}
