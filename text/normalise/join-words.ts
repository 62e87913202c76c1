import type { HiddenWord } from './disguises.js';
import type { Units } from './units.js';

/** Marks that split a word between two Han characters: 挂*靠, 安.全.员, 社/保. */
const wordSplitting = codesOf('*.·•/\\_-~^|\'`"+=…゛');
/** Marks of ordinary writing: they split a word only where a character stands alone between them (挂,靠), or inside a word of the trade. */
const pausing = codesOf(',、');
const listNumbers = codesOf('一二三四五六七八九十');
const space = 0x20;
const slash = 0x2f;
const periods = codesOf('年月天日');
const periodCounts = codesOf('一两二三四五半');

const firstHan = 0x3400;
/** Spaces and marks, all of them before the Han characters: what else there is stays. */
const mayGo = new Uint8Array(firstHan);
for (const code of [space, ...wordSplitting, ...pausing]) mayGo[code] = 1;

/** Two neighbouring characters of a word, as one number. */
export type Pairs = ReadonlySet<number>;

function pairOf(first: number, second: number): number {
  return first * 65_536 + second;
}

export function pairsOf(words: readonly HiddenWord[]): Pairs {
  const pairs = new Set<number>();
  for (const { word } of words)
    for (let i = 1; i < word.length; i++) pairs.add(pairOf(word.charCodeAt(i - 1), word.charCodeAt(i)));
  return pairs;
}

/** Removes, in place, single marks between two Han characters and spaces that touch one. Keeps line breaks. */
export function joinWords(units: Units, pairs: Pairs): void {
  const { codes, starts, ends, length } = units;
  let kept = 0;
  for (let i = 0; i < length; i++) {
    const code = codes[i] ?? 0;
    if (code < firstHan && mayGo[code] === 1 && goes(units, i, kept, pairs)) continue;
    codes[kept] = code;
    starts[kept] = starts[i] ?? 0;
    ends[kept] = ends[i] ?? 0;
    kept++;
  }
  units.length = kept;
}

/** Whether the mark or space at `i` goes, with the first `kept` units being what stays of those before it. */
function goes({ codes, length }: Units, i: number, kept: number, pairs: Pairs): boolean {
  const code = codes[i] ?? 0;
  const before = kept > 0 ? (codes[kept - 1] ?? 0) : 0;
  if (code === space) {
    // The last of a run stands for all of them: it alone sees what comes behind.
    const after = i + 1 < length ? (codes[i + 1] ?? 0) : 0;
    return after === space || isHan(before) || isHan(after);
  }
  if (!isHan(before)) return false;
  // «挂 * 靠»: the mark may have spaces of its own around it.
  let after = i + 1;
  while (after < i + 3 && after < length && codes[after] === space) after++;
  const next = after < length ? (codes[after] ?? 0) : 0;
  if (!isHan(next)) return false;
  // «3.6万/年»: there the mark is a word of its own.
  if (wordSplitting.has(code)) return !(code === slash && isPeriod(codes, after, length));
  // «二、建筑施工»: that is a number, not a word taken apart.
  const alone = !isHan(codes[kept - 2] ?? 0) || !isHan(after + 1 < length ? (codes[after + 1] ?? 0) : 0);
  return !listNumbers.has(before) && (alone || pairs.has(pairOf(before, next)));
}

/** A period of payment begins here: «年», «两年». */
function isPeriod(codes: Uint16Array, at: number, length: number): boolean {
  const first = codes[at] ?? 0;
  if (periods.has(first)) return true;
  return periodCounts.has(first) && at + 1 < length && periods.has(codes[at + 1] ?? 0);
}

/** CJK unified ideographs of the Basic Multilingual Plane. */
function isHan(code: number): boolean {
  return code >= firstHan && code <= 0x9fff;
}

function codesOf(characters: string): ReadonlySet<number> {
  return new Set(Array.from(characters, (character) => character.charCodeAt(0)));
}
