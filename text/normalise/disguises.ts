/** A way of writing a trade word that hides it, and the word meant. */
export interface Substitute {
  readonly from: string;
  readonly to: string;
  /** Only where its own letters are not part of a longer run of letters and digits: `gz` but not `gzip`. */
  readonly alone?: boolean | undefined;
}

/** A word of the trade and the ways of writing each of its characters that hide it. */
export interface HiddenWord {
  readonly word: string;
  /** One syllable for each character, with a space between. */
  readonly pinyin: string;
  /** Characters of the same sound or look, by the character they stand for. */
  readonly like?: Readonly<Record<string, string>> | undefined;
  /** Ways of writing that are words of their own (jianli is 简历 before it is 监理). */
  readonly not?: readonly string[] | undefined;
}

/**
 * Every way to write the words with at least one character hidden: 挂kao, gua靠, guakao, 卦靠, 挂拷 …
 * A way that comes from two words goes to the one that is named first.
 */
export function expandHiddenWords(words: readonly HiddenWord[]): Substitute[] {
  const found = new Map<string, Substitute>();
  for (const { word, pinyin, like, not } of words) {
    const syllables = pinyin.split(' ');
    let written = [''];
    for (const [index, character] of Array.from(word).entries()) {
      const ways = [character, syllables[index] ?? character, ...Array.from(like?.[character] ?? '')];
      written = written.flatMap((before) => ways.map((way) => before + way));
    }
    written.push(pinyin);
    const excluded = new Set([word, ...(not ?? [])]);
    for (const from of written) {
      if (!excluded.has(from) && !found.has(from)) found.set(from, { from, to: word, alone: true });
    }
  }
  return [...found.values()];
}
