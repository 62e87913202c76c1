/** Slots for a posting of usual length: its hashes and passages lie in a processor's nearest cache together. */
const fewestSlots = 2048;

/**
 * The n-grams of a posting that have counted, by their places, each with the number of the passage in which it counted last (open addressing
 * with linear probing). It stands apart from what is known of all n-grams: it is small, and nothing is written all over a large table.
 */
export class CountedPlaces {
  /** 0 for a free slot: no n-gram has place 0. */
  #places = new Int32Array(fewestSlots);
  /** By slot; passages have numbers from 1 on, 0 for none. */
  #passages = new Int32Array(fewestSlots);
  #shift = shiftOf(fewestSlots);

  /** Begins a posting. @param most how many different n-grams it may hold at most */
  clear(most: number): void {
    // Half of the slots at least stay free.
    const slots = Math.max(fewestSlots, 2 ** Math.ceil(Math.log2(most * 2)));
    if (slots === this.#places.length) {
      this.#places.fill(0);
      return;
    }
    this.#places = new Int32Array(slots);
    this.#passages = new Int32Array(slots);
    this.#shift = shiftOf(slots);
  }

  /**
   * Counts a place in a passage, or in none (0).
   * @returns the passage in which it counted last, 0 for none, −1 where it had not counted at all
   */
  count(place: number, passage: number): number {
    const places = this.#places;
    const passages = this.#passages;
    // Fibonacci hashing: the upper bits of a product with 2^32 / φ.
    let slot = Math.imul(place, 0x9e3779b1) >>> this.#shift;
    for (;;) {
      const held = places[slot];
      if (held === place) break;
      if (held === 0) {
        places[slot] = place;
        passages[slot] = passage;
        return -1;
      }
      slot = (slot + 1) & (places.length - 1);
    }
    const last = passages[slot] ?? 0;
    if (passage !== 0) passages[slot] = passage;
    return last;
  }
}

function shiftOf(slots: number): number {
  return 32 - Math.log2(slots);
}
