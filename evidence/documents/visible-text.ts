/**
 * Everything that a reader would not see or that would change what is around it: controls other than a line break, marks and overrides
 * of direction (UAX #9), zero-width and other format characters, separators, unpaired surrogates, tag characters, characters for no text, and more marks on
 * one letter than any script has, which would run over the lines above and below.
 */
const hidden =
  /[^\P{C}\n\p{Co}\p{Cn}]|[\u2028\u2029\u115f\u1160\u3164\uffa0]|[\ufdd0-\ufdef\ufffe\uffff]|(?<=\p{M}{4})\p{M}/gu;

/**
 * Captured words fit for a document. What cannot be seen stands as `〔U+202E〕`: it may be the very means of hiding, and an officer
 * reads the same text that a program read. Line ends become a line feed, a tab a space.
 */
export function visibleText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, ' ')
    .replace(hidden, (character) => {
      const code = character.codePointAt(0) ?? 0;
      return `〔U+${code.toString(16).toUpperCase().padStart(4, '0')}〕`;
    });
}
