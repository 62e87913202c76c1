import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../contracts/errors.js';
import { decodeLines } from '../../../text/decode/decode-lines.js';
import { encodeGb18030, han } from './encode-chinese.js';

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}
async function linesOf(bytes: Uint8Array, size: number, options = {}): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of decodeLines(chunked(bytes, size), options)) lines.push(line);
  return lines;
}
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('decodeLines', () => {
  it('gives the lines of UTF-8 and GB18030 files, however the chunks cut characters', async () => {
    const text = fc.array(fc.string({ unit: fc.oneof(han, fc.constantFrom('a', '"', ',', '{', '\\')), minLength: 1 }), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (lines, size) => {
        expect(await linesOf(utf8(`\ufeff${lines.join('\r\n')}\r\n`), size)).toEqual(lines);
        expect(await linesOf(encodeGb18030(lines.join('\n')), size, { override: 'gb18030' })).toEqual(lines);
      }),
      { numRuns: 50 },
    );
  });

  it('finds GB18030 and UTF-8 by themselves, also behind a long beginning in ASCII', async () => {
    const row = '{"title":"一级建造师","text":"单位要求注册，工作地点在上海，欢迎来电"}';
    const ascii = Array.from({ length: 3000 }, (_, index) => `{"id":"${index}","text":"only ASCII here"}`);
    const lines = [...ascii, ...Array.from({ length: 2000 }, () => row)];
    for (const bytes of [encodeGb18030(lines.join('\n')), utf8(lines.join('\n'))]) {
      expect(await linesOf(bytes, 10_007)).toEqual(lines);
    }
  });

  it('is not misled by a UTF-8 character that the end of the sample cuts in two', async () => {
    for (const shift of ['', 'a', 'ab']) {
      const line = `中${shift}${'文'.repeat(40_000)}`;
      expect(await linesOf(utf8(line), 65_536)).toEqual([line]);
    }
  });

  it('keeps empty lines, and gives a last line without an end', async () => {
    expect(await linesOf(utf8('a\n\nb'), 2)).toEqual(['a', '', 'b']);
    expect(await linesOf(utf8(''), 2)).toEqual([]);
  });

  it('refuses a line that would not fit into memory, and says which one', async () => {
    const read = linesOf(utf8(`short\n${'x'.repeat(500)}`), 100, { longest: 300 });
    await expect(read).rejects.toThrow(InputError);
    await expect(read).rejects.toThrow(/Line 2/);
  });
});
