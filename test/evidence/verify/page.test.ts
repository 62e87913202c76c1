import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openChromium } from '../../web/open-chromium.js';
import { startTimestampAuthority, type TimestampAuthority } from '../timestamp-authority.js';
import { makePackage, recentParts, sampleParts } from './package-fixture.js';
import { stampWith } from './stamp-with.js';

const checkout = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
let folder: string;
let browser: Browser;
let authority: TimestampAuthority;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guazheng-test-page-'));
  const vite = ['node_modules/vite/bin/vite.js', 'build', '--config', 'scripts/setup/verify-page.config.mjs'];
  await promisify(execFile)(process.execPath, vite, {
    cwd: checkout,
    env: { ...process.env, GUAZHENG_VERIFY_PAGE_FOLDER: folder },
  });
  authority = await startTimestampAuthority();
  const parts = recentParts();
  parts.facts.timestampAuthorities = [authority.url];
  parts.facts.organisation.name = '<img src=x onerror=alert(1)>局';
  parts.stamp = (signature) => stampWith(authority, signature);
  const good = await makePackage(parts);
  await writeFile(join(folder, 'good.wacz'), good);
  const bad = Buffer.from(good);
  const at = bad.indexOf('picture');
  bad[at] = 0;
  await writeFile(join(folder, 'bad.wacz'), bad);
  await writeFile(join(folder, 'untimestamped.wacz'), await makePackage(sampleParts()));
  await writeFile(join(folder, 'root.der'), authority.caDer);
  await writeFile(join(folder, 'nothing.pem'), 'no certificate');
  browser = await openChromium();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await authority?.close();
  await rm(folder, { recursive: true, force: true });
});

async function openPage(): Promise<{ page: Page; requests: string[]; errors: string[] }> {
  const context = await browser.newContext({ offline: true, viewport: { width: 390, height: 800 } });
  const page = await context.newPage();
  const requests: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(pathToFileURL(join(folder, 'verify.html')).href);
  return { page, requests, errors };
}

test.each([
  ['good.wacz', 'root.der', 'valid', '有效：'],
  ['good.wacz', undefined, 'cannot be checked', '无法核验：'],
  ['bad.wacz', 'root.der', 'not valid', '无效：'],
  ['untimestamped.wacz', undefined, 'valid but untimestamped', '没有时间戳'],
])('the page, from a disk and without a network, says of %s with %s: %s', async (file, trust, result, sentence) => {
  const { page, requests, errors } = await openPage();
  await page.setInputFiles('#package', join(folder, file));
  if (trust !== undefined) await page.setInputFiles('#trust', join(folder, trust));
  await page.click('#start');
  await page.waitForSelector('#outcome:not([hidden])');
  expect(await page.getAttribute('#outcome', 'data-result')).toBe(result);
  expect(await page.textContent('#sentence')).toContain(sentence);
  expect(await page.locator('#checks li').count()).toBeGreaterThan(10);
  const words = (await page.textContent('#checks')) ?? '';
  expect(words).toContain('时间戳');
  // Text of the package stays text.
  expect(await page.locator('img').count()).toBe(0);
  if (file === 'good.wacz') expect(words).toContain('<img src=x');
  if (file === 'bad.wacz') expect(await page.textContent('#reason')).toContain('evidence/screenshot.png');
  expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
  expect(errors).toEqual([]);
  expect(requests).toHaveLength(1);
  await page.context().close();
});

test('the page refuses a trust file without a certificate, by its name', async () => {
  const { page } = await openPage();
  await page.setInputFiles('#package', join(folder, 'good.wacz'));
  await page.setInputFiles('#trust', join(folder, 'nothing.pem'));
  await page.click('#start');
  await page.waitForSelector('#problem:not(:empty)');
  expect(await page.textContent('#problem')).toContain('nothing.pem');
  expect(await page.isVisible('#outcome')).toBe(false);
  await page.context().close();
});

test('the page’s policy lets no script run that is put into it, and nothing be fetched', async () => {
  const { page, errors } = await openPage();
  await page.evaluate(`
    const script = document.createElement('script');
    script.textContent = 'window.broken = true';
    document.body.append(script);
    fetch('http://127.0.0.1:9/').catch(() => { window.refused = true; });
  `);
  await page.waitForFunction('window.refused === true');
  expect(await page.evaluate('window.broken')).toBeUndefined();
  expect(errors.join('\n')).toMatch(/Content Security Policy/);
  await page.context().close();
});
