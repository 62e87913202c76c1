import { AhoCorasick } from '../aho-corasick.js';
import { expandHiddenWords, type HiddenWord, type Substitute } from './disguises.js';
import { DROP, foldTable } from './fold-table.js';

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
  return (original) => {
    const folded = fold(original);
    joinWords(folded, pairs);
    const replaced = replaceSubstitutes(folded, automaton, substitutes);
    // «bu yong来»: the space beside a word in letters is one beside Han characters now.
    if (replaced !== folded) joinWords(replaced, pairs);
    return finish(original, replaced);
  };
}

/** The part of the original that the normal form's `[start, end)` stands for; `end` must be greater than `start`. */
export function originalSpan(normalised: NormalisedText, start: number, end: number): { start: number; end: number } {
  return { start: normalised.starts[start] ?? 0, end: normalised.ends[end - 1] ?? normalised.original.length };
}

/** Growing columns of units with their original spans. */
interface Units {
  codes: Uint16Array;
  starts: Int32Array;
  ends: Int32Array;
  length: number;
}

function newUnits(capacity: number): Units {
  return {
    codes: new Uint16Array(capacity),
    starts: new Int32Array(capacity),
    ends: new Int32Array(capacity),
    length: 0,
  };
}

function append(units: Units, code: number, start: number, end: number): void {
  if (units.length === units.codes.length) {
    const capacity = units.length * 2 + 16;
    const codes = new Uint16Array(capacity);
    const starts = new Int32Array(capacity);
    const ends = new Int32Array(capacity);
    codes.set(units.codes);
    starts.set(units.starts);
    ends.set(units.ends);
    Object.assign(units, { codes, starts, ends });
  }
  units.codes[units.length] = code;
  units.starts[units.length] = start;
  units.ends[units.length] = end;
  units.length++;
}

function fold(original: string): Units {
  const table = foldTable();
  const units = newUnits(original.length + 16);
  for (let i = 0; i < original.length; i++) {
    const unit = original.charCodeAt(i);
    const isPair = unit >= 0xd800 && unit < 0xdc00 && (original.charCodeAt(i + 1) & 0xfc00) === 0xdc00;
    if (isPair) {
      const folded = table.foldCodePoint(original.codePointAt(i) ?? unit);
      for (let k = 0; k < folded.length; k++) append(units, folded.charCodeAt(k), i, i + 2);
      i++;
      continue;
    }
    const code = table.units[unit] ?? unit;
    if (code === DROP) continue;
    if (code !== 0) append(units, code, i, i + 1);
    else {
      // By code units: some compatibility ideographs stand for one above U+FFFF.
      const expanded = table.expansions.get(unit) ?? '';
      for (let k = 0; k < expanded.length; k++) append(units, expanded.charCodeAt(k), i, i + 1);
    }
  }
  return units;
}

/** 1 for each of the characters: quicker to ask than a set. */
function flags(characters: string): Uint8Array {
  const table = new Uint8Array(65_536);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}

/** Marks that split a word between two Han characters: 挂*靠, 安.全.员, 社/保. */
const wordSplitting = flags('*.·•/\\_-~^|\'`"+=…゛');
/** Marks of ordinary writing: they split a word only where a character stands alone between them (挂,靠), or inside a word of the trade. */
const pausing = flags(',、');
const listNumbers = new Set(Array.from('一二三四五六七八九十', (numeral) => numeral.charCodeAt(0)));
const space = 0x20;
const slash = 0x2f;
const periods = new Set(Array.from('年月天日', (character) => character.charCodeAt(0)));
const periodCounts = new Set(Array.from('一两二三四五半', (character) => character.charCodeAt(0)));

/** A period of payment begins here: «年», «两年». */
function isPeriod(codes: Uint16Array, at: number): boolean {
  const first = codes[at] ?? 0;
  return periods.has(first) || (periodCounts.has(first) && periods.has(codes[at + 1] ?? 0));
}

/** Two neighbouring characters of a word, as one number. */
function pairOf(first: number, second: number): number {
  return first * 65_536 + second;
}

