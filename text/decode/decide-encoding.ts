import { InputError } from '../../contracts/errors.js';
import { byteOrderMark } from './byte-order-mark.js';
import { detectChinese, readAs } from './detect-chinese.js';
import { type Encoding, encodingOf, encodingOfContentType } from './encoding-label.js';
import { prescanMeta } from './meta-prescan.js';
import { scanUtf8, type Utf8Scan } from './utf8-scan.js';

/** What is known of bytes from outside. */
export interface DecodeHints {
  /** Value of the Content-Type header. */
  contentType?: string;
  /** Encoding label that an operator demands; beats everything else. */
  override?: string;
  /** `html` (default) looks for meta elements; `text` (CSV, JSONL, JSON) does not. */
  kind?: 'html' | 'text';
}

export interface EncodingDecision {
  encoding: Encoding;
  decidedBy: 'override' | 'bom' | 'header' | 'meta' | 'content';
}

/** Up to this many UTF-8 sequences, GBK bytes may form them by chance, and a label that says otherwise is weighed. */
const fewSequences = 20;

/**
 * Decides in which encoding bytes are written. Order: override, byte order mark, then header, meta and content weighed
 * against each other. Bytes that are well-formed UTF-8 with characters over ASCII are UTF-8 whatever a label says, since text in GBK
 * or Big5 does not form UTF-8 by chance; otherwise the header, then the meta element is believed, unless the bytes
 * contradict it; then the content decides. Pure ASCII without a label is UTF-8.
 *
 * @throws InputError `encoding_unknown` when `override` is no label of an encoding that is read here.
 */
export function decideEncoding(bytes: Uint8Array, hints: DecodeHints): EncodingDecision {
  if (hints.override !== undefined) {
    const encoding = encodingOf(hints.override);
    if (encoding === null) {
      throw new InputError(
        'encoding_unknown',
        `The encoding "${hints.override}" is not known: use utf-8, gbk, gb18030, big5, utf-16le or utf-16be.`,
      );
    }
    return { encoding, decidedBy: 'override' };
  }
  const marked = byteOrderMark(bytes);
  if (marked !== null) return { encoding: marked, decidedBy: 'bom' };

  const scan = scanUtf8(bytes);
  const labels: { encoding: Encoding | null; decidedBy: 'header' | 'meta' }[] = [
    {
      encoding: hints.contentType === undefined ? null : encodingOfContentType(hints.contentType),
      decidedBy: 'header',
    },
    { encoding: hints.kind === 'text' ? null : prescanMeta(bytes), decidedBy: 'meta' },
  ];
  if (isUtf8(bytes, scan, labels[0]?.encoding ?? labels[1]?.encoding ?? null)) {
    const stated = labels.find((label) => label.encoding === 'utf-8');
    return { encoding: 'utf-8', decidedBy: stated?.decidedBy ?? 'content' };
  }
  for (const { encoding, decidedBy } of labels) {
    if (encoding !== null && isPlausible(encoding, bytes, scan)) return { encoding, decidedBy };
  }
  if (scan.firstNonAscii < 0 || scan.sequences > scan.invalid) return { encoding: 'utf-8', decidedBy: 'content' };
  return { encoding: detectChinese(bytes, scan.firstNonAscii), decidedBy: 'content' };
}

/** Whether content proves UTF-8: one malformed byte in fifty sequences is a slip of the page's author. */
function isUtf8(bytes: Uint8Array, scan: Utf8Scan, label: Encoding | null): boolean {
  if (scan.sequences === 0 || scan.invalid * 50 > scan.sequences) return false;
  if (label === null || label === 'utf-8' || scan.sequences > fewSequences) return true;
  return readAs('utf-8', bytes, scan.firstNonAscii).score >= readAs(label, bytes, scan.firstNonAscii).score;
}

/** Whether the bytes may be what a label says. UTF-16 cannot be without its mark: page and label would be unreadable. */
function isPlausible(encoding: Encoding, bytes: Uint8Array, scan: Utf8Scan): boolean {
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return false;
  if (scan.firstNonAscii < 0) return true;
  if (encoding === 'utf-8') return scan.sequences >= scan.invalid;
  return readAs(encoding, bytes, scan.firstNonAscii).malformed <= 0.05;
}
