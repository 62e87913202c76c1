import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'cheerio';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { InputError } from '../../../contracts/errors.js';
import { documentFactsShape } from '../../../evidence/documents/document-facts.js';
import { type DocumentSources, documentFacts } from '../../../evidence/documents/make-facts.js';
import { documentNames } from '../../../evidence/documents/read-template.js';
import { renderDocument } from '../../../evidence/documents/render-document.js';
import { articlesFor } from '../../../evidence/law/articles-for.js';
import { docxPart } from './docx-part.js';
import { sampleSources } from './sample-sources.js';

const folder = mkdtempSync(join(tmpdir(), 'templates-'));
afterAll(() => rmSync(folder, { recursive: true }));
const facts = documentFacts(sampleSources());

async function render(template: string) {
  writeFileSync(join(folder, '证据清单.md'), template);
  return renderDocument('证据清单', facts, { templatesFolder: folder });
}

const body = async (template: string) => load((await render(template)).html)('body');

describe('a department’s own template', () => {
  test('replaces ours, and a file that its folder does not have is ours', async () => {
    expect((await body('# 本厅清单\n\n{{案由}}')).text().trim()).toBe(`本厅清单\n${facts.案由}`);
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    const { html } = await renderDocument('证据清单', facts, { templatesFolder: empty });
    expect(html).toBe((await renderDocument('证据清单', facts)).html);
  });

  test('has headings, paragraphs, lists, tables, bold and line breaks; all else is plain text', async () => {
    const page = await body(
      '## 一\n\n甲**案由：**乙\n第二行\n\n3. 三\n4. 四\n\n- 子\n\n| 左 | 右 |\n| - | --: |\n| 1 | 2 |\n\n<b>x</b> [a](http://b) `c` &amp; ---\n\n---\n',
    );
    expect(page.html()?.trim()).toBe(
      '<h2>一</h2>\n<p>甲<strong>案由：</strong>乙<br>第二行</p>\n<ol start="3"><li><p>三</p></li><li><p>四</p></li></ol>\n<ul><li><p>子</p></li></ul>\n' +
        '<table><colgroup><col style="width:33.33%"><col style="width:66.67%"></colgroup><thead><tr><th>左</th><th style="text-align:right">右</th></tr></thead><tbody>\n' +
        '<tr><td>1</td><td style="text-align:right">2</td></tr>\n</tbody></table>\n' +
        '<p>&lt;b&gt;x&lt;/b&gt; [a](http://b) `c` &amp;amp; ---</p>\n<p>---</p>',
    );
  });

  test('gives the same words in the same order as DOCX, with lists and tables as Word has them', async () => {
    const { docx } = await render('# 题\n\n3. 三\n4. 四\n\n又\n\n1. 一\n\n| 甲 | 乙 |\n| - | --- |\n| **1** |  |\n');
    const xml = load(docxPart(docx, 'word/document.xml'), { xml: true });
    expect(xml('w\\:t').text()).toBe('题三四又一甲乙1');
    expect(xml('w\\:tbl w\\:tblHeader')).toHaveLength(1);
    expect(
      xml('w\\:gridCol')
        .toArray()
        .map((column) => xml(column).attr('w:w')),
    ).toEqual(['2211', '6633']);
    expect(xml('w\\:tr').last().find('w\\:trHeight')).toHaveLength(1);
    expect(
      new Set(
        xml('w\\:numId')
          .toArray()
          .map((id) => xml(id).attr('w:val')),
      ).size,
    ).toBe(2);
    const numbering = load(docxPart(docx, 'word/numbering.xml'), { xml: true });
    expect(
      numbering('w\\:start')
        .toArray()
        .map((start) => numbering(start).attr('w:val')),
    ).toEqual(expect.arrayContaining(['3', '1']));
  });

  test('keeps ideographic spaces, with which officials indent', async () => {
    expect((await body('　　经查\n　　又查')).find('p').html()).toBe('　　经查<br>　　又查');
  });

  test('may be saved with Windows line ends', async () => {
    const table = '# 题\r\n\r\n| 名 |\r\n| --- |\r\n{{#文件}}\r\n| {{文件名}} |\r\n{{/文件}}\r\n';
    expect((await body(table)).find('tbody tr')).toHaveLength(40);
  });

  test.each([
    ['a name that does not exist', '# 题\n\n{{案由}}{{当事人}}', 3, '«当事人» here. The names are 空白、'],
    ['a name of a list outside it', '{{文件名}}', 1, '«文件名»'],
    ['a list as a value', '\n{{文件}}', 2, '{{#文件}} … {{/文件}}'],
    ['a condition as a value', '{{有比对}}', 1, 'condition'],
    ['a value as a list', '{{#案由}}a{{/案由}}', 1, 'neither list nor condition'],
    ['a section without its end', '一\n{{#文件}}\n二', 3, 'Unclosed section'],
    ['an end without its section', '一\n{{/文件}}', 2, 'Unopened section'],
    ['a value that is not to be escaped', '一\n\n{{{案由}}}', 3, 'write {{案由}}'],
    ['another such', '{{&案由}}', 1, 'write {{案由}}'],
    ['a partial', '{{>案由}}', 1, 'not for templates'],
    ['other delimiters', '{{=<% %>=}}', 1, 'not for templates'],
    ['what every object of the language has', '{{constructor}}', 1, 'there is no name'],
    ['a row with more cells than the head', '| 甲 | 乙 |\n| - | - |\n| 1 | 2 | 3 |', 3, '3 cells'],
    ['a row with fewer cells than the head', '{{#文件}}\n{{/文件}}\n| 甲 | 乙 |\n| - | - |\n| 1 |', 5, '1 cells'],
    ['a delimiter row that is short', '| 甲 | 乙 |\n| - |\n| 1 | 2 |', 2, '1 cells'],
    ['a table without a delimiter row', '| 甲 | 乙 |\n| 1 | 2 |', 2, '| --- | --- |'],
    ['a head alone', '| 甲 | 乙 |\n\n一', 2, '| --- | --- |'],
    ['a head alone at the end', '一\n\n| 甲 | 乙 |', 3, '| --- | --- |'],
    ['text right behind a table', '| 甲 |\n| - |\n| 1 |\n二', 4, 'an empty line'],
    ['a row without its last bar', '| 甲 | 乙 |\n| - | - |\n| 1 | 2', 3, 'begins and ends with |'],
    ['rows without outer bars', '甲 | 乙\n--- | ---\n1 | 2', 2, 'begins and ends with |'],
    ['a list within a row', '| 甲 |\n| - |\n{{#文件}}| {{文件名}} |{{/文件}}', 3, 'on lines of their own'],
    ['a list over cells', '| 甲 | 乙 |\n| - | - |\n| {{#文件}}1 | 2{{/文件}} |', 3, 'in the same cell'],
    ['a character kept for us', '一\n\ue000', 2, 'U+E000'],
  ])('is refused for %s, with file, line and what to write', async (_, template, line, words) => {
    const refusal = await render(template).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(InputError);
    expect(String(refusal)).toContain(`${join(folder, '证据清单.md')}, line ${line}: `);
    expect(String(refusal)).toContain(words);
  });

  test('is refused when it is not UTF-8, or no template by its size', async () => {
    writeFileSync(join(folder, '线索移送函.md'), Buffer.from([0xd6, 0xd0]));
    await expect(renderDocument('线索移送函', facts, { templatesFolder: folder })).rejects.toThrow(/not UTF-8/);
    writeFileSync(join(folder, '线索移送函.md'), 'a'.repeat(300_000));
    await expect(renderDocument('线索移送函', facts, { templatesFolder: folder })).rejects.toThrow(/shorten/);
  });
});

