import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAddressGuard } from '../../../crawler/fetch/address-guard.js';
import { type BrowserFetcher, createBrowserFetcher } from '../../../crawler/fetch/browser-fetch.js';
import { findChromium } from '../../../crawler/fetch/chromium.js';
import { type LocalServer, startServer } from './local-server.js';
import { createMemoryBlobs } from './memory-blobs.js';

const executablePath = await findChromium(process.env);
if (!executablePath) console.warn('printing is not tested: this machine has no Chromium');

describe.skipIf(!executablePath)('printing a document of ours', () => {
  const stateFolder = mkdtempSync(join(tmpdir(), 'guazheng-print-'));
  let site: LocalServer;
  let fetcher: BrowserFetcher;

  beforeAll(async () => {
    site = await startServer({});
    fetcher = createBrowserFetcher({
      guard: createAddressGuard({ allow: ['127.0.0.1'], hosts: { 'site.test': `127.0.0.1:${site.port}` } }),
      blobs: createMemoryBlobs(),
      userAgent: 'guazheng-watch/0.1',
      executablePath: executablePath ?? '',
      stateFolder,
      decisions: { record: async () => {} },
    });
  });

  afterAll(async () => {
    await fetcher.close();
    await site.close();
    rmSync(stateFolder, { recursive: true });
  });

  const print = async (html: string) => Buffer.from(await fetcher.print(html));
  const pagesOf = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length;

  it('gives A4 pages with Chinese text, embedded fonts and a number on each page', async () => {
    const pdf = await print(
      '<p>电子数据提取笔录</p><p style="break-before: page">二</p><p style="break-before: page">三</p>',
    );
    const source = pdf.toString('latin1');
    expect(source.startsWith('%PDF-')).toBe(true);
    expect(pagesOf(pdf)).toBe(3);
    const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(source) ?? [];
    // In points; Chromium rounds up to its own pixels.
    expect(Math.abs(Number(width) - 595.3)).toBeLessThan(1);
    expect(Math.abs(Number(height) - 841.9)).toBeLessThan(1);
    // A font of CFF outlines is embedded glyph by glyph (Type 3); any other must bring its file.
    const count = (pattern: RegExp) => source.match(pattern)?.length ?? 0;
    expect(count(/\/Subtype \/Type3\b/g)).toBeGreaterThan(0);
    expect(count(/\/FontFile[23]? /g)).toBe(count(/\/Subtype \/(CIDFontType\d|TrueType|Type1)\b/g));
    expect(writtenCharacters(pdf)).toEqual(expect.arrayContaining([...'电子数据提取笔录二三第页共123']));
  });

  it('runs no script of the text, reaches no network and stays where it is', async () => {
    const { origin } = site;
    const pdf = await print(`<meta http-equiv="refresh" content="0; url=${origin}/refresh">
      <link rel="stylesheet" href="${origin}/style"><link rel="preconnect" href="${origin}">
      <style>@font-face { font-family: x; src: url(${origin}/font) } p { font-family: x; background: url(${origin}/image) }</style>
      <img src="${origin}/picture"><img src="http://site.test/named"><iframe src="${origin}/frame"></iframe>
      <img src="file:///etc/hostname" onerror="document.body.append('脚')">
      <script>document.body.append('本')</script><script src="${origin}/script"></script><p>正文</p>`);
    expect(site.connections()).toBe(0);
    expect(writtenCharacters(pdf)).toEqual(expect.arrayContaining([...'正文']));
    expect(writtenCharacters(pdf)).not.toEqual(expect.arrayContaining(['本']));
    expect(writtenCharacters(pdf)).not.toEqual(expect.arrayContaining(['脚']));
  });

  it('shows pictures that the text brings along', async () => {
    const dot = '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><text y="50">图</text></svg>';
    const pdf = await print(`<img src="data:image/svg+xml;charset=utf-8,${encodeURIComponent(dot)}">`);
    expect(writtenCharacters(pdf)).toContain('图');
  });
});

/** Characters that the fonts of a PDF are said to show: its ToUnicode maps (ISO 32000-1 section 9.10.3). */
function writtenCharacters(pdf: Buffer): string[] {
  const characters = new Set<string>();
  for (let start = pdf.indexOf('stream\n'); start >= 0; start = pdf.indexOf('stream\n', start + 1)) {
    const map = inflated(pdf.subarray(start + 7, pdf.indexOf('endstream', start)));
    for (const [, entries = ''] of map.matchAll(/beginbfchar\n([\s\S]*?)endbfchar/g)) {
      for (const [, code = ''] of entries.matchAll(/<[0-9A-F]+> <([0-9A-F]{4})>/g)) characters.add(textOf(code));
    }
    for (const [, entries = ''] of map.matchAll(/beginbfrange\n([\s\S]*?)endbfrange/g)) {
      for (const [, first = '', last = '', code = ''] of entries.matchAll(
        /<([0-9A-F]+)> <([0-9A-F]+)> <([0-9A-F]{4})>/g,
      )) {
        const length = Number.parseInt(last, 16) - Number.parseInt(first, 16);
        for (let index = 0; index <= length; index += 1) {
          characters.add(String.fromCharCode(Number.parseInt(code, 16) + index));
        }
      }
    }
  }
  // Chromium names a glyph that a radical shares with a character by the radical.
  return [...characters].map((character) => character.normalize('NFKC').replace('⻚', '页'));
}

const textOf = (code: string) => String.fromCharCode(Number.parseInt(code, 16));

/** Empty for what is no compressed stream. */
function inflated(stream: Buffer): string {
  try {
    return inflateSync(stream).toString('latin1');
  } catch {
    return '';
  }
}
