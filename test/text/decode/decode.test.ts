import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../contracts/errors.js';
import { decode, decodeText } from '../../../text/decode/decode.js';
import { encodeBig5, encodeGb18030, han } from './encode-chinese.js';

const sentence = '本公司诚聘一级建造师，要求注册在我单位，薪资面议，欢迎来电咨询工作时间和福利待遇。';
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const page = (charset: string, body: string): string =>
  `<html><head><meta charset="${charset}"><title>${body}</title></head><body>${body}</body></html>`;

describe('decode', () => {
  it('believes the header, then the meta element, and says which one decided', () => {
    const bytes = encodeGb18030(page('gb2312', sentence));
    expect(decode(bytes, { contentType: 'text/html; Charset="GBK"' })).toMatchObject({
      encoding: 'gbk',
      decidedBy: 'header',
    });
    expect(decode(bytes)).toMatchObject({ text: page('gb2312', sentence), encoding: 'gbk', decidedBy: 'meta' });
  });

  it.each([
    '<meta http-equiv="Content-Type" content="text/html; charset=gbk">',
    "<META CONTENT='text/html;charset=GBK' HTTP-EQUIV=content-type />",
    '<?xml version="1.0" encoding="gbk"?>',
    '<!-- <meta charset="big5"> --><meta name=a charset=gbk>',
  ])('finds the encoding in %s', (meta) => {
    expect(decode(encodeGb18030(meta + sentence))).toMatchObject({ encoding: 'gbk', decidedBy: 'meta' });
  });

  it('reads UTF-8 as UTF-8 when header and meta element lie', () => {
    const read = decode(utf8(page('gb2312', sentence)), { contentType: 'text/html; charset=gbk' });
    expect(read).toEqual({ text: page('gb2312', sentence), encoding: 'utf-8', decidedBy: 'content' });
  });

  it('reads UTF-8 that was cut in the middle of a character, or holds one broken byte in a long text', () => {
    // Its bytes are well-formed GBK too, so nothing but their being UTF-8 speaks against the label.
    const start = '<meta charset="gbk">';
    const cut = utf8(`${start}${'的'.repeat(41)}`);
    expect(decode(cut.subarray(0, cut.length - 2)).encoding).toBe('utf-8');
    const broken = Uint8Array.of(...utf8(`${start}${'的'.repeat(100)}`), 0xff, ...utf8(' 的'));
    expect(decode(broken).encoding).toBe('utf-8');
  });

  it('does not believe a header that says UTF-8 over GBK bytes', () => {
    const read = decode(encodeGb18030(page('gbk', sentence)), { contentType: 'text/html; charset=utf-8' });
    expect(read).toMatchObject({ text: page('gbk', sentence), encoding: 'gbk', decidedBy: 'meta' });
  });

  it('ignores labels that say nothing: iso-8859-1, unknown words, UTF-16 without its mark', () => {
    for (const label of ['iso-8859-1', 'gibberish', 'utf-16le']) {
      const read = decode(encodeGb18030(sentence), { contentType: `text/html; charset=${label}` });
      expect(read).toMatchObject({ text: sentence, encoding: 'gb18030', decidedBy: 'content' });
    }
  });

  it('believes a GBK label over two-byte sequences that UTF-8 could hold by chance', () => {
    // GBK 一 is D2 BB, which is also a well-formed UTF-8 sequence (U+04BB).
    const bytes = encodeGb18030(page('gbk', '一'));
    expect(decode(bytes)).toMatchObject({ encoding: 'gbk', text: page('gbk', '一') });
  });

  it('tells GB18030 from Big5 by content', () => {
    const traditional = '本公司誠徵工程師，歡迎應屆畢業生，薪資面議，負責設計與開發，請來電聯絡人事部門。';
    expect(decodeText(encodeGb18030(sentence))).toMatchObject({ text: sentence, encoding: 'gb18030' });
    expect(decodeText(encodeBig5(traditional))).toMatchObject({
      text: traditional,
      encoding: 'big5',
      decidedBy: 'content',
    });
  });

  it('obeys an override above everything and drops the mark', () => {
    const bytes = encodeGb18030(sentence);
    expect(decode(bytes, { override: 'GB2312', contentType: 'text/html; charset=big5' })).toEqual({
      text: sentence,
      encoding: 'gbk',
      decidedBy: 'override',
    });
    expect(decode(utf8(`\ufeff${sentence}`), { override: 'utf-8' }).text).toBe(sentence);
    expect(() => decode(bytes, { override: 'klingon' })).toThrow(InputError);
  });

  it.each([
    ['utf-8', [0xef, 0xbb, 0xbf], utf8(sentence)],
    ['utf-16le', [0xff, 0xfe], new Uint8Array(Buffer.from(sentence, 'utf16le'))],
    ['utf-16be', [0xfe, 0xff], new Uint8Array(Buffer.from(sentence, 'utf16le').swap16())],
    ['gb18030', [0x84, 0x31, 0x95, 0x33], encodeGb18030(sentence)],
  ])('reads the byte order mark of %s whatever the header says', (encoding, mark, body) => {
    const read = decode(Uint8Array.of(...mark, ...body), { contentType: 'text/html; charset=big5' });
    expect(read).toEqual({ text: sentence, encoding, decidedBy: 'bom' });
  });

  it('takes plain ASCII for what its label says, and for UTF-8 without one', () => {
    expect(decode(utf8('<meta charset=gbk>hello'))).toMatchObject({ encoding: 'gbk', decidedBy: 'meta' });
    expect(decodeText(utf8('a,b'))).toMatchObject({ encoding: 'utf-8', decidedBy: 'content' });
    expect(decode(new Uint8Array())).toEqual({ text: '', encoding: 'utf-8', decidedBy: 'content' });
  });

  it('looks for no meta element in text files', () => {
    expect(decodeText(utf8('{"html":"<meta charset=gbk>"}')).encoding).toBe('utf-8');
  });

  it('gives back any Chinese text that was written in labelled GB18030, four-byte characters too', () => {
    fc.assert(
      fc.property(fc.string({ unit: han, minLength: 1 }), (text) => {
        const read = decode(encodeGb18030(text), { contentType: 'text/html; charset=gbk', override: 'gb18030' });
        expect(read.text).toBe(text);
      }),
    );
    expect(decode(encodeGb18030('㐀䶮€'), { override: 'gbk' }).text).toBe('㐀䶮€');
  });

  it('gives back any Chinese text in UTF-8 without a label', () => {
    fc.assert(
      fc.property(fc.string({ unit: han, minLength: 1 }), (text) => {
        expect(decode(utf8(text))).toMatchObject({ text, encoding: 'utf-8' });
      }),
    );
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(typeof decode(bytes).text).toBe('string');
      }),
    );
  });
});
