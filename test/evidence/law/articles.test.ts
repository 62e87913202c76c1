import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readLimits } from '../../../casework/cases/read-limits.js';
import { readPenalties } from '../../../casework/cases/read-penalties.js';
import { InputError } from '../../../contracts/errors.js';
import { packageLaw } from '../../../contracts/evidence-package.js';
import { category } from '../../../contracts/verdict.js';
import { articlesFor } from '../../../evidence/law/articles-for.js';
import { citationOf, readArticles } from '../../../evidence/law/read-articles.js';

const articlesFile = fileURLToPath(new URL('../../../evidence/law/articles.yaml', import.meta.url));
/** The published texts, kept beside the repository. */
const published = fileURLToPath(new URL('../../../../shared/domain/laws/', import.meta.url));
const missing = !existsSync(published);
if (missing) console.warn(`Skipped: the laws in ${published} are not there; the articles are compared with nothing.`);

describe.skipIf(missing)('the articles against the published texts', () => {
  /** Title → what the file says of itself, and its paragraphs. */
  const texts = new Map<string, { history: string[]; paragraphs: string[] }>();

  beforeAll(() => {
    for (const name of readdirSync(published)) {
      const [head = '', body = ''] = readFileSync(join(published, name), 'utf8').split('<!-- INFO END -->');
      const lines = (text: string) => text.split('\n').flatMap((line) => line.trim() || []);
      const [title = '', ...history] = lines(head);
      texts.set(title.replace(/^# /, ''), { history, paragraphs: lines(body) });
    }
  });

  const { articles } = readArticles();
  test.each(articles.map((article) => [citationOf(article), article] as const))('%s is word for word', (_, article) => {
    const paragraphs = texts.get(article.law)?.paragraphs ?? [];
    const first = paragraphs.findIndex((paragraph) => paragraph.startsWith(`${article.article} `));
    const behind = paragraphs.findIndex(
      (text, index) => index > first && /^(#|第[一二三四五六七八九十百]+条 )/.test(text),
    );
    expect(first).toBeGreaterThanOrEqual(0);
    const text = paragraphs.slice(first, behind < 0 ? undefined : behind).join('\n');
    expect(`${article.article} ${article.text}`).toBe(text);
  });

  test('how each law came about is what the published text says, and so are the dates', () => {
    for (const { law, source, adopted, effective } of articles) {
      const { history = [] } = texts.get(law) ?? {};
      expect(source, law).toBe(history.join('；'));
      const dated = (line: string | undefined) => {
        const [, year = '', month = '', day = ''] = /^(\d+)年(\d+)月(\d+)日/.exec(line ?? '') ?? [];
        return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
      };
      expect(adopted, law).toBe(dated(history.find((line) => line.includes('通过'))));
      const inForce = history.find((line) => line.endsWith('施行'));
      expect(effective, law).toBe(inForce === undefined ? null : dated(inForce));
    }
  });
});

describe('the table of citations', () => {
  test('credential rental cites the ban on improper gain, and that an order to correct comes first', () => {
    const cited = articlesFor(['credential_rental']);
    const keys = (use: string) => cited.filter((each) => each.use === use).map(citationOf);
    expect(keys('conduct')).toContain('《人力资源市场暂行条例》第二十七条');
    expect(keys('consequence')).toContain('《人力资源市场暂行条例》第四十三条');
    expect(keys('conduct')).not.toContain('《中华人民共和国就业促进法》第四十一条');
  });

  test('a withheld credential cites the return of documents and not the rules on postings', () => {
    const keys = articlesFor(['credential_withholding']).map(citationOf);
    expect(keys).toContain('《中华人民共和国就业促进法》第六十六条');
    expect(keys).not.toContain('《人力资源市场暂行条例》第二十七条');
  });

  test('unlicensed placement is cited, with its condition, only where no licence is known', () => {
    const unlicensed = (publisher?: { licenceNumber: string | null }) =>
      articlesFor(category.options, publisher).filter(
        ({ article, use }) => article === '第四十二条' && use === 'consequence',
      );
    expect(unlicensed()).toEqual([]);
    expect(unlicensed({ licenceNumber: '（示）人服证字〔2024〕第17号' })).toEqual([]);
    for (const licenceNumber of [null, ' ']) {
      expect(unlicensed({ licenceNumber })).toMatchObject([
        { law: '人力资源市场暂行条例', condition: { words: expect.stringContaining('未取得人力资源服务许可证') } },
      ]);
    }
  });

  test('every package cites procedure and evidence, and one without a category nothing else', () => {
    const common = articlesFor([]);
    expect(new Set(common.map(({ use }) => use))).toEqual(new Set(['procedure', 'evidence']));
    for (const each of category.options) {
      expect(articlesFor([each]).map(citationOf)).toEqual(expect.arrayContaining(common.map(citationOf)));
    }
  });

  test('no article is given twice, and every text is cited by some package, limit or penalty', () => {
    const all = articlesFor(category.options, { licenceNumber: null }).map(citationOf);
    expect(new Set(all).size).toBe(all.length);
    const { proposals, fines } = readPenalties();
    const ofCases = [...Object.values(readLimits()), ...proposals].flatMap(({ basis }) => basis);
    const cited = new Set([...all, ...ofCases, ...fines.map(({ basis }) => basis)]);
    expect(
      readArticles()
        .articles.map(citationOf)
        .filter((citation) => !cited.has(citation)),
    ).toEqual([]);
  });

  test('what it gives is what a package holds', () => {
    expect(() => packageLaw.parse({ articles: articlesFor(category.options, { licenceNumber: null }) })).not.toThrow();
  });
});

describe('a file of articles that cannot be used', () => {
  const folder = mkdtempSync(join(tmpdir(), 'articles-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const good = readFileSync(articlesFile, 'utf8');

  test.each([
    [
      'cites an article whose text it does not have',
      (text: string) => text.replace('article: 第六十五条', 'article: 第六十四条'),
      '第六十五条 is cited',
    ],
    [
      'has an article twice',
      (text: string) => text.replace('article: 第六十五条', 'article: 第六十六条'),
      'is there twice',
    ],
    [
      'names a category that no verdict has',
      (text: string) => text.replace('[credential_rental]', '[rental]'),
      'cited.0',
    ],
    ['has an unknown key', (text: string) => text.replace('asOf:', 'stand: 1\nasOf:'), 'top level'],
    ['is not YAML', (text: string) => `${text}\n  - [`, 'cannot be read'],
  ])('is refused with its place when it %s', (_, spoil, place) => {
    const file = join(folder, 'articles.yaml');
    writeFileSync(file, spoil(good));
    expect(() => readArticles(file)).toThrow(InputError);
    expect(() => readArticles(file)).toThrow(place);
  });

  test('is refused when it is not there', () => {
    expect(() => readArticles(join(folder, 'none.yaml'))).toThrow(/none\.yaml/);
  });
});
