import { createHash } from 'node:crypto';
import type { PostingRow } from '../../contracts/posting-row.js';
import { postingFingerprint } from './fingerprint.js';

/**
 * Gives each posting a fold, 0 to `folds` − 1, by a hash of its words and the seed: independent of the order of the files,
 * and postings of the same words always share one, so that none is predicted by a model that has seen its twin.
 */
export function assignFolds(postings: readonly PostingRow[], folds: number, seed: number): number[] {
  return postings.map((row) => {
    const digest = createHash('sha256')
      .update(`${seed}\u0000${postingFingerprint(row)}`)
      .digest();
    return digest.readUInt32BE(0) % folds;
  });
}
