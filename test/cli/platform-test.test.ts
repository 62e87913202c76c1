import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { guazheng, lastLine, project, sentenceOf, temporaryFolder } from './run-guazheng.js';

const pages = join(project, '..', 'shared', 'data', 'pages');
const platforms = join(project, 'test', 'crawler', 'extract', 'platforms');
const missing = !existsSync(join(pages, 'expected.json'));
if (missing) console.warn('platform-test: ../shared/data/pages is missing, the saved pages are not read');

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  await writeFile(join(folder, 'good.yaml'), platformFile);
});
afterAll(() => remove());

const platformFile = `id: good
name: 示例
entry: [http://good.test/jobs/]
list:
  from: html
  item: li
  fields: { url: a@href, title: a }
  next: .next@href
detail:
  from: html
  fields: { title: h1, text: main }
`;
const testPlatform = (...words: string[]) =>
  guazheng(['platform', 'test', ...words], { cwd: folder, env: { GUAZHENG_HOME: join(folder, 'home') } });

const result = z.strictObject({
  encoding: z.string(),
  kind: z.enum(['list', 'detail']),
  postings: z.array(z.record(z.string(), z.string())),
  next: z.string().nullable(),
});

describe('a saved page', () => {
  test('as JSON is {encoding, kind, postings, next}, with links in full even if nobody said where it came from', async () => {
    await writeFile(
      join(folder, 'list.html'),
      '<meta charset=utf-8><ul><li><a href="1.html">建造师</a></li></ul><a class=next href="?p=2">下一页</a>',
    );
    const ended = await testPlatform('good.yaml', '--page', 'list.html', '--json');
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    expect(result.parse(lastLine(ended.stdout))).toEqual({
      encoding: 'utf-8',
      kind: 'list',
      postings: [{ title: '建造师', text: '建造师', url: 'http://good.test/jobs/1.html' }],
      next: 'http://good.test/jobs/?p=2',
    });
  });

  test('with nothing in it is exit 1', async () => {
    await writeFile(join(folder, 'empty.html'), '<p>no posting</p>');
    const ended = await testPlatform('good.yaml', '--page', 'empty.html');
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain('Nothing was extracted');
  });

  test('in words shows no character that steers the terminal', async () => {
    await writeFile(join(folder, 'steers.html'), '<h1>a\u001b[2Jb\u202ec</h1><main>text</main>');
    const ended = await testPlatform('good.yaml', '--page', 'steers.html');
    expect(ended.stdout).toContain('title: a');
    expect(ended.stdout).not.toMatch(/[\u001b\u202e]/);
  });
});

describe('refused with exit 2 and a sentence that says where:', () => {
  test.each([
    ['an unknown key', platformFile.replace('name:', 'naem:'), /bad\.yaml, line 2: naem/],
    [
      'a selector that does not parse',
      platformFile.replace('item: li', 'item: "li["'),
      /bad\.yaml, line 6: list\.item/,
    ],
    ['an entry that is not http(s)', platformFile.replace('http://', 'ftp://'), /bad\.yaml, line 3: entry.*http/],
    ['no YAML', 'id: [', /bad\.yaml, line 1/],
  ])('%s', async (_name, yaml, sentence) => {
    await writeFile(join(folder, 'bad.yaml'), yaml);
    const ended = await testPlatform('bad.yaml', '--page', 'list.html');
    expect(ended.code).toBe(2);
    expect(sentenceOf(ended)).toMatch(sentence);
  });

  test('the same of platform add, before a database is opened', async () => {
    await writeFile(join(folder, 'bad.yaml'), platformFile.replace('name:', 'naem:'));
    const ended = await guazheng(['platform', 'add', 'bad.yaml'], {
      cwd: folder,
      env: { GUAZHENG_HOME: join(folder, 'home') },
    });
    expect(ended.code).toBe(2);
    expect(sentenceOf(ended)).toMatch(/bad\.yaml, line 2: naem/);
    expect(existsSync(join(folder, 'home'))).toBe(false);
  });

  test.each([
    ['a platform file that is missing', ['nowhere.yaml'], /platform file nowhere\.yaml cannot be read/],
    ['a page that is missing', ['good.yaml', '--page', 'nowhere.html'], /saved page nowhere\.html cannot be read/],
    ['a folder for a page', ['good.yaml', '--page', 'folder'], /is a folder/],
    ['a --url that is none', ['good.yaml', '--page', 'list.html', '--url', 'good.test/jobs'], /no http\(s\) URL/],
    ['a --url without a page', ['good.yaml', '--url', 'http://good.test/'], /--page/],
  ])('%s', async (_name, words, sentence) => {
    await mkdir(join(folder, 'folder'), { recursive: true });
    const ended = await testPlatform(...words);
    expect(ended.code).toBe(2);
    expect(sentenceOf(ended)).toMatch(sentence);
  });
});

describe.skipIf(missing)('saved pages of real platforms', () => {
  const text = z.string().optional();
  const fields = {
    url: text,
    title: text,
    company: text,
    salary: text,
    place: text,
    headcount: text,
    publishedAt: text,
  };
  const expectation = z.object({
    encoding: z.string(),
    kind: z.string(),
    ...fields,
    textContains: z.array(z.string()).default([]),
    textMustNotContain: z.array(z.string()).default([]),
    postings: z.number().default(1),
    first: z.object(fields).optional(),
  });
  const expected = missing
    ? {}
    : z.record(z.string(), expectation).parse(JSON.parse(readFileSync(join(pages, 'expected.json'), 'utf8')));
  const fileOf = (page: string): string =>
    page.startsWith('51job-search') ? '51job-search.yaml' : page.startsWith('51job') ? '51job.yaml' : 'chinahr.yaml';

  test.each(Object.entries(expected))('%s gives what is expected, with its URL and without', async (page, wanted) => {
    const { encoding, kind, url, postings, first, textContains, textMustNotContain, ...posting } = wanted;
    for (const from of url === undefined ? [[]] : [['--url', url], []]) {
      const ended = await testPlatform(join(platforms, fileOf(page)), '--page', join(pages, page), ...from, '--json');
      const read = result.parse(lastLine(ended.stdout));
      expect(ended.code).toBe(postings > 0 ? 0 : 1);
      expect(read.encoding).toBe(encoding);
      expect(read.postings).toHaveLength(postings);
      if (/^(list|detail)/.test(kind)) expect(kind.startsWith(read.kind)).toBe(true);
      if (postings === 0) continue;
      expect(read.postings[0]).toMatchObject(read.kind === 'detail' ? posting : (first ?? {}));
      for (const phrase of textContains) expect(read.postings[0]?.text).toContain(phrase);
      for (const phrase of textMustNotContain) expect(read.postings[0]?.text).not.toContain(phrase);
    }
  });
});
