import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CheerioAPI, load } from 'cheerio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { highlightedText } from '../../cli/evaluate/report/highlighted-text.js';
import { html } from '../../cli/evaluate/report/html.js';
import { visibleText } from '../../cli/evaluate/report/visible-text.js';
import { guazheng, lastLine, sentenceOf, temporaryFolder } from './run-guazheng.js';
import { overcautious, writeTrialRelease } from './trial-release.js';

let folder: string;
let remove: () => Promise<void>;
let strict: string;
let page: CheerioAPI;
let source: string;

const hostile = {
  id: '<script>alert(1)</script>\u2066',
  title: '"onload="x\u202e',
  text: '诚聘一级建造师挂\u200b靠，收二级建造师市政，人不用来，社保唯一可停，先款后证，长期收证，<img src="http://a.example/x.png">只挂证不坐班，年付3万</dd></body><style>\ud800',
  label: 'genuine',
  slice: '<b>__proto__</b>',
};
const missed = { id: 'missed', text: '招聘厨师两名，包吃住', label: 'rental', slice: 'kitchen' };
const right = { text: '招聘保洁员一名，月薪三千', label: 'genuine', slice: 'cleaning' };

beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  strict = await writeTrialRelease(folder, 'strict', overcautious);
  const rows = [hostile, missed, right].map((row) => `${JSON.stringify(row)}\n`);
  await writeFile(join(folder, 'rows.jsonl'), rows.join(''));
  const ended = await guazheng(['evaluate', 'rows.jsonl', '--report', 'out/new', '--compare', strict], { cwd: folder });
  expect([ended.code, ended.stderr]).toEqual([0, 'The report is in out/new/report.html.\n']);
  source = await readFile(join(folder, 'out', 'new', 'report.html'), 'utf8');
  page = load(source);
});
afterAll(() => remove());

