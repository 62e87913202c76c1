import { describe, expect, it } from 'vitest';
import { DeadError } from '../../../contracts/errors.js';
import { readDetailPage, readListPage } from '../../../crawler/extract/read-page.js';
import { withinTimeLimit } from '../../../crawler/extract/time-limit.js';
import { parsePlatformFile } from '../../../crawler/read-platform-file.js';

const url = 'https://jobs.example.com/';
const list = 'list: { from: html, item: ".job, div div > p", fields: { url: a, title: "div:has(b) a" }, next: a.next }';
const details = [
  'html, fields: { title: h1, text: "div div p" }',
  'json-ld',
  'generic',
  'embedded-json, marker: x, fields: { title: a }',
  'json, fields: { title: a }',
].map((detail) =>
  parsePlatformFile(`id: a\nname: a\nentry: [${url}]\n${list}\ndetail: { from: ${detail} }`, `${detail}.yaml`),
);

/** Nothing is expected of such pages but an answer: a posting, none, or the refusal to go on. */
function survives(text: string): void {
  for (const platform of details) {
    for (const read of [() => readListPage(platform, { url, text }), () => readDetailPage(platform, { url, text })]) {
      try {
        read();
      } catch (error) {
        expect(error).toBeInstanceOf(DeadError);
      }
    }
  }
}

describe('hostile pages', () => {
  it.each([
    ['100,000 nested elements', `<div class="job">${'<div>'.repeat(100_000)}<p>x`],
    ['nesting that is closed again', `${'<div><b>'.repeat(50_000)}x${'</b></div>'.repeat(50_000)}`],
    ['2 MB of unclosed paragraphs', '<p>'.repeat(700_000)],
    ['2 MB of end tags', `${'<div>'.repeat(500)}${'</x>'.repeat(500_000)}`],
    ['2 MB of angle brackets', '<'.repeat(2_000_000)],
    ['2 MB of open comments', '<!--'.repeat(500_000)],
    ['an element with 100,000 attributes', `<div ${Array.from({ length: 100_000 }, (_, i) => `a${i}=x`).join(' ')}>`],
    ['deep JSON', '[{"a":'.repeat(300_000)],
    ['deep embedded JSON', `<script>x = ${'['.repeat(500_000)}</script>`],
    ['deep linked data', `<script type="application/ld+json">${'[{"@graph":'.repeat(100_000)}</script>`],
    ['entities without end', '&#'.repeat(1_000_000)],
    ['polluting keys', '<script>x = {"__proto__":{"a":"b"},"constructor":{"prototype":{"a":1}}}</script>'],
    ['nothing but NUL', '\0'.repeat(100_000)],
  ])('%s neither crash nor hang a reader', (_, text) => {
    survives(text);
    expect(Reflect.get({}, 'a')).toBeUndefined();
  });
});

describe('withinTimeLimit', () => {
  it('passes on results and errors of what it runs', () => {
    expect(withinTimeLimit('a page', () => ['a'])).toEqual(['a']);
    expect(() =>
      withinTimeLimit('a page', () => {
        throw new TypeError('mine');
      }),
    ).toThrow(new TypeError('mine'));
  });

  it('stops a regular expression that backtracks without end', () => {
    const endless = () => /^(a+)+$/.test(`${'a'.repeat(60)}b`);
    expect(() => withinTimeLimit('https://a/', endless, 100)).toThrow(DeadError);
    expect(() => withinTimeLimit('https://a/', endless, 100)).toThrow(/https:\/\/a\/ took longer than 100 ms/);
    expect(withinTimeLimit('a page', () => 1)).toBe(1);
  });
});
