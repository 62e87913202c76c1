import { describe, expect, it } from 'vitest';
import { createNormaliser, originalSpan, type Substitute } from '../../../text/normalise/normalise.js';

const plain = createNormaliser({ substitutes: [] });
const normal = (text: string): string => plain(text).text;

function withSubstitutes(...substitutes: Substitute[]): (text: string) => string {
  const normalise = createNormaliser({ substitutes });
  return (text) => normalise(text).text;
}

describe('normal form of a text', () => {
  it.each([
    ['full-width letters and digits', 'ＡＢＣ１２３', 'abc123'],
    ['circled letters and digits', 'Ⓚ①⑳㈠', 'k120(一)'],
    ['mathematical letters beyond U+FFFF', '𝐆𝒁𝟙𝟛', 'gz13'],
    ['squared units', '㎡㏄', 'm2cc'],
    ['one character that stands for a phrase', '㈱ﷺ', '(株)صلى الله عليه وسلم'],
    ['a compatibility ideograph', '\uf9b5', '例'],
    ['Kangxi radicals', '⽉⾦', '月金'],
    ['half-width katakana', 'ｶﾅ', 'カナ'],
    ['full-width punctuation', '！（：', '!(:'],
  ])('replaces %s by the compatible characters', (_what, written, meant) => {
    expect(normal(written)).toBe(meant);
  });

  it('keeps both units of a compatibility ideograph that stands for one beyond U+FFFF', () => {
    expect(normal('\ufacf')).toBe('\u{2284a}');
  });

  it.each([
    ['ASCII', 'GuaKao', 'guakao'],
    ['Greek and Cyrillic', 'ΑБ', 'αб'],
    ['a capital whose small form has a mark', 'İ', 'i'],
  ])('makes %s lower case', (_what, written, meant) => {
    expect(normal(written)).toBe(meant);
  });

  it.each([
    ['掛靠證書', '挂靠证书'],
    ['註冊監理師', '注册监理师'],
    ['電氣、給排水、暖通', '电气、给排水、暖通'],
  ])('makes %s simplified', (traditional, simplified) => {
    expect(normal(traditional)).toBe(simplified);
  });

  it.each([
    ['zero-width spaces and joiners', '挂\u200b靠\u200c证\u200d书\u2060'],
    ['byte order marks and soft hyphens', '\ufeff挂靠\u00ad证书'],
    ['direction marks', '挂\u202e靠\u2066证\u200f书'],
    ['variation selectors and combining marks', '挂\ufe0f靠\u0336证\u20e3书\u{e0100}'],
    ['tags and private characters', '挂\u{e0041}靠\ue000证\u{f0000}书'],
    ['control characters', '挂\u0000靠\u0007证\u007f书'],
    ['blank letters of Hangul', '挂\u3164靠\u115f证\u1160书\uffa0'],
    ['emoji', '挂🔥靠👨‍👩‍👧证❤️书'],
    ['stars and arrows, as if they were spaces', '挂►靠▲证◄书'],
    ['spaces of every width', '挂 靠\u3000证\u2003\u00a0书'],
    ['tabs', '挂\t靠\t\t证书'],
  ])('drops %s inside words', (_what, written) => {
    expect(normal(written)).toBe('挂靠证书');
  });

  it('drops lone surrogates and keeps what stands beside them', () => {
    expect(normal('挂\ud83d靠\ude00')).toBe('挂靠');
    expect(normal('\ude00\ud83d挂')).toBe('挂');
    expect(normal('\ud83d')).toBe('');
  });

  it('keeps ideographs beyond U+FFFF as pairs', () => {
    expect(normal('𠮷野\u{2a6a5}')).toBe('𠮷野\u{2a6a5}');
  });

  it('keeps line breaks, one for each of those that Unicode knows', () => {
    expect(normal('一\n二\u2028三\u2029四')).toBe('一\n二\n三\n四');
    expect(normal('一 \n 二')).toBe('一\n二');
  });

  it.each([
    '挂*靠',
    '挂·靠',
    '挂.靠',
    '挂/靠',
    '挂_靠',
    '挂-靠',
    '挂~靠',
    '挂|靠',
    '挂+靠',
    '挂 * 靠',
    '挂\u200b·🔥靠',
    '挂，靠',
  ])('joins a word that one mark splits: %s', (written) => {
    expect(normal(written)).toBe('挂靠');
  });

  it.each([
    ['between words of other scripts', 'a-b 1.5 c/d', 'a-b 1.5 c/d'],
    ['between a Han character and another script', '挂/k 3-4万', '挂/k 3-4万'],
    ['where two stand together', '挂**靠', '挂**靠'],
    ['over a line break', '挂*\n靠', '挂*\n靠'],
    ['that end sentences', '挂。靠;证!书', '挂。靠;证!书'],
    ['at the beginning and end', '*挂*', '*挂*'],
  ])('keeps marks %s', (_what, written, kept) => {
    expect(normal(written)).toBe(kept);
  });

  it('drops spaces that touch a Han character, however many, and makes one of many elsewhere', () => {
    expect(normal('挂 k   靠')).toBe('挂k靠');
    expect(normal('gua   kao')).toBe('gua kao');
    expect(normal('   挂')).toBe('挂');
    expect(normal('挂   ')).toBe('挂');
    expect(normal('a★ ► b')).toBe('a b');
  });
});

