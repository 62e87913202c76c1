import type { Encoding } from './encoding-label.js';

/** Marks in the order in which they are tried; none is the beginning of another. */
const marks: readonly { bytes: readonly number[]; encoding: Encoding }[] = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
  { bytes: [0x84, 0x31, 0x95, 0x33], encoding: 'gb18030' },
];

/** The encoding whose byte order mark stands at the beginning of the bytes, or null. */
export function byteOrderMark(bytes: Uint8Array): Encoding | null {
  return marks.find((mark) => mark.bytes.every((byte, index) => bytes[index] === byte))?.encoding ?? null;
}
