import { InputError } from '../../contracts/errors.js';

/**
 * Where every store keeps a blob: `ab/cd/abcd…`, the first two pairs of digits as folders. The same in a folder and in a
 * bucket, so that a plain copy of one is the other.
 *
 * @throws InputError `blob_name_invalid`; nothing but a SHA-256 gets into a path
 */
export function pathOfBlob(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    throw new InputError('blob_name_invalid', `${JSON.stringify(sha256)} is not a SHA-256 in lower-case hex.`);
  }
  return `${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
}

/** Whether a file or object of a store is a blob: its name is the one that `pathOfBlob` gives. */
export function isBlobPath(path: string): boolean {
  const name = path.slice(-64);
  return /^[0-9a-f]{64}$/.test(name) && path === pathOfBlob(name);
}
