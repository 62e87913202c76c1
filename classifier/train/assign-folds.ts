import { createHash } from 'node:crypto';
import type { PostingRow } from '../../contracts/posting-row.js';
import { postingFingerprint } from './fingerprint.js';

/**
 * Gives each posting a fold, 0 to `folds` − 1, by a hash of its words and the seed: independent of the order of the files,
 * and postings of the same words always share one, so that none is predicted by a model that has seen its twin.
 *
 * @param groupOf names what shares a fold instead, such as the hand that wrote the postings
 */
export function assignFolds<Row extends PostingRow>(
  postings: readonly Row[],
  folds: number,
  seed: number,
  groupOf: (row: Row) => string = postingFingerprint,
): number[] {
  return postings.map((row) => {
    const digest = createHash('sha256')
      .update(`${seed}\u0000${groupOf(row)}`)
      .digest();
    return digest.readUInt32BE(0) % folds;
  });
}
