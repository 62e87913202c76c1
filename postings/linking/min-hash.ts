/** Values of a signature. The error of an estimate is about 1 / √128 = 0.09 at worst (at similarity 0.5), 0.035 at 0.8. */
export const signatureLength = 128;

/** Characters (UTF-16 units) of a shingle. */
const shingleLength = 5;

/**
 * Fewest shingles of a text that is signed. «诚聘项目经理» from two advertisers is no copy: so few words are told apart by
 * their contacts alone.
 */
const fewestShingles = 8;

/** One random permutation of the 32-bit numbers for each value of a signature: its salt, made by SplitMix32 from 1. */
const salts = Int32Array.from({ length: signatureLength }, (_, index) => mix(Math.imul(index + 1, 0x9e37_79b9)));

/**
 * MinHash: of each of 128 random orders, the least among the text's 5-character shingles. Two signatures agree in about the part
 * of their values that is the Jaccard similarity of the two sets of shingles.
 * A. Z. Broder, On the resemblance and containment of documents, Compression and Complexity of Sequences 1997.
 *
 * @param text as `shingleText` gives it
 * @returns 128 signed 32-bit values, or none for a text that is too short to be told from others
 */
export function minHash(text: string): Int32Array {
  const shingles = text.length - shingleLength + 1;
  if (shingles < fewestShingles) return new Int32Array(0);
  const signature = new Int32Array(signatureLength).fill(0x7fff_ffff);
  for (let i = 0; i < shingles; i++) {
    let hash = 0;
    for (let k = 0; k < shingleLength; k++) hash = mix(hash ^ text.charCodeAt(i + k)) + 0x9e37_79b9;
    for (let n = 0; n < signatureLength; n++) {
      const value = mix(hash ^ (salts[n] ?? 0));
      if (value < (signature[n] ?? 0)) signature[n] = value;
    }
  }
  return signature;
}

/** The part of the values in which two signatures agree, 0 to 1: an estimate of the Jaccard similarity. */
export function agreement(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== signatureLength || b.length !== signatureLength) return 0;
  let equal = 0;
  for (let i = 0; i < signatureLength; i++) if (a[i] === b[i]) equal++;
  return equal / signatureLength;
}

/** MurmurHash3's 32-bit finaliser (A. Appleby, public domain): a bijection in which every bit of the input moves every bit of the output. */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return h ^ (h >>> 16);
}
