import { type Encoding, encodingOf } from './encoding-label.js';

/**
 * Bytes looked at. The standard demands 1,024; real pages put long comments and scripts before the element, and
 * browsers read on to the end of the head.
 */
const prescanBytes = 16_384;

const attribute = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

/**
 * The encoding that a page states of itself: `<meta charset>`, `<meta http-equiv="Content-Type" content="…charset=…">`
 * or an XML declaration, whichever comes first. After HTML §13.2.3.2 (prescan a byte stream): comments are skipped, and
 * a page that says UTF-16 in ASCII bytes means UTF-8.
 */
export function prescanMeta(bytes: Uint8Array): Encoding | null {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, prescanBytes)).replace(/<!--[\s\S]*?-->/g, ' ');
  const declared = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']{1,40})["']/i.exec(head)?.[1];
  const stated = declared === undefined ? null : meant(declared);
  if (stated !== null) return stated;
  for (const [, inside] of head.matchAll(/<meta[\s/]([^>]*)/gi)) {
    const label = labelIn(inside ?? '');
    const encoding = label === null ? null : meant(label);
    if (encoding !== null) return encoding;
  }
  return null;
}

function labelIn(inside: string): string | null {
  const attributes = new Map<string, string>();
  for (const [, name, double, single, bare] of inside.matchAll(attribute)) {
    const key = (name ?? '').toLowerCase();
    if (!attributes.has(key)) attributes.set(key, double ?? single ?? bare ?? '');
  }
  const charset = attributes.get('charset');
  if (charset !== undefined) return charset;
  if (attributes.get('http-equiv')?.toLowerCase() !== 'content-type') return null;
  return /charset\s*=\s*["']?([^\s;"']{1,40})/i.exec(attributes.get('content') ?? '')?.[1] ?? null;
}

function meant(label: string): Encoding | null {
  const encoding = encodingOf(label);
  return encoding === 'utf-16le' || encoding === 'utf-16be' ? 'utf-8' : encoding;
}
