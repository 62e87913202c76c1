import { AhoCorasick } from '../aho-corasick.js';
import { expandHiddenWords, type HiddenWord, type Substitute } from './disguises.js';
import { DROP, foldTable } from './fold-table.js';
import { joinWords, pairsOf } from './join-words.js';
import { Units } from './units.js';

/**
 * A text in normal form. `starts[i]` and `ends[i]` (UTF-16 offsets) say which part of the original
 * the normal form's unit `i` stands for; both are non-decreasing.
 */
export interface NormalisedText {
  readonly original: string;
  readonly text: string;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** What hides words: whole substitutes, and words of which any character may be hidden. */
export interface Disguises {
  readonly substitutes: readonly Substitute[];
  readonly words?: readonly HiddenWord[] | undefined;
}

export type Normalise = (original: string) => NormalisedText;

/**
 * Makes the function that brings text to normal form: compatibility characters, case, traditional forms, invisible and decorative
 * characters, separators inside words, and the given disguises. Linear in the text's length, whatever it holds.
 */
export function createNormaliser({ substitutes: given, words = [] }: Disguises): Normalise {
  const written = new Set(given.map(({ from }) => from));
  const substitutes = [...given, ...expandHiddenWords(words).filter(({ from }) => !written.has(from))];
  const automaton = new AhoCorasick(substitutes.map((substitute) => substitute.from));
  const pairs = pairsOf(words);
  const folded = new Units();
  const replaced = new Units();
  return (original) => {
    fold(original, folded);
    joinWords(folded, pairs);
    const text = folded.toString();
    const matches = findSubstitutes(text, automaton, substitutes);
    if (matches.size === 0) return normalised(original, text, folded);
    replace(folded, matches, replaced);
    // «bu yong来»: the space beside a word in letters is one beside Han characters now.
    joinWords(replaced, pairs);
    return normalised(original, replaced.toString(), replaced);
  };
}

/** The part of the original that the normal form's `[start, end)` stands for; `end` must be greater than `start`. */
export function originalSpan(normalised: NormalisedText, start: number, end: number): { start: number; end: number } {
  return { start: normalised.starts[start] ?? 0, end: normalised.ends[end - 1] ?? normalised.original.length };
}

function fold(original: string, units: Units): void {
  const table = foldTable();
  const codes = table.units;
  units.clear(original.length);
  for (let i = 0; i < original.length; i++) {
    const unit = original.charCodeAt(i);
    const code = codes[unit] ?? unit;
    if (code !== 0 && code !== DROP) {
      units.push(code, i, i + 1);
      continue;
    }
    const isPair = unit >= 0xd800 && unit < 0xdc00 && (original.charCodeAt(i + 1) & 0xfc00) === 0xdc00;
    const folded = isPair ? table.foldCodePoint(original.codePointAt(i) ?? unit) : (table.expansions.get(unit) ?? '');
    const end = isPair ? i + 2 : i + 1;
    // By code units: some compatibility ideographs stand for one above U+FFFF.
    for (let k = 0; k < folded.length; k++) units.push(folded.charCodeAt(k), i, end);
    i = end - 1;
  }
}

/** Where substitutes begin in the text, and the longest that begins there. */
function findSubstitutes(
  text: string,
  automaton: AhoCorasick,
  substitutes: readonly Substitute[],
): ReadonlyMap<number, Substitute> {
  const longest = new Map<number, Substitute>();
  automaton.search(text, (pattern, start, end) => {
    const substitute = substitutes[pattern];
    if (substitute === undefined || (substitute.alone === true && continues(text, start, end))) return;
    // They come in the order of their ends: of those that begin together, the last is the longest.
    longest.set(start, substitute);
  });
  return longest;
}

/** Copies units with the substitutes replaced. Of two that overlap, the one that begins first is. */
function replace(units: Units, substitutes: ReadonlyMap<number, Substitute>, replaced: Units): void {
  const { codes, starts, ends, length } = units;
  replaced.clear(length);
  for (let i = 0; i < length; ) {
    const substitute = substitutes.get(i);
    if (substitute === undefined) {
      replaced.push(codes[i] ?? 0, starts[i] ?? 0, ends[i] ?? 0);
      i++;
      continue;
    }
    // Each unit of the word meant stands for all that was written in its place.
    const { from, to } = substitute;
    const start = starts[i] ?? 0;
    const end = ends[i + from.length - 1] ?? 0;
    for (let k = 0; k < to.length; k++) replaced.push(to.charCodeAt(k), start, end);
    i += from.length;
  }
}

/** Letters at either end of `text[start, end)` go on outside it. */
function continues(text: string, start: number, end: number): boolean {
  const goesOnBefore = isLatin(text.charCodeAt(start)) && isLatin(text.charCodeAt(start - 1));
  return goesOnBefore || (isLatin(text.charCodeAt(end - 1)) && isLatin(text.charCodeAt(end)));
}

function isLatin(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
}

/** The columns are used again for the next text: what is handed out is its own. */
function normalised(original: string, text: string, { starts, ends, length }: Units): NormalisedText {
  return { original, text, starts: starts.slice(0, length), ends: ends.slice(0, length) };
}
