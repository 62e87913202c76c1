import { type Html, html } from './html.js';

/**
 * Characters without a shape of their own: controls other than line ends and tabs, format characters (zero-width, directional
 * overrides; Unicode category Cf), fillers that look empty, and halves of pairs. The joiner inside an emoji is ordinary.
 */
const hidden =
  /(?<!\p{Extended_Pictographic}[\u{1F3FB}-\u{1F3FF}\uFE0F]?)\u200D|\u200D(?!\p{Extended_Pictographic})|(?!\u200D)\p{Cf}|\u034F|[\u115F\u1160]|\u17B4|\u17B5|[\u2028\u2029\u3164\uFFA0]|(?![\t\n\r])\p{Cc}|\p{Cs}/u;
const splitting = new RegExp(`(${hidden.source})`, 'gu');

/** An advertiser's text, whatever it holds: hidden characters are shown by their code, so that none turns or breaks the page's lines. */
export function visibleText(text: string): Html {
  const pieces = text.split(splitting);
  return html`${pieces.map((piece, index) => (index % 2 === 0 ? piece : html`<span class="code">${codeOf(piece)}</span>`))}`;
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
