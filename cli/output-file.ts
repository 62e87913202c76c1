import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FatalError, InputError, messageOf, systemCodeOf } from '../contracts/errors.js';

/**
 * A file that appears under its name whole or not at all; until then a file of that name stays as it was.
 * The order is: `write` as often as needed, `flush`, `publish`; or `discard` at any time.
 */
export interface OutputFile {
  write(text: string): Promise<void>;
  /** Everything is on the disk, still under another name. */
  flush(): Promise<void>;
  publish(): Promise<void>;
  /** Leaves nothing behind. Once published it does nothing. */
  discard(): Promise<void>;
}

/** Characters that are gathered before they are written. */
const batch = 65_536;

/**
 * Opens it, so that a name that cannot be written is told before any work is done. A device or pipe (`/dev/stdout`, `/dev/null`) is written
 * as it is; a link's target is replaced, not the link.
 *
 * @throws InputError `file_unwritable`; FatalError `disk_full`, also later on
 */
export async function openOutputFile(file: string): Promise<OutputFile> {
  const attempt = async <T>(step: () => Promise<T>): Promise<T> => {
    try {
      return await step();
    } catch (error) {
      throw unwritable(file, error);
    }
  };
  const there = await stat(file).catch(() => undefined);
  if (there?.isDirectory() === true)
    throw new InputError('file_unwritable', `${file} is a folder; give the name of a file.`);
  const direct = there !== undefined && !there.isFile();
  const target = there?.isFile() === true ? await attempt(() => realpath(file)) : resolve(file);
  const partial = direct ? file : `${target}.${process.pid}.partial`;
  const handle = await attempt(() => open(partial, 'w', there === undefined ? 0o666 : there.mode & 0o777));
  let gathered: string[] = [];
  let held = 0;
  let ended = false;
  const close = closingOnce(handle);

  async function empty(): Promise<void> {
    const text = gathered.join('');
    gathered = [];
    held = 0;
    if (text !== '') await attempt(() => handle.appendFile(text));
  }

  return {
    async write(text) {
      gathered.push(text);
      held += text.length;
      if (held >= batch) await empty();
    },
    async flush() {
      await empty();
      if (!direct) await attempt(() => handle.sync());
      await attempt(close);
    },
    async publish() {
      if (!direct) await attempt(() => rename(partial, target));
      ended = true;
    },
    async discard() {
      if (ended) return;
      ended = true;
      await close();
      if (!direct) await rm(partial, { force: true });
    },
  };
}

function closingOnce(handle: FileHandle): () => Promise<void> {
  let closed: Promise<void> | undefined;
  return () => {
    closed ??= handle.close();
    return closed;
  };
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'the folder does not exist; create it or give another name',
  ENOTDIR: 'a part of its path is no folder; give another name',
  EEXIST: 'there is a file of that name; give another name',
  EACCES: 'this user may not write there; change the rights or give another name',
  EPERM: 'this user may not write there; change the rights or give another name',
  EROFS: 'the disk is read-only; give another name',
};

/** The sentence for what the operating system says when something cannot be written. */
export function unwritable(what: string, error: unknown): InputError | FatalError {
  const code = systemCodeOf(error) ?? '';
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new FatalError(
      'disk_full',
      `${what} cannot be written: the disk is full; free some space and start again.`,
      { cause: error },
    );
  }
  return new InputError('file_unwritable', `${what} cannot be written: ${reasons[code] ?? messageOf(error)}.`, {
    cause: error,
  });
}
