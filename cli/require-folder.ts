import { mkdir } from 'node:fs/promises';
import { unwritable } from './output-file.js';

/** Makes a folder unless it is there. `what` names it in the message. @throws InputError when it cannot be had; FatalError `disk_full` */
export async function requireFolder(folder: string, what: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw unwritable(what, error);
  }
}
