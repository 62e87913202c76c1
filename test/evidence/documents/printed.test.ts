import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentFacts } from '../../../evidence/documents/make-facts.js';
import { documentNames } from '../../../evidence/documents/read-template.js';
import { renderDocument } from '../../../evidence/documents/render-document.js';
import { startPrinter } from './print-page.js';
import { sampleSources } from './sample-sources.js';

const hasPoppler = spawnSync('pdftotext', ['-v']).status === 0;
const printer = await startPrinter();
const missing = !hasPoppler || printer === null;
if (missing)
  console.warn('Skipped: Chromium or pdftotext (poppler-utils) is missing; no document is printed and read again.');

/** Points: 210 mm wide, with the margins of the page's style. */
const right = ((210 - 26) / 25.4) * 72;
const bottom = (297 / 25.4) * 72;

describe.skipIf(missing)('the documents as PDF, of a case with forty files and long addresses', () => {
  const folder = mkdtempSync(join(tmpdir(), 'printed-'));
  const facts = documentFacts(sampleSources());
  const read = (name: string, ...options: string[]) =>
    execFileSync('pdftotext', [...options, join(folder, `${name}.pdf`), '-'], { encoding: 'utf8' });

  beforeAll(async () => {
    for (const name of documentNames) {
      const { html } = await renderDocument(name, facts);
      writeFileSync(join(folder, `${name}.pdf`), (await printer?.print(html)) ?? '');
    }
  });
  afterAll(async () => {
    await printer?.browser.close();
    rmSync(folder, { recursive: true });
  });

  test.each(documentNames)('%s has page numbers, its fonts inside, and no letter beyond its margins', (name) => {
    const pages = read(name).split('\f').slice(0, -1);
    expect(pages.length).toBeGreaterThan(2);
    pages.forEach((page, index) => {
      expect(page.replace(/\s/g, '')).toContain(`第${index + 1}页共${pages.length}页`);
    });
    const fonts = execFileSync('pdffonts', [join(folder, `${name}.pdf`)], { encoding: 'utf8' })
      .split('\n')
      .slice(2);
    expect(fonts.join('')).not.toBe('');
    for (const font of fonts.filter(Boolean)) expect(font).toMatch(/ yes (yes|no ) (yes|no ) +\d+ +\d+$/);

    const words = [...read(name, '-bbox').matchAll(/xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)/g)];
    expect(words.length).toBeGreaterThan(100);
    for (const [, x, y, word] of words) {
      expect(Number(x), word).toBeLessThanOrEqual(right + 0.5);
      expect(Number(y), word).toBeLessThan(bottom);
    }
  });

  test('the record names both officers, each step, and every file with both hashes, whole', () => {
    const text = read('电子数据提取笔录', '-layout').replace(/\s/g, '');
    for (const { 姓名, 执法证号 } of facts.执法人员) expect(text).toContain(姓名 + 执法证号);
    expect(text).toContain('2026年11月23日14时05分07秒');
    // Table columns stand side by side, so a cell that breaks over lines is not one string: raw order keeps cells whole.
    const cells = read('电子数据提取笔录', '-raw').replace(/\s/g, '');
    for (const { SHA256, SM3 } of facts.文件) expect(cells).toContain(`SHA-256：${SHA256}SM3：${SM3}`);
    for (const { 网址 } of facts.步骤) expect(cells).toContain(网址);
  });

  test('heads of tables come again on each page that the list of files fills', () => {
    const pages = read('电子数据提取笔录')
      .split('\f')
      .filter((page) => page.includes('SM3：'));
    expect(pages.length).toBeGreaterThan(3);
    for (const page of pages) expect(page).toContain('文件和说明');
  });
});
