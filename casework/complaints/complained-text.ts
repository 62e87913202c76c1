import { agreement, minHash } from '../../postings/linking/min-hash.js';
import { shingleText } from '../../postings/linking/shingle-text.js';

/** Addresses in a text, as people paste them. */
const address = /https?:\/\/[^\s，。；、“”‘’《》<>"'（）]+/giu;
const mostAddresses = 5;
const mostParagraphs = 12;

/** As of near-duplicate advertisements (postings/linking/near-duplicates.ts). */
const leastSimilarity = 0.8;

/** The URL that was given and those that stand in the text, each once. */
export function addressesIn(text: string, url: string | null): readonly string[] {
  const found = [...text.matchAll(address)].map(([match]) => match);
  return [...new Set([...(url === null ? [] : [url]), ...found])].slice(0, mostAddresses);
}

/**
 * Signatures (postings/linking/min-hash.ts) of what may be an advertisement in a complaint: the whole, the whole without its first paragraph,
 * which often is the complainant's own words, and every paragraph. Texts too short to be told from others have none.
 */
export function signaturesOf(text: string): readonly Int32Array[] {
  const paragraphs = text
    .split(/\n+/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '');
  const pieces = [
    text,
    ...(paragraphs.length > 1 ? [paragraphs.slice(1).join('\n'), ...paragraphs.slice(0, mostParagraphs)] : []),
  ];
  return pieces.map((piece) => minHash(shingleText('', piece))).filter((signature) => signature.length > 0);
}

/** The part in which the likest two of two texts' signatures agree, 0.8 to 1; undefined for less. */
export function likeness(a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]): number | undefined {
  const most = Math.max(0, ...a.flatMap((one) => b.map((other) => agreement(one, other))));
  return most >= leastSimilarity ? most : undefined;
}
