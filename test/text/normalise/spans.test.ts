import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLexicon } from '../../../classifier/lexicon/read-lexicon.js';
import { AhoCorasick } from '../../../text/aho-corasick.js';
import { expandHiddenWords } from '../../../text/normalise/disguises.js';
import { createNormaliser, originalSpan } from '../../../text/normalise/normalise.js';

const lexicon = readLexicon(fileURLToPath(new URL('../../../classifier/lexicon', import.meta.url)));
const terms = lexicon.groups.flatMap((group) => group.terms);
const substitutes = lexicon.substitutes;
const hidden = expandHiddenWords(lexicon.words);
const plain = createNormaliser({ substitutes: [] });
const withLexicon = createNormaliser(lexicon);

/** What stands between the characters of a word that shall not be recognised. */
const disguise = fc.constantFrom(
  '',
  '',
  '',
  '\u200b',
  '*',
  ' ',
  '  ',
  '·',
  '🔥',
  ' - ',
  '\ufe0f',
  '★',
  '\ud83d',
  '\u3164',
  '，',
  '、',
);
const disguisedTerm = fc
  .tuple(
    fc.constantFrom(...terms, ...substitutes.map(({ from }) => from), ...hidden.map(({ from }) => from)),
    fc.array(disguise, { maxLength: 6 }),
  )
  .map(([term, between]) =>
    Array.from(term)
      .map((character, index) => (between[index] ?? '') + character)
      .join(''),
  );
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 100 }),
  // UTF-16 code units of every value, surrogates without their half among them.
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 }).map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.oneof(disguisedTerm, fc.string({ unit: 'binary', maxLength: 3 }), fc.constantFrom('\n', '。', 'a', '1')))
    .map((pieces) => pieces.join('')),
);

describe('normalising any text at all', () => {
  it.each([
    ['without substitutes', plain],
    ['with those of the lexicon', withLexicon],
  ])('gives spans that lie in the original and never go back, %s', (_what, normalise) => {
    fc.assert(
      fc.property(anyText, (original) => {
        const { text, starts, ends } = normalise(original);
        expect(starts.length).toBe(text.length);
        expect(ends.length).toBe(text.length);
        let lastStart = 0;
        let lastEnd = 0;
        for (let i = 0; i < text.length; i++) {
          const start = starts[i] ?? -1;
          const end = ends[i] ?? -1;
          if (start < lastStart || end < lastEnd || end <= start || end > original.length)
            expect.fail(`Unit ${i} stands for ${start} to ${end}, after ${lastStart} to ${lastEnd}.`);
          lastStart = start;
          lastEnd = end;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('finds in the original slice of any part, normalised by itself, that part again', () => {
    fc.assert(
      fc.property(anyText, fc.nat(), fc.nat(), (original, a, b) => {
        const normalised = plain(original);
        const { length } = normalised.text;
        fc.pre(length > 0);
        const from = a % length;
        const to = from + 1 + (b % (length - from));
        const { start, end } = originalSpan(normalised, from, to);
        // Marks of ordinary writing stay or go by what stands beside them, which a slice does not hold.
        const again = plain(original.slice(start, end)).text.replace(/[,、/]/g, '');
        expect(again).toContain(normalised.text.slice(from, to).replace(/[,、/]/g, ''));
      }),
      { numRuns: 2000 },
    );
  });

  it('finds in the original slice of any term of the lexicon that term, or what it is substituted by', () => {
    const automaton = new AhoCorasick(terms);
    let found = 0;
    fc.assert(
      fc.property(anyText, (original) => {
        const normalised = withLexicon(original);
        automaton.search(normalised.text, (index, from, to) => {
          const term = terms[index] ?? '';
          const { start, end } = originalSpan(normalised, from, to);
          const again = withLexicon(original.slice(start, end)).text;
          if (!again.includes(term)) expect(again).toContain(withLexicon(term).text);
          found++;
        });
      }),
      { numRuns: 3000 },
    );
    // The generator must not miss what the property is about.
    expect(found).toBeGreaterThan(1000);
  });

  it('finds in the original slice of any hidden word, disguised once more, that word', () => {
    const before = fc.constantFrom('', '收', '长期', '，', '\n', '。', '①', '★');
    fc.assert(
      fc.property(fc.constantFrom(...hidden), before, before, ({ from, to }, left, right) => {
        const original = `${left}${from.toUpperCase()}${right}`;
        const normalised = withLexicon(original);
        const at = normalised.text.indexOf(to);
        // «长期» and a syllable may make another word, and a digit goes on a syllable.
        fc.pre(at >= 0);
        const { start, end } = originalSpan(normalised, at, at + to.length);
        expect(withLexicon(original.slice(start, end)).text).toContain(to);
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(original.length);
      }),
      { numRuns: 1000 },
    );
    const alone = hidden.filter(({ from, to }) => withLexicon(from).text !== to).map(({ from }) => from);
    expect(alone, 'a way to write a hidden word that is never read as it').toEqual([]);
  });

  it('leaves no character that the reader does not see, and no capital, traditional or full-width one', () => {
    fc.assert(
      fc.property(anyText, (original) => {
        const { text } = plain(original);
        expect(text).not.toMatch(/[\p{Cf}\p{Cs}\p{Co}\p{Mn}\p{Me}\u3164\r\t]/u);
        expect(text).not.toMatch(/[A-ZＡ-Ｚａ-ｚ０-９掛證註冊]/);
        expect(text).not.toMatch(/ {2}/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a megabyte of hostile text', () => {
  const size = 1_000_000;
  it.each([
    ['one character', '挂'],
    ['zero-width spaces', '\u200b'],
    ['spaces', ' '],
    ['separators', '挂*'],
    ['separators and spaces', '挂 * '],
    ['the beginnings of substitutes', '手圭卜'],
    ['substitutes', '加v'],
    ['substitutes that never stand alone', 'gz'],
    ['emoji of many code points', '👨‍👩‍👧‍👦'],
    ['high surrogates', '\ud83d'],
    ['combining marks', 'a\u0301\u0301\u0301'],
    ['NUL characters', '\u0000'],
    ['hidden words', 'gua kao '],
    ['hidden words without a space', 'guakao'],
    ['hidden words beside Han characters', '收gua靠'],
    ['first syllables of hidden words', 'jian zao '],
    ['commas between single characters', '挂，'],
    ['commas inside words of the trade', '在挂，靠吧'],
    ['commas and spaces', '挂，  '],
    ['strokes before a period', '万/两年'],
    ['letters that look like others', 'аоɡ '],
  ])('of %s becomes no more than twice as long', (_what, piece) => {
    const original = piece.repeat(Math.ceil(size / piece.length));
    const { text, starts, ends } = withLexicon(original);
    expect(text.length).toBeLessThanOrEqual(2 * original.length);
    expect(starts.length).toBe(text.length);
    expect(ends.length).toBe(text.length);
  });

  it('of the longest compatibility form in Unicode becomes eighteen times as long, and no more', () => {
    const { text, ends } = withLexicon('\ufdfa'.repeat(size));
    expect(text.length).toBe(18 * size);
    expect(ends.at(-1)).toBe(size);
  });

  it('is read to its end behind a run of spaces', () => {
    const original = `gua${' '.repeat(size)}靠`;
    const normalised = withLexicon(original);
    // The length first: a difference of a megabyte takes minutes to print.
    expect(normalised.text.length).toBe(2);
    expect(normalised.text).toBe('挂靠');
    expect(originalSpan(normalised, 0, 2)).toEqual({ start: 0, end: original.length });
  });
});
