import { Converter } from 'opencc-js/t2cn';

/** What a code unit or code point becomes. `DROP` vanishes; a string of several units is an expansion. */
export const DROP = 0xffff;

const newline = 0x0a;
const space = 0x20;

/** Decoration that readers do not see as text: emoji, dingbats, variation selectors, keycaps. */
const pictographic = /^\p{Extended_Pictographic}$/u;
const otherSymbol = /^[\p{So}\p{Mn}\p{Me}]$/u;
/** Hangul fillers are letters to Unicode, and blank to a reader: Default_Ignorable_Code_Point holds them. */
const invisible = /^[\p{Cf}\p{Cc}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]$/u;
const whiteSpace = /^[\p{Zs}\t]$/u;
const lineBreak = /^[\n\r\p{Zl}\p{Zp}]$/u;

/** Signs that stand for a character or a word of the trade (➕V, 二🏗) and have no compatibility form in Unicode. */
const signs: Readonly<Record<string, string>> = {
  '➕': '+',
  '✖': 'x',
  〇: '0',
  '～': '~',
  '﹢': '+',
  '🏗': '建',
  '💰': '钱',
  '🐧': 'qq',
};

/** Cyrillic, Greek and phonetic letters that look like a Latin one (Unicode confusables.txt): in a Chinese posting they stand for it. */
const latinLookAlikes: Readonly<Record<string, string>> = {
  а: 'a',
  α: 'a',
  ɑ: 'a',
  е: 'e',
  ё: 'e',
  о: 'o',
  ο: 'o',
  р: 'p',
  ρ: 'p',
  с: 'c',
  ϲ: 'c',
  х: 'x',
  χ: 'x',
  у: 'y',
  к: 'k',
  κ: 'k',
  і: 'i',
  ι: 'i',
  ѕ: 's',
  ј: 'j',
  һ: 'h',
  т: 't',
  τ: 't',
  м: 'm',
  υ: 'u',
  ν: 'v',
  ɡ: 'g',
  β: 'b',
  ь: 'b',
};

/** One character: NFKC, lower case, traditional to simplified; decoration and invisible characters removed. */
function foldCharacter(character: string, simplify: (text: string) => string): string {
  const sign = signs[character];
  if (sign !== undefined) return sign;
  if (lineBreak.test(character)) return '\n';
  if (whiteSpace.test(character)) return ' ';
  if (invisible.test(character)) return '';
  // ① and ㈠ are symbols too, but they stand for digits: their compatibility form is text.
  const compatible = character.normalize('NFKC');
  if (pictographic.test(character)) return '';
  if (compatible === character && otherSymbol.test(character)) return /\p{So}/u.test(character) ? ' ' : '';
  const lower = compatible.toLowerCase();
  return latinLookAlikes[lower] ?? simplify(lower).replace(/\p{M}/gu, '');
}

export interface FoldTable {
  /** Code unit → code unit, or DROP, or 0 when `expansions` holds its several units. */
  readonly units: Uint16Array;
  readonly expansions: ReadonlyMap<number, string>;
  /** Folds a code point above U+FFFF. */
  foldCodePoint(codePoint: number): string;
}

let table: FoldTable | undefined;

/** The table for the Basic Multilingual Plane, made on first use (about 0.2 s) and kept. */
export function foldTable(): FoldTable {
  table ??= buildFoldTable();
  return table;
}

function buildFoldTable(): FoldTable {
  const convert = Converter({ from: 't', to: 'cn' });
  const simplified = simplifiedCharacters(convert);
  const simplify = (text: string): string => (text.length === 1 ? (simplified.get(text) ?? text) : convert(text));
  const units = new Uint16Array(65_536);
  const expansions = new Map<number, string>();
  for (let unit = 0; unit < 65_536; unit++) {
    units[unit] = unit;
    // Plain ASCII, unchanged Han and Hangul need no regular expressions: most of the table.
    if (unit > space && unit < 0x41) continue;
    if (unit >= 0x61 && unit < 0x7f) continue;
    if ((unit >= 0x3400 && unit <= 0x9fff) || (unit >= 0xac00 && unit <= 0xd7a3)) {
      units[unit] = (simplified.get(String.fromCharCode(unit)) ?? String.fromCharCode(unit)).charCodeAt(0);
      continue;
    }
    const folded = foldCharacter(String.fromCharCode(unit), simplify);
    if (folded.length === 0) units[unit] = DROP;
    else if (folded.length === 1) units[unit] = folded.charCodeAt(0);
    else {
      units[unit] = 0;
      expansions.set(unit, folded);
    }
  }
  units[0] = DROP;
  units[newline] = newline;
  const astral = new Map<number, string>();
  return {
    units,
    expansions,
    foldCodePoint(codePoint) {
      let folded = astral.get(codePoint);
      if (folded === undefined) {
        folded = foldCharacter(String.fromCodePoint(codePoint), simplify);
        astral.set(codePoint, folded);
      }
      return folded;
    },
  };
}

/** Han characters whose simplified form differs, by one conversion of them all: far quicker than one by one. */
function simplifiedCharacters(convert: (text: string) => string): ReadonlyMap<string, string> {
  const characters: string[] = [];
  for (let unit = 0x3400; unit <= 0x9fff; unit++) characters.push(String.fromCharCode(unit));
  const result = new Map<string, string>();
  for (const [index, simple] of convert(characters.join('\n')).split('\n').entries()) {
    const character = characters[index];
    if (character !== undefined && simple.length === 1 && simple !== character) result.set(character, simple);
  }
  return result;
}
