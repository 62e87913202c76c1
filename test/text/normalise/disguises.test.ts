import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandHiddenWords, type HiddenWord } from '../../../text/normalise/disguises.js';

const waysOf = (...words: HiddenWord[]): string[] => expandHiddenWords(words).map(({ from }) => from);

describe('the ways to hide a word', () => {
  it('are all mixtures of characters and syllables but the word itself, and the syllables with spaces', () => {
    expect(waysOf({ word: '挂靠', pinyin: 'gua kao' }).sort()).toEqual(['挂kao', 'gua靠', 'guakao', 'gua kao'].sort());
  });

  it('take in each look-alike of each character', () => {
    expect(waysOf({ word: '挂靠', pinyin: 'gua kao', like: { 靠: '拷铐' } }).sort()).toEqual(
      ['挂kao', '挂拷', '挂铐', 'gua靠', 'guakao', 'gua拷', 'gua铐', 'gua kao'].sort(),
    );
  });

  it('stand for the word, and only where no letter goes on', () => {
    for (const substitute of expandHiddenWords([{ word: '挂靠', pinyin: 'gua kao', like: { 挂: '卦' } }]))
      expect(substitute).toEqual({ from: substitute.from, to: '挂靠', alone: true });
  });

  it('leave out what is a word of its own', () => {
    const ways = waysOf({ word: '监理', pinyin: 'jian li', like: { 理: '里' }, not: ['jianli', 'jian li', '监里'] });
    expect(ways.sort()).toEqual(['监li', 'jian理', 'jian里'].sort());
  });

  it('go to the word that is named first where two share one', () => {
    const first = { word: '建造', pinyin: 'jian zao' };
    const second = { word: '建灶', pinyin: 'jian zao' };
    const expanded = expandHiddenWords([first, second]);
    expect(expanded.filter(({ from }) => from === 'jianzao').map(({ to }) => to)).toEqual(['建造']);
    expect(expanded.filter(({ from }) => from === '建zao').map(({ to }) => to)).toEqual(['建造']);
    expect(expanded.filter(({ from }) => from === 'jian灶').map(({ to }) => to)).toEqual(['建灶']);
  });

  it('are none for no words', () => {
    expect(expandHiddenWords([])).toEqual([]);
  });

  it('are each there once, none of them the word, as many as the choices of every character', () => {
    const characters = Array.from('挂靠证建造师');
    const looks = Array.from('卦拷政键皂狮');
    const hidden = fc.subarray(characters, { minLength: 2, maxLength: 4 }).chain((chosen) =>
      fc.record({
        word: fc.constant(chosen.join('')),
        pinyin: fc.constant(chosen.map((_, index) => 'abcd'.charAt(index).repeat(2)).join(' ')),
        like: fc.subarray(chosen).map((alike) => Object.fromEntries(alike.map((each) => [each, looks.join('')]))),
      }),
    );
    fc.assert(
      fc.property(hidden, ({ word, pinyin, like }) => {
        const ways = waysOf({ word, pinyin, like });
        const choices = Array.from(word).map((each) => 2 + (like[each] ?? '').length);
        // Every mixture but the word, and the syllables apart.
        expect(ways).toHaveLength(choices.reduce((product, count) => product * count, 1));
        expect(new Set(ways).size).toBe(ways.length);
        expect(ways).not.toContain(word);
      }),
    );
  });
});
