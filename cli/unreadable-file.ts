import { InputError, messageOf, systemCodeOf } from '../contracts/errors.js';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist; check the path',
  ENOTDIR: 'a part of its path is no folder; check the path',
  EISDIR: 'it is a folder; name a file in it',
  EACCES: 'this user may not read it; change its rights or the user',
  EIO: 'the disk does not give it; check the disk',
};

/** The sentence for a file that the operating system does not let us read. `what` names it, e.g. `The saved page x.html`. */
export function unreadableFile(what: string, error: unknown): InputError {
  const reason = reasons[systemCodeOf(error) ?? ''] ?? messageOf(error);
  return new InputError('file_unreadable', `${what} cannot be read: ${reason}.`, { cause: error });
}
