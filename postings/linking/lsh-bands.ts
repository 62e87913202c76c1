import { signatureLength } from './min-hash.js';

/**
 * 16 bands of 8 values: texts of similarity s share a band with probability 1 − (1 − s⁸)¹⁶, which is 0.06 at 0.5, 0.95 at 0.8 and
 * more than 0.999 at 0.9 (Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, 3.4).
 */
const bands = 16;
const rows = signatureLength / bands;

/**
 * A signature's bands as signed 32-bit hashes (FNV-1a over 32-bit words), each begun with its band's number, so that equal values in
 * different bands are different. None for an empty signature.
 */
export function lshBands(signature: ArrayLike<number>): number[] {
  if (signature.length !== signatureLength) return [];
  return Array.from({ length: bands }, (_, band) => {
    let hash = Math.imul(0x811c_9dc5 ^ band, 0x0100_0193);
    for (let row = 0; row < rows; row++) {
      hash = Math.imul(hash ^ (signature[band * rows + row] ?? 0), 0x0100_0193);
      hash ^= hash >>> 15;
    }
    return hash;
  });
}
