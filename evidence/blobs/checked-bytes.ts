import { createHash } from 'node:crypto';
import { DeadError } from '../../contracts/errors.js';

/**
 * Passes bytes on and hashes them; when they were others than the name says, it fails in place of the end.
 *
 * @param place the file or object they come from, for the message
 * @throws DeadError `blob_corrupt`
 */
export async function* checkedBytes(
  source: AsyncIterable<Uint8Array>,
  sha256: string,
  place: string,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of source) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== sha256) throw blobCorrupt(place);
}

export function blobCorrupt(place: string): DeadError {
  return new DeadError(
    'blob_corrupt',
    `${place} does not hold the bytes that it is named after; restore it from a backup.`,
  );
}

export function blobMissing(place: string, cause: unknown): DeadError {
  return new DeadError('blob_missing', `${place} is missing; restore it from a backup.`, { cause });
}
