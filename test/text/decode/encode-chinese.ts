import fc from 'fast-check';

/** Character → bytes, inverted from Node's decoder: the platform has no encoder for these. */
function invert(encoding: string, trails: readonly (readonly number[])[]): Map<string, readonly number[]> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const table = new Map<string, readonly number[]>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (const trail of trails) {
      const bytes = [lead, ...trail];
      try {
        const character = decoder.decode(Uint8Array.from(bytes));
        if ([...character].length === 1 && !table.has(character)) table.set(character, bytes);
      } catch {
        // No character has these bytes.
      }
    }
  }
  return table;
}
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const twoByteTrails = [...range(0x40, 0x7e), ...range(0x80, 0xfe)].map((trail) => [trail]);
/** The four-byte forms of CJK extension A lie under leads 0x81 and 0x82. */
const fourByteTrails = range(0x30, 0x39).flatMap((second) =>
  range(0x81, 0xfe).flatMap((third) => range(0x30, 0x39).map((fourth) => [second, third, fourth])),
);

const gb18030 = invert('gb18030', twoByteTrails);
const fourByte = new TextDecoder('gb18030');
for (const lead of [0x81, 0x82]) {
  for (const trail of fourByteTrails) {
    const character = fourByte.decode(Uint8Array.of(lead, ...trail));
    if (character >= '\u3400' && character <= '\u4dbf' && !gb18030.has(character))
      gb18030.set(character, [lead, ...trail]);
  }
}
const big5 = invert('big5', twoByteTrails);

function encode(table: Map<string, readonly number[]>, text: string): Uint8Array {
  return Uint8Array.from(
    [...text].flatMap((character) => {
      const code = character.codePointAt(0) ?? 0;
      if (code < 0x80) return [code];
      const bytes = table.get(character);
      if (bytes === undefined) throw new Error(`${character} has no bytes in this encoding`);
      return [...bytes];
    }),
  );
}

export const encodeGb18030 = (text: string): Uint8Array => encode(gb18030, text);
export const encodeBig5 = (text: string): Uint8Array => encode(big5, text);

/** Any Han character of the basic plane that GB18030 holds, in two bytes or in four. */
export const han = fc.constantFrom(...[...gb18030.keys()].filter((character) => /\p{Script=Han}/u.test(character)));
