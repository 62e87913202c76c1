import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { parse } from 'csv-parse/sync';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LoggedIn, type ServedDatabase, serveDatabase } from '../server/served-database.js';
import { createReviewWorld } from '../server/supervision/review-world.js';
import { builtPage } from './built-page.js';
import { enterBrowser } from './enter-browser.js';
import { putBack, takeContext } from './kept-context.js';
import { openChromium } from './open-chromium.js';

let webFolder: string;
let browser: Browser;
let served: ServedDatabase;
let supervisor: LoggedIn;
let newcomer: LoggedIn;
let reviewer: LoggedIn;
let context: BrowserContext;
let page: Page;
let troubles: string[];

const minute = 60_000;
const week = 7 * 24 * 60 * minute;

/** The machine may be busy. */
const patience = { timeout: 15_000 };

beforeAll(async () => {
  webFolder = await builtPage();
  [browser, served] = await Promise.all([openChromium(), serveDatabase(webFolder)]);
  const world = await createReviewWorld(served.db);
  supervisor = await served.logIn('supervisor', 'province');
  reviewer = await served.logIn('reviewer', 'city');
  const second = await served.logIn('reviewer', 'city');
  await served.db.user.update({ where: { id: reviewer.userId }, data: { name: '李复核' } });
  await served.db.user.update({ where: { id: second.userId }, data: { name: '=SUM(A1)王' } });
  const now = Date.now();
  for (let back = 1; back <= 12; back++) {
    const at = new Date(now - back * week);
    const sampleId = await world.addSample('city', at.toISOString().slice(0, 10), 60, 6);
    for (let index = 0; index < 24; index++) {
      const band = index < 8 ? 'flagged' : index < 12 ? 'borderline' : 'clear';
      const posting = await world.addPosting('city', band, at);
      const isRental =
        band === 'flagged' ? index !== back % 3 : band === 'borderline' ? index % 2 === 0 : back === 5 && index === 12;
      if (band !== 'clear' || index < 18)
        await world.addTask(posting, {
          outcome: isRental ? 'confirmed' : 'dismissed',
          ...(band === 'clear' ? { sampleId } : {}),
        });
    }
  }
  for (let index = 0; index < 12; index++) {
    const words = `the same words ${Math.floor(index / 2)}`;
    const posting = await world.addPosting('city', 'flagged', new Date(now - 20 * minute), { words });
    await world.addReview(
      posting,
      index % 2 === 0 ? reviewer : second,
      index < 7 ? 'confirmed' : 'dismissed',
      new Date(now - (15 - index) * minute),
    );
    if (index === 0) await world.addReview(posting, second, 'confirmed', new Date(now - minute), { stage: 'second' });
    await world.addTask(posting, index % 3 === 0 ? {} : { outcome: 'confirmed' });
  }
  newcomer = await served.logIn('supervisor', 'beside');
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

beforeEach(() => {
  troubles = [];
});
afterEach(async () => {
  await putBack(context);
  expect(troubles).toEqual([]);
});

async function open(person: LoggedIn, path: string, colorScheme: 'light' | 'dark' = 'light'): Promise<void> {
  context = await takeContext(browser, {
    ...{ locale: 'en-US', timezoneId: 'America/New_York', viewport: { width: 1366, height: 768 }, colorScheme },
  });
  await enterBrowser(context, served.url, person);
  page = await context.newPage();
  page.on('pageerror', (error) => troubles.push(`error ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(`console ${message.text()}`);
  });
  await page.goto(`${served.url}${path}`);
}

/** For whoever wants to look: SCREENSHOTS names a folder. */
async function photograph(name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

async function seriousViolations(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

async function download(press: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [started] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: started.suggestedFilename(), bytes: await readFile(await started.path()) };
}

describe('the page of supervision', () => {
  it('shows figures, work, agreement and quality, and gives the report as picture and as CSV', async () => {
    await open(supervisor, '/supervision');
    const precision = page.getByRole('region', { name: '各分档精确率' });
    await precision.getByRole('img').locator('canvas').waitFor();
    await page.getByText('李复核').waitFor();
    await page.getByRole('heading', { name: 'Cohen κ 系数' }).waitFor();
    await page.getByText('平稳').first().waitFor();
    await photograph('supervision');

    const picture = await download(() => precision.getByRole('button', { name: '下载图片' }).click());
    expect(picture.name).toBe('precision.png');
    expect(picture.bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(picture.bytes.byteLength).toBeGreaterThan(5_000);
    const csv = await download(() => precision.getByRole('link', { name: '下载 CSV' }).click());
    const rows: string[][] = parse(csv.bytes.toString('utf8'), { bom: true });
    expect(csv.name).toBe('precision.csv');
    expect(rows).toHaveLength(17);
    const reviewers = page.getByRole('region', { name: '复核人员工作量' });
    const work = await download(() => reviewers.getByRole('link', { name: '下载 CSV' }).click());
    expect(work.bytes.toString('utf8')).toContain(`"'=SUM(A1)王"`);
  });

  it('has each chart as a table too, by week and by month', async () => {
    await open(supervisor, '/supervision');
    const recall = page.getByRole('region', { name: '估计召回率' });
    await recall.getByText('以表格查看').click();
    await expect.poll(() => recall.getByRole('row').count(), patience).toBe(17);
    await page.getByRole('radiogroup', { name: '粒度' }).getByText('按月').click();
    await expect.poll(() => recall.getByRole('row').count(), patience).toBe(13);
  });

  it.each(['light', 'dark'] as const)('has no serious violation of accessibility when it is %s', async (scheme) => {
    await open(supervisor, '/supervision', scheme);
    await page.getByRole('region', { name: '可疑占比' }).getByRole('img').locator('canvas').waitFor();
    await page.getByText('李复核').waitFor();
    await photograph(`supervision-${scheme}`);
    expect(await seriousViolations()).toEqual([]);
  });

  it('says what is missing where nothing was done yet, and needs no scrolling sideways', async () => {
    await open(newcomer, '/supervision');
    await page.getByText('还没有人作出复核决定').waitFor();
    await page.getByText('还没有复核过抽查的正常信息').waitFor();
    await page.getByText('暂不能判断').first().waitFor();
    await photograph('supervision-empty');
    for (const width of [1366, 390]) {
      await page.setViewportSize({ width, height: 768 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
  });
});
