import { randomUUID } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { InputError } from '../../contracts/errors.js';
import { unwritable } from '../output-file.js';

/**
 * Writes a file that appears under its name whole or not at all; one of that name is replaced.
 * @throws InputError `file_unwritable`; FatalError `disk_full`
 */
export async function writeWhole(file: string, content: Uint8Array | string): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  if (there?.isDirectory() === true)
    throw new InputError('file_unwritable', `${file} is a folder; give the name of a file.`);
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    await writeFile(partial, content, { flag: 'wx', flush: true });
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw unwritable(file, error);
  }
}