describe('substitutes', () => {
  it('puts the word meant for the way it is written', () => {
    expect(withSubstitutes({ from: '瓜证', to: '挂证' })('收瓜证、瓜🍉证')).toBe('收挂证、挂证');
  });

  it('are looked for in normal form', () => {
    const normalise = withSubstitutes({ from: 'guakao', to: '挂靠' });
    expect(normalise('ＧＵＡ\u200bＫａｏ')).toBe('挂靠');
  });

  it('that must stand alone do so, with no letter or digit at either side', () => {
    const normalise = withSubstitutes({ from: 'gz', to: '挂证', alone: true });
    expect(normalise('gzip')).toBe('gzip');
    expect(normalise('xgz')).toBe('xgz');
    expect(normalise('gz2')).toBe('gz2');
    expect(normalise('1gz')).toBe('1gz');
    expect(normalise('gz')).toBe('挂证');
    expect(normalise('收gz。')).toBe('收挂证。');
    expect(normalise('- GZ -')).toBe('- 挂证 -');
  });

  it('that begin first win, then the longest; what is replaced is not read again', () => {
    const normalise = withSubstitutes(
      { from: 'ab', to: 'b' },
      { from: 'abc', to: 'x' },
      { from: 'bc', to: 'y' },
      { from: 'bd', to: 'z' },
    );
    expect(normalise('abc')).toBe('x');
    expect(normalise('abd')).toBe('bd');
    expect(normalise('bc')).toBe('y');
  });
});

describe('the way back to the original', () => {
  it('leads from a word in normal form to all that was written for it', () => {
    const normalise = createNormaliser({ substitutes: [{ from: 'gua靠', to: '挂靠' }] });
    const original = '长期Ｇ\u200bＵＡ 靠，證書';
    const normalised = normalise(original);
    // The comma between two Han characters goes like any other mark there.
    expect(normalised.text).toBe('长期挂靠证书');
    const { start, end } = originalSpan(normalised, 2, 4);
    expect(original.slice(start, end)).toBe('Ｇ\u200bＵＡ 靠');
    const half = originalSpan(normalised, 2, 3);
    expect(original.slice(half.start, half.end)).toBe('Ｇ\u200bＵＡ 靠');
  });

  it('never cuts a surrogate pair', () => {
    const normalised = plain('𝐆𠮷');
    expect(normalised.text).toBe('g𠮷');
    expect(originalSpan(normalised, 0, 1)).toEqual({ start: 0, end: 2 });
    expect(originalSpan(normalised, 1, 2)).toEqual({ start: 2, end: 4 });
    expect(originalSpan(normalised, 2, 3)).toEqual({ start: 2, end: 4 });
  });

  it('leaves out what was dropped before and behind a word', () => {
    const original = '\u200b🔥挂*靠🔥\u200b';
    const normalised = plain(original);
    const { start, end } = originalSpan(normalised, 0, 2);
    expect(original.slice(start, end)).toBe('挂*靠');
  });
});
