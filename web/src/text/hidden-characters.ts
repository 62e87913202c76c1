/** A piece of text: ordinary characters, or one that is not seen but changes what is. */
export interface TextPiece {
  text: string;
  /** `U+200B` for a hidden character, otherwise undefined. */
  code?: string;
}

/**
 * Characters without a shape of their own: controls other than line ends and tabs, format characters (zero-width,
 * directional overrides; Unicode category Cf), fillers that look empty, and tag characters.
 */
const hidden = /\p{Cf}|\u034F|[\u115F\u1160]|\u17B4|\u17B5|[\u2028\u2029\u3164\uFFA0]|(?![\t\n\r])\p{Cc}/gu;
const pictographBefore = /\p{Extended_Pictographic}[\u{1F3FB}-\u{1F3FF}\uFE0F]?$/u;
const pictographAfter = /^\p{Extended_Pictographic}/u;

/**
 * Splits `text` so that hidden characters can be made visible: advertisers break words with them, and directional
 * overrides (Unicode TR 36) make a line read otherwise than it is stored. The zero-width joiner inside an emoji is ordinary.
 */
export function splitHiddenCharacters(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let done = 0;
  for (const match of text.matchAll(hidden)) {
    const character = match[0];
    const after = match.index + character.length;
    if (character === '\u200D' && joinsEmoji(text, match.index, after)) continue;
    if (done < match.index) pieces.push({ text: text.slice(done, match.index) });
    pieces.push({ text: character, code: codeOf(character) });
    done = after;
  }
  if (done < text.length) pieces.push({ text: text.slice(done) });
  return pieces;
}

const joinsEmoji = (text: string, before: number, after: number) =>
  pictographBefore.test(text.slice(Math.max(0, before - 4), before)) &&
  pictographAfter.test(text.slice(after, after + 2));

const codeOf = (character: string) =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