describe('our templates', () => {
  test.each(documentNames)('%s renders with everything there and with as little as may be', async (name) => {
    const sources = sampleSources();
    const { record, decisions } = sources;
    expect(load((await renderDocument(name, facts)).html)('h1').text()).toBe(name);
    record.comparison = null;
    record.page.redirects = [];
    record.page.failedResources = [];
    decisions.reviews = [];
    decisions.confirmations = [];
    const least = documentFacts({
      ...sources,
      verdict: null,
      articles: [],
      manifest: { ...sources.manifest, standing: 'clue', ledger: null },
    });
    const { html } = await renderDocument(name, least);
    expect(load(html)('body').text()).toContain('只作为线索');
    expect(html).not.toMatch(/\{\{|\}\}|undefined|null|\ue000/);
  });

  const textOf = async (name: (typeof documentNames)[number], sources: DocumentSources) =>
    load((await renderDocument(name, documentFacts(sources))).html)('body').text();

  test('call a crawl no inspection', async () => {
    const text = await textOf('线索移送函', sampleSources());
    expect(text).toContain('我单位在网络招聘信息监测中发现');
    expect(text).not.toContain('监督检查');
    expect(text).not.toContain('不得发出');
  });

  test('say at the head of the letter that a dismissed posting is not to be sent, and suspect nobody of anything', async () => {
    const sources = sampleSources();
    for (const review of sources.decisions.reviews) review.decision = 'dismissed';
    const text = await textOf('线索移送函', { ...sources, articles: articlesFor([]) });
    expect(text.trim()).toMatch(/^线索移送函\s+本函不得发出：该招聘信息已经人工复核排除/);
    expect(text).not.toMatch(/涉嫌|请依法核查|函告我单位|需要核查/);
  });

  test('print the condition of an article that holds only under one', async () => {
    const articles = articlesFor(['credential_rental'], { licenceNumber: null });
    const text = await textOf('线索移送函', { ...sampleSources(), articles });
    expect(text.match(/适用条件：限于发布机构确未取得人力资源服务许可证/g)).toHaveLength(1);
  });

  test('say in the record of extraction where the picture shows the top of the page alone', async () => {
    const sources = sampleSources();
    Object.assign(sources.record.page, { pageHeight: 26_000, pictureHeight: 10_000 });
    expect(await textOf('电子数据提取笔录', sources)).toContain('截图范围：页面截图，只含自顶部起的10,000像素');
  });

  test('accuse nobody: what may have been violated is 涉嫌', async () => {
    const text = load((await renderDocument('线索移送函', facts)).html)('body').text();
    expect(text).toContain('涉嫌违反《人力资源市场暂行条例》第二十七条');
    expect(text).toContain('是否构成违法由有权机关查证后认定');
    for (const article of ['第二十七条', '第四十三条']) expect(text).toContain(`《人力资源市场暂行条例》${article}`);
  });
});

describe('the handbook of templates', () => {
  const handbook = readFileSync(fileURLToPath(new URL('../../../docs/documents.zh-CN.md', import.meta.url)), 'utf8');
  const shown = (name: string, shape: z.ZodType) =>
    shape instanceof z.ZodString ? `{{${name}}}` : `{{#${name}}}…{{/${name}}}`;
  const rowsOf = (shape: Record<string, z.ZodType>) =>
    Object.entries(shape).map(([name, each]) => `| \`${shown(name, each)}\` | ${each.description} |`);

  test('lists every name with what it gives, and no other', () => {
    const lists = Object.entries(documentFactsShape.shape).flatMap(([name, shape]) =>
      shape instanceof z.ZodArray ? [[name, shape.element.shape] as const] : [],
    );
    const expected = [...rowsOf(documentFactsShape.shape), ...lists.flatMap(([, shape]) => rowsOf(shape))];
    const names = handbook.slice(handbook.indexOf('\n## 可以用的名\n'));
    const rows = names.split('\n').filter((line) => line.startsWith('| `{{'));
    expect(rows.map((row) => row.replace(/ +/g, ' '))).toEqual(expected);
    for (const [name] of lists) expect(handbook).toContain(`\n### ${name}\n`);
  });
});
