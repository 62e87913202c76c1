import { readFile } from 'node:fs/promises';
import { decodeText } from '../../text/decode/decode.js';
import { unreadableFile } from '../unreadable-file.js';

/** The text of a platform file, in UTF-8 or a Chinese encoding. @throws InputError */
export async function readPlatformText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw unreadableFile(`The platform file ${file}`, error);
  });
  return decodeText(bytes).text;
}
