/** What a sequence of bytes looks like when it is read as UTF-8. */
export interface Utf8Scan {
  /** Well-formed sequences of two to four bytes. */
  sequences: number;
  /** Bytes that belong to no well-formed sequence. A sequence that the end cuts off is not counted. */
  invalid: number;
  /** Offset of the first byte over 0x7F, or -1 when all is ASCII. */
  firstNonAscii: number;
}

/**
 * Counts well-formed and malformed UTF-8 in one pass (well-formedness: RFC 3629 §4, so overlong forms and surrogates
 * are malformed). Time is linear, no memory is taken.
 */
export function scanUtf8(bytes: Uint8Array): Utf8Scan {
  const end = bytes.length;
  let sequences = 0;
  let invalid = 0;
  let firstNonAscii = -1;
  let at = 0;
  while (at < end) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) {
      at += 1;
      continue;
    }
    if (firstNonAscii < 0) firstNonAscii = at;
    const length = lead >= 0xc2 && lead <= 0xdf ? 2 : (lead & 0xf0) === 0xe0 ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
    const wellFormed = length === 0 ? 0 : continuationLength(bytes, at, lead, length);
    if (length > 0 && wellFormed === length) {
      sequences += 1;
      at += length;
    } else if (length > 0 && at + wellFormed === end) {
      break;
    } else {
      invalid += 1;
      at += 1;
    }
  }
  return { sequences, invalid, firstNonAscii };
}

/** How many bytes from `at` fit a sequence of `length` bytes that begins with `lead`. */
function continuationLength(bytes: Uint8Array, at: number, lead: number, length: number): number {
  // The second byte's range excludes overlong forms, surrogates and code points over U+10FFFF (RFC 3629 §4).
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  for (let index = 1; index < length; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined || byte < (index === 1 ? least : 0x80) || byte > (index === 1 ? most : 0xbf)) return index;
  }
  return length;
}
