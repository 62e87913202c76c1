import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { parse } from 'csv-parse/sync';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { sealLedger } from '../../evidence/ledger/seal-ledger.js';
import { Prisma } from '../../prisma/open-database.js';
import { type LoggedIn, type ServedDatabase, serveDatabase } from '../server/served-database.js';
import { createReviewWorld, type JudgedPosting } from '../server/supervision/review-world.js';
import { builtPage } from './built-page.js';
import { putBack } from './kept-context.js';
import { openChromium } from './open-chromium.js';
import { openWatchedPage } from './watched-page.js';

const hostile = '<img src=x onerror="alert(1)">一建转注册\u200B';
let webFolder: string;
let browser: Browser;
let served: ServedDatabase;
let auditor: LoggedIn;
let posting: JudgedPosting;
let context: BrowserContext;
let page: Page;
let troubles: string[];

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The machine may be busy. */
const patience = { timeout: 15_000 };

beforeAll(async () => {
  webFolder = await builtPage();
  [browser, served] = await Promise.all([openChromium(), serveDatabase(webFolder)]);
  const world = await createReviewWorld(served.db);
  const at = new Date('2026-11-01T02:00:00Z');
  posting = await world.addPosting('city', 'flagged', at, { title: hostile, isJudged: false });
  const foreign = await world.addPosting('beside', 'flagged', at, { isJudged: false });
  const entries = [
    ...(await served.db.capture.findMany()).map(({ id }) => ['capture.stored', id, sha256('{}')] as const),
    ['retention.held', posting.postingId, sha256('held')] as const,
    ['retention.held', foreign.postingId, sha256('held')] as const,
    ...Array.from({ length: 120 }, (_, index) => ['backup.made', `backup-${index}`, sha256('backup')] as const),
    ['retention.released', posting.postingId, sha256('released')] as const,
  ];
  for (const [kind, subjectId, subjectSha256] of entries)
    await served.db.$transaction((transaction) =>
      appendLedgerEntries(transaction, [{ kind, subjectId, subjectSha256 }], at),
    );
  await sealLedger(served.db, at);
  auditor = await served.logIn('auditor', 'province');
  await served.db.user.update({ where: { id: auditor.userId }, data: { name: '陈审计' } });
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

async function open(path: string, colorScheme: 'light' | 'dark' = 'light'): Promise<void> {
  page = await openWatchedPage(browser, served.url, auditor, troubles, { colorScheme });
  context = page.context();
  await page.goto(`${served.url}${path}`);
}

/** For whoever wants to look: SCREENSHOTS names a folder. */
async function photograph(name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
}

const rows = () => page.getByRole('region', { name: '存证记录' }).locator('tbody tr');
const verify = () => page.getByRole('button', { name: '核验整条存证链' }).click();

describe('the page of the audit', () => {
  it('shows the newest entries and, on the way down, the older ones', async () => {
    await open('/audit');
    await expect.poll(() => rows().count(), patience).toBe(100);
    await photograph('audit');
    await page.getByRole('button', { name: '加载更早的记录' }).click();
    await page.getByText(/共 1\d\d 条，已全部显示/).waitFor();
    await page.getByText('属于其他机关').first().waitFor();
  });

  it('leads to the whole history of a posting and of a person, which stands in the URL', async () => {
    await open('/audit?kind=retention.released');
    await expect.poll(() => rows().count(), patience).toBe(1);
    await page.getByTitle('这条信息的全部记录').click();
    await expect.poll(() => rows().count(), patience).toBe(3);
    expect(new URL(page.url()).search).toBe(`?posting=${posting.postingId}`);
    expect(await rows().first().textContent()).toContain('<img src=x onerror="alert(1)">一建转注册');
    await page.reload();
    await expect.poll(() => rows().count(), patience).toBe(3);
    await page.getByRole('button', { name: '清除条件' }).click();
    await page.getByRole('combobox', { name: '人员' }).fill('陈审计');
    await page.getByText('陈审计（', { exact: false }).last().click();
    await expect.poll(() => new URL(page.url()).search, patience).toBe(`?person=${auditor.userId}`);
    await expect.poll(() => rows().allInnerTexts(), patience).toEqual([expect.stringContaining('登录')]);
  });

  it('says what to do where nothing is found', async () => {
    await open('/audit?from=2020-01-01&to=2020-01-02');
    await page.getByText('没有符合条件的记录').waitFor();
    expect(await page.getByLabel('起始日').inputValue()).toBe('2020-01-01');
  });

  it('exports what was found, and shows the export as an entry', async () => {
    await open('/audit?kind=retention.released');
    await expect.poll(() => rows().count(), patience).toBe(1);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '导出 CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('audit.csv');
    const text = await readFile(await download.path(), 'utf8');
    const table: string[][] = parse(text, { bom: true });
    expect(table).toHaveLength(2);
    await page.goto(`${served.url}/audit?kind=audit.exported`);
    await expect.poll(() => rows().count(), patience).toBe(1);
    expect(await rows().first().textContent()).toContain('陈审计');
  });

  it.each(['light', 'dark'] as const)('has no serious violation of accessibility when it is %s', async (scheme) => {
    await open('/audit', scheme);
    await rows().first().waitFor();
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    for (const width of [1366, 390]) {
      await page.setViewportSize({ width, height: 768 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
    await photograph(`audit-narrow-${scheme}`);
  });

  it('says in green that the ledger holds and, with a row edited behind its back, in red which entry does not', async () => {
    await open('/audit');
    await verify();
    await page.getByText(/存证链完好：\d+ 条记录全部通过核验/).waitFor();
    await photograph('audit-verified');
    await served.db.$transaction(async (transaction) => {
      await transaction.$executeRawUnsafe('SET LOCAL session_replication_role = replica');
      await transaction.$executeRaw(
        Prisma.sql`UPDATE "LedgerEntry" SET "subjectId" = 'backup-x' WHERE "sequence" = 42`,
      );
    });
    await verify();
    await page.getByText('存证链不完好：第 42 条没有通过核验').waitFor();
    await page.getByText('内容与其哈希值不符，这一条被改动过', { exact: false }).waitFor();
    await photograph('audit-refused');
    // Whoever opens the page later is told too.
    await page.reload();
    await page.getByText('存证链不完好：第 42 条没有通过核验').waitFor();
  });
});
