import { type DecodeHints, decideEncoding, type EncodingDecision } from './decide-encoding.js';
import { decoderFor } from './encoding-label.js';

export interface Decoded extends EncodingDecision {
  /** The characters, without a byte order mark; malformed bytes are U+FFFD. */
  text: string;
}

/**
 * Bytes → characters, in the encoding that `decideEncoding` finds. Decoding itself never fails.
 *
 * @example decode(body, { contentType: 'text/html; charset=gbk' }) // { text, encoding: 'gbk', decidedBy: 'header' }
 * @throws InputError `encoding_unknown` when `hints.override` names no known encoding.
 */
export function decode(bytes: Uint8Array, hints: DecodeHints = {}): Decoded {
  const decision = decideEncoding(bytes, hints);
  const text = decoderFor(decision.encoding).decode(bytes);
  // TextDecoder drops the marks of UTF-8 and UTF-16, not that of GB18030.
  return { text: text.startsWith('\ufeff') ? text.slice(1) : text, ...decision };
}

/** `decode` for CSV, JSONL and JSON, which hold no meta element that speaks for them. */
export function decodeText(bytes: Uint8Array, override?: string): Decoded {
  return decode(bytes, { kind: 'text', ...(override === undefined ? {} : { override }) });
}