function pairsOf(words: readonly HiddenWord[]): ReadonlySet<number> {
  const pairs = new Set<number>();
  for (const { word } of words)
    for (let i = 1; i < word.length; i++) pairs.add(pairOf(word.charCodeAt(i - 1), word.charCodeAt(i)));
  return pairs;
}

/** Removes, in place, single marks between two Han characters and spaces that touch one. Keeps line breaks. */
function joinWords(units: Units, pairs: ReadonlySet<number>): void {
  const { codes, starts, ends } = units;
  let kept = 0;
  for (let i = 0; i < units.length; i++) {
    const code = codes[i] ?? 0;
    const before = kept > 0 ? (codes[kept - 1] ?? 0) : 0;
    if (code === space) {
      // The last of a run stands for all of them: it alone sees what comes behind.
      const after = codes[i + 1] ?? 0;
      if (after === space || isHan(before) || isHan(after)) continue;
    } else if (wordSplitting[code] === 1 && isHan(before)) {
      // «挂 * 靠»: the mark may have spaces of its own around it.
      let after = i + 1;
      while (after < i + 3 && codes[after] === space) after++;
      // «3.6万/年»: there the mark is a word of its own.
      if (after < units.length && isHan(codes[after] ?? 0) && !(code === slash && isPeriod(codes, after))) continue;
    } else if (pausing[code] === 1 && isHan(before)) {
      let after = i + 1;
      while (after < i + 3 && codes[after] === space) after++;
      const next = after < units.length ? (codes[after] ?? 0) : 0;
      const alone = !isHan(codes[kept - 2] ?? 0) || !isHan(codes[after + 1] ?? 0);
      // «二、建筑施工»: that is a number, not a word taken apart.
      if (isHan(next) && !listNumbers.has(before) && (alone || pairs.has(pairOf(before, next)))) continue;
    }
    codes[kept] = code;
    starts[kept] = starts[i] ?? 0;
    ends[kept] = ends[i] ?? 0;
    kept++;
  }
  units.length = kept;
}

function replaceSubstitutes(units: Units, automaton: AhoCorasick, substitutes: readonly Substitute[]): Units {
  const text = textOf(units);
  // The longest match that begins first wins; matches do not overlap.
  const longest = new Map<number, { end: number; to: string }>();
  automaton.search(text, (pattern, start, end) => {
    const substitute = substitutes[pattern];
    if (substitute === undefined) return;
    if (substitute.alone === true && continues(text, start, end)) return;
    const other = longest.get(start);
    if (other === undefined || other.end < end) longest.set(start, { end, to: substitute.to });
  });
  if (longest.size === 0) return units;
  const replaced = newUnits(units.length + 16);
  for (let i = 0; i < units.length; ) {
    const match = longest.get(i);
    if (match === undefined) {
      append(replaced, units.codes[i] ?? 0, units.starts[i] ?? 0, units.ends[i] ?? 0);
      i++;
      continue;
    }
    // Each unit of the word meant stands for all that was written in its place.
    const start = units.starts[i] ?? 0;
    const end = units.ends[match.end - 1] ?? 0;
    for (let k = 0; k < match.to.length; k++) append(replaced, match.to.charCodeAt(k), start, end);
    i = match.end;
  }
  return replaced;
}

/** Letters at either end of `text[start, end)` go on outside it. */
function continues(text: string, start: number, end: number): boolean {
  const goesOnBefore = isLatin(text.charCodeAt(start)) && isLatin(text.charCodeAt(start - 1));
  return goesOnBefore || (isLatin(text.charCodeAt(end - 1)) && isLatin(text.charCodeAt(end)));
}

function finish(original: string, units: Units): NormalisedText {
  return {
    original,
    text: textOf(units),
    starts: units.starts.subarray(0, units.length),
    ends: units.ends.subarray(0, units.length),
  };
}

function textOf({ codes, length }: Units): string {
  // UTF-16 in the machine's order, which is little-endian wherever Node runs: one call, and lone surrogates stay as they are.
  return Buffer.from(codes.buffer, codes.byteOffset, length * 2).toString('utf16le');
}

/** CJK unified ideographs of the Basic Multilingual Plane. */
function isHan(code: number): boolean {
  return code >= 0x3400 && code <= 0x9fff;
}

function isLatin(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
}
