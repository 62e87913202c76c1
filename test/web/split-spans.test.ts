import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitSpans } from '../../web/src/text/split-spans.js';

describe('splitSpans', () => {
  it('leaves a text without spans in one piece, and an empty text in none', () => {
    expect(splitSpans('收一建', [])).toEqual([{ start: 0, end: 3, text: '收一建', spans: [] }]);
    expect(splitSpans('', [{ start: 0, end: 4 }])).toEqual([]);
  });

  it('cuts where spans overlap and nest, and names every span of a piece', () => {
    const pieces = splitSpans('abcdefgh', [
      { start: 1, end: 5 },
      { start: 3, end: 7 },
      { start: 4, end: 5 },
    ]);
    expect(pieces.map(({ text, spans }) => [text, spans])).toEqual([
      ['a', []],
      ['bc', [0]],
      ['d', [0, 1]],
      ['e', [0, 1, 2]],
      ['fg', [1]],
      ['h', []],
    ]);
  });

  it('counts in UTF-16 units, as verdicts do', () => {
    expect(splitSpans('𠮷收证', [{ start: 2, end: 4 }]).map(({ text }) => text)).toEqual(['𠮷', '收证']);
  });

  it('marks exactly the words of every span, whatever the spans are', () => {
    const span = fc.record({ start: fc.integer({ min: -3, max: 25 }), end: fc.integer({ min: -3, max: 25 }) });
    fc.assert(
      fc.property(fc.string({ maxLength: 20, unit: 'grapheme' }), fc.array(span, { maxLength: 6 }), (text, spans) => {
        const pieces = splitSpans(text, spans);
        expect(pieces.map((piece) => piece.text).join('')).toBe(text);
        for (const piece of pieces) expect(piece.text).not.toBe('');
        for (const [index, { start, end }] of spans.entries()) {
          const marked = pieces.filter((piece) => piece.spans.includes(index)).map((piece) => piece.text);
          expect(marked.join('')).toBe(text.slice(Math.max(start, 0), Math.max(end, 0)));
        }
      }),
    );
  });
});
