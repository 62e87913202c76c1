import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../contracts/errors.js';
import { parsePlatformFile } from '../../../crawler/read-platform-file.js';

const good = `id: demo
name: 示例
entry:
  - https://jobs.example.com/
list:
  from: html
  item: .job
  fields:
    url: a@href
    title: a
detail:
  from: json-ld
`;
/** `good` with one line replaced. */
const changed = (line: string, by: string): string => {
  expect(good).toContain(line);
  return good.replace(line, by);
};
const json = good.replace(/list:[\s\S]*/, 'list:\n  from: json\n');

describe('parsePlatformFile', () => {
  it('reads a file and fills in what it leaves out', () => {
    expect(parsePlatformFile(good, 'demo.yaml')).toMatchObject({
      id: 'demo',
      pace: { gapMilliseconds: 1000 },
      limits: { pages: 2000 },
      detail: { from: 'json-ld' },
    });
  });

  it.each([
    ['an unknown key', changed('    title: a', '    titel: a'), /^demo\.yaml, line 10: list\.fields\.titel .*spelling/],
    [
      'an unknown key in a field',
      changed('title: a', 'title: { selectr: a }'),
      /line 10: list\.fields\.title\.selectr /,
    ],
    ['an unknown key at the top', `${good}legalBasis: none\n`, /line 13: legalBasis /],
    ['a missing key', changed('name: 示例\n', ''), /^demo\.yaml: name /],
    ['a wrong type', changed('title: a', 'title: 3'), /line 10: list\.fields\.title must be text/],
    ['a wrong reader', changed('from: json-ld', 'from: jsonld'), /line 12: detail\.from .*json-ld/],
    [
      'a selector that is none',
      changed('item: .job', 'item: "div["'),
      /line 7: list\.item is not a CSS selector.*"div\["/,
    ],
    [
      'an unknown pseudo-class',
      changed('title: a', 'title: a:foo'),
      /line 10: list\.fields\.title .*pseudo-class :foo/,
    ],
    ['a jQuery filter', changed('title: a', 'title: a:eq(1)'), /nth-of-type/],
    ['a dangling combinator', changed('title: a', 'title: "div >"'), /line 10/],
    ['a bad exclusion', changed('title: a', 'title: { selector: a, without: "[" }'), /list\.fields\.title\.without/],
    ['a bad next link', changed('detail:', '  next: "a["\ndetail:'), /list\.next/],
    [
      'a bad pattern',
      changed('title: a', 'title: { selector: a, pattern: "(" }'),
      /line 10: list\.fields\.title\.pattern is not a regular/,
    ],
    ['another scheme', changed('https://jobs', 'ftp://jobs'), /line 4: entry\[0\] is not a URL/],
    ['a script URL', changed('https://jobs.example.com/', 'javascript:alert(1)'), /entry\[0\]/],
    ['credentials in a URL', changed('https://', 'https://a:b@'), /entry\[0\] holds a user name/],
    ['details nobody links to', changed('    url: a@href\n', ''), /list\.fields does not say where/],
    [
      'whole postings in a list that nothing tells apart',
      changed('    url: a@href\n', '').replace('from: json-ld', 'from: list'),
      /^demo\.yaml, line 9: list\.fields does not tell the postings .* apart: add list\.fields\.key or list\.fields\.url\.$/,
    ],
    [
      'the same in an interface',
      `${json}  items: a\n  fields: { title: t }\ndetail: { from: list }\n`,
      /add list\.fields\.key, list\.fields\.url or list\.urlTemplate\.$/,
    ],
    ['scrolling without a browser', `${good}scroll: { times: 3 }\n`, /scroll works in a browser only/],
    ['a bad path', `${json}  items: a..b\n  fields: { url: u }\n`, /list\.items is not a dotted path/],
    [
      'a bad template',
      `${json}  items: a\n  urlTemplate: /job/{id\n  fields: { title: u }\n`,
      /list\.urlTemplate is not/,
    ],
    ['a template without a place', `${json}  items: a\n  urlTemplate: /job\n  fields: { title: u }\n`, /urlTemplate/],
    ['a key twice', `${good}id: again\n`, /line 13, column 1: this is not YAML/],
    ['broken YAML', 'a: [1\nb', /this is not YAML that can be read/],
    ['a tag', 'id: !!js/function x\n', /this is not YAML that can be read/],
    ['an alias to nothing', 'id: *x\n', /aliases/],
    ['two documents', `${good}---\nid: b\n`, /this is not YAML/],
    ['a list', '- a\n', /the file is not right/],
    ['nothing', '', /the file is not right/],
    ['a polluting key', '__proto__: { id: demo }\n', /__proto__ is not a key/],
    ['deep nesting', '['.repeat(100_000), /this is not YAML/],
    ['too much', `# ${'x'.repeat(300_000)}\n${good}`, /at most 262144/],
  ])('refuses %s in one sentence', (_, yaml, wanted) => {
    let caught: unknown;
    try {
      parsePlatformFile(yaml, 'demo.yaml');
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(InputError);
    const { message } = caught as InputError;
    expect(message).toMatch(wanted);
    expect(message).toMatch(/^demo\.yaml[^\n]*[^.]\.$/);
  });

  it.each([
    ['list.fields.key', 'from: html\n  item: li\n  fields: { key: "@id" }'],
    ['list.fields.url', 'from: html\n  item: li\n  fields: { url: a@href }'],
    ['list.urlTemplate', 'from: json\n  items: a\n  urlTemplate: "/{id}"\n  fields: { title: t }'],
  ])('takes a list of whole postings that %s tells apart', (_, list) => {
    const yaml = good.replace(/list:[\s\S]*/, `list:\n  ${list}\ndetail: { from: list }\n`);
    expect(parsePlatformFile(yaml, 'demo.yaml').detail).toEqual({ from: 'list' });
  });

  it('reads the example of the handbook', () => {
    const handbook = readFileSync(new URL('../../../docs/platform-files.md', import.meta.url), 'utf8');
    const [, example = ''] = /```yaml\n(id:[\s\S]*?)```/.exec(handbook) ?? [];
    expect(parsePlatformFile(example, 'platform-files.md').id).toBe('example-jobs');
  });

  it('does not let aliases multiply', () => {
    const laughs = Array.from({ length: 9 }, (_, level) =>
      level === 0
        ? 'a0: &a0 [x, x]'
        : `a${level}: &a${level} [${Array(10)
            .fill(`*a${level - 1}`)
            .join(', ')}]`,
    );
    expect(() => parsePlatformFile(laughs.join('\n'), 'demo.yaml')).toThrow(/write the values out/);
  });
});
