/**
 * The least that any classifier of disguised Chinese text does: compatibility normalisation (NFKC) and one hash (FNV-1a, 32 bits) for every pair
 * of neighbouring characters (UTF-16 units). Nothing is looked up and nothing decided.
 */
export class BigramFloor {
  /** Hashes that were made. */
  count = 0;
  /** Depends on every hash, so that a compiler can leave none out. */
  mixed = 0;

  hash(text: string): void {
    const normal = text.normalize('NFKC');
    let before = normal.charCodeAt(0);
    let mixed = 0;
    let i = 1;
    for (; i < normal.length; i++) {
      const unit = normal.charCodeAt(i);
      mixed ^= fnv1a(before, unit);
      before = unit;
    }
    this.count += i - 1;
    this.mixed ^= mixed;
  }
}

/** FNV-1a of two UTF-16 units as four bytes, the low one first (RFC 9923). */
export function fnv1a(first: number, second: number): number {
  let hash = 0x811c9dc5;
  hash = Math.imul(hash ^ (first & 0xff), 0x01000193);
  hash = Math.imul(hash ^ (first >>> 8), 0x01000193);
  hash = Math.imul(hash ^ (second & 0xff), 0x01000193);
  return Math.imul(hash ^ (second >>> 8), 0x01000193) >>> 0;
}
