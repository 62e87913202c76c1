import { load } from 'cheerio';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DocumentFacts } from '../../../evidence/documents/document-facts.js';
import { documentFacts } from '../../../evidence/documents/make-facts.js';
import { type DocumentName, documentNames } from '../../../evidence/documents/read-template.js';
import { renderDocument } from '../../../evidence/documents/render-document.js';
import { visibleText } from '../../../evidence/documents/visible-text.js';
import { docxPart } from './docx-part.js';
import { startPrinter } from './print-page.js';
import { sampleSources } from './sample-sources.js';

/** What an advertiser might write to change what a document shows. */
const hostile = [
  '# 标题\n\n正文',
  '| 甲 | 乙 |\n| - | - |\n| 1 | 2 |',
  ' | | | ',
  '**粗** __粗__ *斜* `码` ~~删~~',
  '1. 项\n2. 项',
  '{{案由}} {{#文件}}{{文件名}}{{/文件}} {{{机关名称}}}',
  '<script>alert(1)</script><h1>x</h1></td></tr></table>',
  '&lt;b&gt; &amp; &#60;i&#62;',
  '![x](http://203.0.113.1/x.png) [a](javascript:alert(1)) <http://b>',
  '=HYPERLINK("http://203.0.113.1","x")',
  '+1+1',
  '@SUM(A1)',
  '<w:t>x</w:t>]]>',
  '\\| \\* \\\\',
  '\u202e证伪\u202c \u2067x\u2069',
  'شركة توظيف 123 (أ)',
  '零\u200b宽\ufeff字\u00ad符\u2060',
  '\u0000\u0001\u0008\u001b[31m\u007f\u0085',
  '\ud800 \udc00',
  '\ufffe\uffff\ufdd0',
  '\ue0000\ue001 \ue000999\ue001',
  'Z\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301',
  '👨‍👩‍👧',
  'x'.repeat(5000),
  '%E6%8B%9B'.repeat(200),
  '\r\n\r一\r二\n\n\n三',
  '$& $1 $` %s',
];
const anyValue = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(fc.constantFrom(...hostile, '|', '\n', '**', '#', '\\', ' ', '\t', '-', '>', '_'), { maxLength: 6 })
    .map((each) => each.join('')),
);

/** The sample with the value wherever a page or an advertiser has the say. */
function factsWith(value: string): DocumentFacts {
  const sources = sampleSources();
  const { record, verdict } = sources;
  Object.assign(record.posting, { company: value, agency: value, key: value, icpFiling: value, licenceNumber: value });
  record.page.title = value;
  for (const change of record.comparison?.changes ?? []) Object.assign(change, { before: value, after: value });
  for (const failed of record.page.failedResources) Object.assign(failed, { url: value, failure: value });
  for (const reason of verdict?.reasons ?? []) reason.text = value;
  record.files.splice(3);
  return documentFacts(sources);
}

/** The elements of a page in their order, without line breaks and the isolation of values. */
const structure = (html: string): string =>
  load(html)('body *')
    .not('br, bdi, span')
    .toArray()
    .map((element) => element.tagName)
    .join(' ');

/** The parts of a Word document in their order, without runs. */
const wordStructure = (xml: string): string => (xml.match(/<w:(?:p|tbl|tr|tc|sectPr)[ >/]/g) ?? []).join('');

describe('captured words in a document', () => {
  const plain = factsWith('文');
  test.each(documentNames)('leave the structure of %s as it is, whatever they are', async (name) => {
    const expected = await renderDocument(name, plain);
    const [pageStructure, documentStructure] = [
      structure(expected.html),
      wordStructure(docxPart(expected.docx, 'word/document.xml')),
    ];
    const holds = async (value: string) => {
      const { html, docx } = await renderDocument(name, factsWith(value));
      const xml = docxPart(docx, 'word/document.xml');
      expect(structure(html)).toBe(pageStructure);
      expect(wordStructure(xml)).toBe(documentStructure);
      expect(html).not.toMatch(
        /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/,
      );
    };
    for (const value of hostile) await holds(value);
    await fc.assert(fc.asyncProperty(anyValue, holds), { numRuns: 8 });
  });

  test('stand in page and Word document exactly, with what cannot be seen written out', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyValue.filter((value) => visibleText(value).trim() !== '' && value.length < 2000),
        async (value) => {
          const { html, docx } = await renderDocument('线索移送函', factsWith(value));
          const row = load(html)('td:contains("页面标题")').next();
          row.find('br').replaceWith('\n');
          expect(row.text()).toBe(visibleText(value));
          const xml = load(docxPart(docx, 'word/document.xml'), { xml: true });
          const cell = xml('w\\:tc')
            .filter((_, each) => xml(each).text() === '页面标题')
            .next();
          expect(cell.text().replaceAll('\u200e', '')).toBe(visibleText(value).replaceAll('\n', ''));
        },
      ),
      { numRuns: 40 },
    );
  });

  test.each([
    ['a change of direction', '伪\u202e证', '伪〔U+202E〕证'],
    ['a zero-width space', '挂\u200b证', '挂〔U+200B〕证'],
    ['half of a surrogate pair', '\ud83d', '〔U+D83D〕'],
    ['a control character', 'a\u001b[31m', 'a〔U+001B〕[31m'],
    ['invisible tag letters', '\u{e0041}', '〔U+E0041〕'],
    ['a Hangul filler', '\u3164', '〔U+3164〕'],
    ['a heap of marks', 'a\u0301\u0301\u0301\u0301\u0301', 'a\u0301\u0301\u0301\u0301〔U+0301〕'],
    ['nothing unusual', '挂证 é 😀 ﹏ 𠮷\n（甲）', '挂证 é 😀 ﹏ 𠮷\n（甲）'],
    ['Windows line ends and a tab', 'a\r\nb\rc\td', 'a\nb\nc d'],
  ])('show %s', (_, text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });
});

/** Runs in the browser. */
const parse = `(html, xml) => ({
  errors: new DOMParser().parseFromString(xml, 'application/xml').querySelectorAll('parsererror').length,
  active: new DOMParser().parseFromString(html, 'text/html').querySelectorAll('script, a, img, iframe, [onclick]').length,
})`;

describe('a real parser of XML and HTML', async () => {
  const printer = await startPrinter();
  if (printer === null)
    console.warn('Skipped: no Chromium on this machine; hostile documents are parsed by nothing real.');
  let rendered: { name: DocumentName; value: string; html: string; xml: string }[] = [];
  beforeAll(async () => {
    if (printer === null) return;
    rendered = await Promise.all(
      hostile.map(async (value) => {
        const { html, docx } = await renderDocument('线索移送函', factsWith(value));
        return { name: '线索移送函' as const, value, html, xml: docxPart(docx, 'word/document.xml') };
      }),
    );
  });
  afterAll(() => printer?.browser.close());

  test.skipIf(printer === null)(
    'finds well-formed XML in each DOCX, and no script, link or picture in each page',
    async () => {
      const page = await printer?.browser.newPage();
      for (const { value, html, xml } of rendered) {
        const found = await page?.evaluate(`(${parse})(${JSON.stringify(html)}, ${JSON.stringify(xml)})`);
        expect(found, JSON.stringify(value)).toEqual({ errors: 0, active: 0 });
      }
    },
  );
});