describe('the report', () => {
  test('is one page that fetches and runs nothing, whatever the rows hold', () => {
    expect(page('script, img, link, iframe, object, video, audio, base, form, use, image').length).toBe(0);
    expect(page('meta[http-equiv="Content-Security-Policy"]').attr('content')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'",
    );
    for (const element of page('*').toArray()) {
      for (const [name, value] of Object.entries(page(element).attr() ?? {})) {
        expect(name).not.toMatch(/^on|^src$|^href$|:href$|^style$/);
        expect(value).not.toMatch(/https?:|url\(|javascript:/);
      }
    }
    expect(page('style').text()).not.toMatch(/url\(|@import/);
    expect(page('style').length).toBe(1);
  });

  test('shows every error with its words as written, its place, and what hides in them made visible', () => {
    const [first, second, ...others] = page('article').toArray();
    expect(others).toEqual([]);
    const falseFlag = page(first ?? '');
    expect(falseFlag.find('h3').text()).toMatch(
      /^<script>alert\(1\)<\/script>U\+2066 rows\.jsonl，第 1 行 · <b>__proto__<\/b>/,
    );
    expect(falseFlag.find('dd').text()).toContain('<img src="http://a.example/x.png">');
    expect(
      falseFlag
        .find('.code')
        .toArray()
        .map((element) => page(element).text()),
    ).toEqual(expect.arrayContaining(['U+202E', 'U+200B', 'U+D800']));
    expect(page(second ?? '').text()).toMatch(/^missed rows\.jsonl，第 2 行 · kitchen/);
    expect(page('h2').text()).toMatch(/误报：正常信息被标出（1 条）漏报：挂证信息未标出（1 条）/);
  });

  test('marks the words of each reason, numbered, with why', () => {
    const article = page('article').first();
    const marked = article
      .find('mark')
      .toArray()
      .map((element) => page(element).text())
      .join('');
    expect(marked).toContain('建造师');
    expect(marked).toContain('不坐班');
    const reasons = article.find('li').toArray();
    expect(reasons.length).toBeGreaterThan(1);
    const numbers = new Set(
      article
        .find('sup')
        .toArray()
        .flatMap((element) => page(element).text().split(',').map(Number)),
    );
    expect([...numbers].sort((a, b) => a - b)).toEqual(reasons.map((_, index) => index + 1));
    expect(page(reasons[0]).text()).toMatch(/^\S+ [a-z_]+ “.+”/);
  });

  test('has the three diagrams as drawings of its own, for two releases', () => {
    const names = page('svg')
      .toArray()
      .map((element) => page(element).attr('aria-label'));
    expect(names).toEqual([
      '精确率–召回率曲线 precision–recall curve',
      '可靠性图 reliability diagram',
      '按类别的得分分布 score histogram by class',
      '按类别的得分分布 score histogram by class',
    ]);
    expect(page('path.curve').length).toBe(2);
    for (const element of page('path.curve').toArray())
      expect(page(element).attr('d')).toMatch(/^M[\d.]+ \d+(H|V|\d|\.)+$/);
    expect(page('rect.rental').length).toBe(2);
    expect(source).not.toContain('NaN');
  });

  test('has the figures by name, per slice, and never accuracy as a figure', () => {
    for (const name of ['precision', 'recall', 'F1', 'PR-AUC', 'false-positive rate', 'ECE'])
      expect(page('table').first().text()).toContain(name);
    const slices = page('tbody th')
      .toArray()
      .map((element) => page(element).text());
    expect(slices).toEqual(expect.arrayContaining(['<b>__proto__</b>', 'kitchen', 'cleaning']));
    expect(page('table').text()).not.toMatch(/accuracy|准确率/i);
    expect(page('table').first().text()).toContain('95 % 区间');
  });

  test('is the same again for the same rows', async () => {
    await guazheng(['evaluate', 'rows.jsonl', '--report', 'again', '--compare', strict], { cwd: folder });
    expect(await readFile(join(folder, 'again', 'report.html'), 'utf8')).toBe(source);
  });

  test('leaves standard output to the figures', async () => {
    const ended = await guazheng(['evaluate', 'rows.jsonl', '--report', 'plain', '--json'], { cwd: folder });
    expect(lastLine(ended.stdout)).toMatchObject({ n: 3 });
    expect(load(await readFile(join(folder, 'plain', 'report.html'), 'utf8'))('svg').length).toBe(3);
  });

  test('is exit 2 and one sentence where it cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    const ended = await guazheng(['evaluate', 'rows.jsonl', '--report', 'file/under'], { cwd: folder });
    expect([ended.code, sentenceOf(ended)]).toEqual([2, expect.stringContaining('file/under')]);
  });
});

describe('html', () => {
  test('escapes what is filled in, once, and leaves its own markup', () => {
    const inner = html`<i>${'a&b'}</i>`;
    expect(html`<p title="${`"'<>`}">${[inner, 3, ' <']}</p>`.markup).toBe(
      '<p title="&quot;&#39;&lt;&gt;"><i>a&amp;b</i>3 &lt;</p>',
    );
  });
});

describe('visibleText', () => {
  test.each([
    ['a direction override', 'a\u202eb', 'a[U+202E]b'],
    ['a zero-width space', '挂\u200b靠', '挂[U+200B]靠'],
    ['a control character', 'a\u0000\u0085', 'a[U+0000][U+0085]'],
    ['half a pair', '\ud83da', '[U+D83D]a'],
    ['a tag character', '\u{e0041}', '[U+E0041]'],
    ['line ends and tabs, which stay', 'a\r\n\tb', 'a\r\n\tb'],
    ['an emoji with a joiner, which stays', '👩‍💻', '👩‍💻'],
    ['a joiner between letters', 'a\u200db', 'a[U+200D]b'],
  ])('shows %s', (_what, text, shown) => {
    const { markup } = visibleText(text);
    expect(markup.replace(/<span class="code">(.*?)<\/span>/g, '[$1]')).toBe(shown);
  });
});

describe('highlightedText', () => {
  const plain = (markup: string) => markup.replace(/<sup>(.*?)<\/sup>/g, '{$1}').replace(/<\/?mark>/g, '|');

  test('marks what overlaps and nests, each with its number behind it', () => {
    const marks = [
      { start: 1, end: 4, number: 1 },
      { start: 2, end: 6, number: 2 },
      { start: 2, end: 4, number: 3 },
    ];
    expect(plain(highlightedText('abcdefg', marks).markup)).toBe('a|b||cd|{1,3}|ef|{2}g');
  });

  test('clips marks to the text and leaves out empty ones', () => {
    const marks = [
      { start: -2, end: 1, number: 1 },
      { start: 2, end: 99, number: 2 },
      { start: 1, end: 1, number: 3 },
    ];
    expect(plain(highlightedText('abc', marks).markup)).toBe('|a|{1}b|c|{2}');
    expect(highlightedText('', marks).markup).toBe('');
  });
});
