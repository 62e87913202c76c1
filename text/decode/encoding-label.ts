import { TextDecoder } from 'node:util';

/** The encodings that Chinese platforms and files use; other labels are treated as if nothing had been said. */
export type Encoding = 'utf-8' | 'gbk' | 'gb18030' | 'big5' | 'utf-16le' | 'utf-16be';

const known: ReadonlySet<string> = new Set<Encoding>(['utf-8', 'gbk', 'gb18030', 'big5', 'utf-16le', 'utf-16be']);

function isKnown(name: string): name is Encoding {
  return known.has(name);
}

/**
 * The normalised name of an encoding label (WHATWG Encoding Standard §4.2): `GB2312` → `gbk`, `x-x-big5` → `big5`.
 * Null for a label that is unknown or that servers send without meaning it (`iso-8859-1` is Apache's old default).
 */
export function encodingOf(label: string): Encoding | null {
  let name: string;
  try {
    name = new TextDecoder(label.trim()).encoding;
  } catch {
    // The constructor's RangeError is the standard's way to say that no encoding has this label.
    return null;
  }
  return isKnown(name) ? name : null;
}

/** The encoding that a Content-Type header's charset parameter names (RFC 9110 §8.3.1), or null. */
export function encodingOfContentType(contentType: string): Encoding | null {
  const charset = /;\s*charset\s*=\s*(?:"([^"]{1,40})"|'([^']{1,40})'|([^\s;"']{1,40}))/i.exec(contentType);
  const label = charset?.[1] ?? charset?.[2] ?? charset?.[3];
  return label === undefined ? null : encodingOf(label);
}

/**
 * A decoder that never throws; malformed bytes become U+FFFD. GBK is read by the GB18030 decoder: pages labelled GBK
 * hold four-byte characters, and Node's own `gbk` decoder cannot read them.
 */
export function decoderFor(encoding: Encoding): TextDecoder {
  return new TextDecoder(encoding === 'gbk' ? 'gb18030' : encoding);
}
