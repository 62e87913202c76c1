import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitHiddenCharacters } from '../../web/src/text/hidden-characters.js';

const codesIn = (text: string) => splitHiddenCharacters(text).flatMap(({ code }) => code ?? []);

describe('splitHiddenCharacters', () => {
  it('keeps ordinary text, line ends and tabs whole', () => {
    const text = '诚聘\t一级建造师\r\n薪资 面议 ÀÉ 𠮷 ①';
    expect(splitHiddenCharacters(text)).toEqual([{ text }]);
    expect(splitHiddenCharacters('')).toEqual([]);
  });

  it('finds zero-width characters between the letters of a word', () => {
    expect(splitHiddenCharacters('挂\u200B证')).toEqual([
      { text: '挂' },
      { text: '\u200B', code: 'U+200B' },
      { text: '证' },
    ]);
  });

  it.each([
    ['right-to-left override', '\u202E', 'U+202E'],
    ['isolate', '\u2066', 'U+2066'],
    ['byte order mark', '\uFEFF', 'U+FEFF'],
    ['soft hyphen', '\u00AD', 'U+00AD'],
    ['null', '\0', 'U+0000'],
    ['line separator', '\u2028', 'U+2028'],
    ['Hangul filler', '\u3164', 'U+3164'],
    ['tag letter', '\u{E0061}', 'U+E0061'],
  ])('names a %s', (_, character, code) => {
    expect(codesIn(`收${character}证`)).toEqual([code]);
  });

  it('leaves the joiner inside an emoji alone, but not one between letters', () => {
    expect(codesIn('👨‍👩‍👧 👩🏽‍🔧 ❤️‍🔥')).toEqual([]);
    expect(codesIn('挂\u200D证')).toEqual(['U+200D']);
  });

  it('never loses or changes a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(
          splitHiddenCharacters(text)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});
