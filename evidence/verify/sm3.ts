/** SM3 of GB/T 32905-2016, in pieces: the verifier runs where there is no `node:crypto`. */
export interface Sm3 {
  update(bytes: Uint8Array): Sm3;
  /** 32 bytes; nothing may be added after. */
  digest(): Uint8Array;
}

/** 4.1 of the standard. */
const initial = [
  0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
] as const;

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** 4.2, turned by the round's number as 5.3.3 wants it. */
const constants = Int32Array.from({ length: 64 }, (_, round) => {
  const constant = round < 16 ? 0x79cc4519 : 0x7a879d8a;
  return round % 32 === 0 ? constant : rotate(constant, round % 32);
});

export function sm3(): Sm3 {
  const state = Int32Array.from(initial);
  const block = new Uint8Array(64);
  const words = new Int32Array(68);
  let held = 0;
  let total = 0;

  const hash: Sm3 = {
    update(bytes) {
      total += bytes.length;
      let at = 0;
      if (held > 0) {
        at = Math.min(64 - held, bytes.length);
        block.set(bytes.subarray(0, at), held);
        held += at;
        if (held < 64) return hash;
        compress(state, words, block, 0);
        held = 0;
      }
      for (; at + 64 <= bytes.length; at += 64) compress(state, words, bytes, at);
      block.set(bytes.subarray(at));
      held = bytes.length - at;
      return hash;
    },
    digest() {
      // 5.2: a one bit, zeros, and the length in bits as 64 bits.
      const padding = new Uint8Array(held < 56 ? 64 - held : 128 - held);
      padding[0] = 0x80;
      const length = new DataView(padding.buffer);
      length.setUint32(padding.length - 8, Math.floor(total / 2 ** 29));
      length.setUint32(padding.length - 4, (total * 8) % 2 ** 32);
      hash.update(padding);
      const result = new DataView(new ArrayBuffer(32));
      state.forEach((word, index) => {
        result.setInt32(index * 4, word);
      });
      return new Uint8Array(result.buffer);
    },
  };
  return hash;
}

/** 5.3: one block of 64 bytes from `at`. */
function compress(state: Int32Array, words: Int32Array, bytes: Uint8Array, at: number): void {
  const word = (index: number): number => words[index] ?? 0;
  for (let j = 0; j < 16; j++) {
    const from = at + j * 4;
    words[j] =
      ((bytes[from] ?? 0) << 24) |
      ((bytes[from + 1] ?? 0) << 16) |
      ((bytes[from + 2] ?? 0) << 8) |
      (bytes[from + 3] ?? 0);
  }
  for (let j = 16; j < 68; j++) {
    const mixed = word(j - 16) ^ word(j - 9) ^ rotate(word(j - 3), 15);
    words[j] = mixed ^ rotate(mixed, 15) ^ rotate(mixed, 23) ^ rotate(word(j - 13), 7) ^ word(j - 6);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let j = 0; j < 64; j++) {
    const turned = rotate(a, 12);
    const ss1 = rotate((turned + e + (constants[j] ?? 0)) | 0, 7);
    const isEarly = j < 16;
    const ff = isEarly ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = isEarly ? e ^ f ^ g : (e & f) | (~e & g);
    const tt1 = (ff + d + (ss1 ^ turned) + (word(j) ^ word(j + 4))) | 0;
    const tt2 = (gg + h + ss1 + word(j)) | 0;
    d = c;
    c = rotate(b, 9);
    b = a;
    a = tt1;
    h = g;
    g = rotate(f, 19);
    f = e;
    e = tt2 ^ rotate(tt2, 9) ^ rotate(tt2, 17);
  }
  const mixed = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) state[i] = (state[i] ?? 0) ^ (mixed[i] ?? 0);
}
