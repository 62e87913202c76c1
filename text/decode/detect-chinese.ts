import { commonCharacters } from './common-characters.js';
import { decoderFor, type Encoding } from './encoding-label.js';

/** Bytes read for a decision, from the first one that is not ASCII: some 5,000 Chinese characters are plenty. */
const sampleBytes = 16_384;

/** How Chinese a text reads. */
interface Reading {
  /** Common characters and CJK punctuation per character that is not ASCII, less malformed ones; 1 at best. */
  score: number;
  /** Share of the characters over ASCII that are malformed (U+FFFD) or for private use. */
  malformed: number;
}

/**
 * Reads the bytes from `start` (the first byte over 0x7F) in one encoding and scores the result. A character that the
 * end of the sample cuts off counts for nothing.
 */
export function readAs(encoding: Encoding, bytes: Uint8Array, start: number): Reading {
  const text = decoderFor(encoding).decode(bytes.subarray(start, start + sampleBytes), { stream: true });
  let beyondAscii = 0;
  let common = 0;
  let malformed = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) continue;
    beyondAscii += 1;
    if (code === 0xfffd || (code >= 0xe000 && code <= 0xf8ff)) malformed += 1;
    else if (isChinesePunctuation(code) || commonCharacters.has(character)) common += 1;
  }
  if (beyondAscii === 0) return { score: 0, malformed: 0 };
  return { score: (common - 5 * malformed) / beyondAscii, malformed: malformed / beyondAscii };
}

function isChinesePunctuation(code: number): boolean {
  return (code >= 0x3000 && code <= 0x3011) || code === 0xff0c || code === 0xff1a || code === 0xff1b || code === 0xff01;
}

/** GB18030 or Big5, whichever reads more like Chinese; GB18030 when both read alike, because most platforms use it. */
export function detectChinese(bytes: Uint8Array, start: number): 'gb18030' | 'big5' {
  return readAs('big5', bytes, start).score > readAs('gb18030', bytes, start).score ? 'big5' : 'gb18030';
}
