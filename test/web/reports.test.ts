import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { identityNumber } from '../casework/outcomes/casework-world.js';
import { type LoggedIn, type ServedDatabase, serveDatabase } from '../server/served-database.js';
import { builtPage } from './built-page.js';
import { putBack } from './kept-context.js';
import { openChromium } from './open-chromium.js';
import { pageFaults } from './page-faults.js';
import { openWatchedPage } from './watched-page.js';

let browser: Browser;
let served: ServedDatabase;
let supervisor: LoggedIn;
let reviewer: LoggedIn;
let page: Page;
let troubles: string[] = [];
let templatesFolder: string;

/** The machine may be busy. */
const patience = { timeout: 15_000 };
const now = () => new Date('2026-04-01T04:00:00Z');

beforeAll(async () => {
  const webFolder = await builtPage();
  templatesFolder = await mkdtemp(join(tmpdir(), 'guazheng-templates-'));
  [browser, served] = await Promise.all([openChromium(), serveDatabase(webFolder, { now, templatesFolder })]);
  await served.db.organisation.create({ data: { id: 'city', name: '某市人社局', parentId: 'default' } });
  [supervisor, reviewer] = [await served.logIn('supervisor'), await served.logIn('reviewer')];
  const employer = { subjectKind: 'employer', subjectName: '某建设\u202E公司', kind: 'circular', authority: '某厅' };
  for (const organisationId of ['default', 'city', 'city'])
    await supervisor.send('POST', '/api/outcomes', { ...employer, organisationId, decidedOn: '2026-03-05' });
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await served?.close();
  await rm(templatesFolder, { recursive: true, force: true });
});
afterEach(async () => {
  await putBack(page.context());
  expect(troubles).toEqual([]);
});

async function open(person: LoggedIn, path: string): Promise<void> {
  troubles = [];
  page = await openWatchedPage(browser, served.url, person, troubles, { viewport: { width: 1366, height: 768 } });
  await page.goto(`${served.url}${path}`);
}

/** For whoever wants to look: SCREENSHOTS names a folder. */
async function photograph(name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

describe('the page of the month’s tables', () => {
  it('shows the month in a template of the department’s own, and says what is wrong with one', async () => {
    await mkdir(join(templatesFolder, '月报'));
    const write = (name: string, outcome: string) =>
      writeFile(
        join(templatesFolder, '月报', `${name}.yaml`),
        `title: ${name}\ncolumns:\n  - { key: a, group: 单位, heading: 通报, outcomes: [${outcome}], of: employer }\n`,
      );
    await Promise.all([write('市局简表', 'circular'), write('坏表', 'praised')]);
    await open(supervisor, '/reports?month=2026-03');
    const choose = async (name: string) => {
      await page.getByRole('combobox', { name: '表样' }).click();
      await page.locator('.ant-select-item-option').filter({ hasText: name }).click();
    };
    await choose('市局简表');
    await page.getByRole('heading', { name: '市局简表（2026年3月）' }).waitFor();
    await page.getByRole('button', { name: '合计，单位通报，3' }).click();
    await expect.poll(() => page.locator('.members').getByRole('row').count(), patience).toBe(4);
    expect(await page.getByRole('link', { name: '下载 XLSX' }).getAttribute('href')).toContain('template=');
    expect(await pageFaults(page)).toEqual([]);
    await choose('坏表');
    await page.getByText('表样“坏表”第 3 行有误').waitFor();
    expect(troubles.splice(0)).toEqual([expect.stringContaining('status of 422')]);
    await choose('默认表样');
    await page.getByRole('button', { name: '合计，单位通报数，3' }).waitFor();
  });

  it('reminds of what is due, shows what a figure counts, and closes the month', async () => {
    await open(supervisor, '/reports');
    await page.getByText('应报：2026年3月，最迟 2026-04-02').waitFor();
    await page.getByRole('button', { name: '合计，单位通报数，3' }).click();
    const members = page.getByRole('region', { name: '合计，单位通报数所计的案件和处理结果' });
    await expect.poll(() => members.getByRole('row').count(), patience).toBe(4);
    await page.getByRole('region', { name: '办案统计' }).getByRole('img').locator('canvas').waitFor();
    await photograph('reports');
    expect(await pageFaults(page)).toEqual([]);
    // The browser of an office without the internet believes this; the server is in the house.
    await page.evaluate(() => window.dispatchEvent(new Event('offline')));
    await page.getByRole('button', { name: '关闭本月' }).click();
    await page.locator('.ant-popconfirm').getByRole('button', { name: '关闭本月' }).click();
    await page.getByText('关闭，数字不再改变。').waitFor();
    await photograph('closed');
    await page.getByText('应报：').waitFor({ state: 'detached' });
  });
});

describe('the page of outcomes', () => {
  it('records one, tells what was wrong with it, and shows hidden characters of names', async () => {
    await open(reviewer, '/outcomes');
    await expect.poll(() => page.locator('.hidden-character').count(), patience).toBe(3);
    const form = page.getByRole('region', { name: '登记处理结果' });
    await form.getByLabel('姓名或者名称').fill('张三');
    await form.getByLabel(/身份证号/).fill('123');
    await form.getByLabel('决定机关').fill('某厅');
    await form.getByLabel('决定日期').fill('2026-03-09');
    await form.getByRole('button', { name: '登记' }).click();
    await form.getByText('身份证号不正确，请核对。').waitFor();
    expect(troubles.splice(0)).toEqual([expect.stringContaining('status of 422')]);
    await form.getByLabel(/身份证号/).fill(identityNumber);
    await form.getByRole('button', { name: '登记' }).click();
    await form.getByText('已登记。').waitFor();
    await page.getByRole('region', { name: '处理结果', exact: true }).getByText('张三').waitFor();
    await photograph('outcomes');
    expect(await pageFaults(page)).toEqual([]);
    await page.getByRole('button', { name: '查看全号' }).click();
    await page.getByLabel('查看理由').fill('函询注册部门');
    await page.getByRole('button', { name: '查看（记入存证链）' }).click();
    await page.getByText(identityNumber).waitFor();
    expect(await served.db.identityUnmasking.findMany()).toMatchObject([{ reason: '函询注册部门' }]);
    expect(await pageFaults(page)).toEqual([]);
  });
});

describe('the page of handoffs', () => {
  it('prepares one, which leaves when a second officer has confirmed it', async () => {
    await open(reviewer, '/handoffs');
    const form = page.getByRole('region', { name: '拟移送' });
    await form.getByLabel('姓名或者名称').fill('张三');
    await form.getByLabel('移送事由').fill('注册单位与参保单位不一致');
    await form.getByRole('button', { name: '拟移送' }).click();
    await form.getByText('已编号：移送〔2026〕1号').waitFor();
    const handoff = page.getByRole('region', { name: '移送〔2026〕1号' });
    await handoff.getByRole('button', { name: '确认' }).click();
    await handoff.locator('form').getByRole('button', { name: '确认' }).click();
    await handoff.getByText('待第二人确认').waitFor();
    expect(await handoff.getByRole('link', { name: /DOCX/ }).count()).toBe(0);
    const [{ id = '' } = {}] = await served.db.handoff.findMany();
    expect((await supervisor.send('POST', `/api/handoffs/${id}/steps`, { kind: 'confirmed' })).status).toBe(200);
    await page.reload();
    await handoff.getByRole('link', { name: /DOCX/ }).waitFor();
    await photograph('handoffs');
    expect(await pageFaults(page)).toEqual([]);
  });
});

describe('what is written while the list is still on its way', () => {
  it('is in the list', async () => {
    await open(reviewer, '/login');
    const written = page.waitForResponse(
      (answer) => answer.request().method() === 'POST' && answer.url().endsWith('/api/handoffs'),
    );
    await page.route('**/api/handoffs', async (asked) => {
      if (asked.request().method() !== 'GET') return asked.continue();
      const response = await asked.fetch();
      await written;
      await asked.fulfill({ response }).catch(() => undefined);
    });
    await page.goto(`${served.url}/handoffs`);
    const form = page.getByRole('region', { name: '拟移送' });
    await form.getByLabel('姓名或者名称').fill('李四');
    await form.getByLabel('移送事由').fill('注册单位与参保单位不一致');
    await form.getByRole('button', { name: '拟移送' }).click();
    await page
      .getByRole('region', { name: /移送〔2026〕/ })
      .getByText('李四')
      .waitFor();
  });
});

describe('the page of drives', () => {
  it('enters a plan and says which stages run', async () => {
    await open(supervisor, '/drives');
    const plan = page.getByLabel('方案', { exact: true });
    await expect.poll(() => plan.inputValue(), patience).toContain('自查自纠');
    await plan.fill((await plan.inputValue()).replaceAll('2019-', '2026-').replaceAll('2018-', '2025-'));
    await page.getByRole('button', { name: '登记' }).click();
    await page.getByText('正处于全面排查期间').waitFor();
    await page.getByText('最迟 2026-04-02：违法违规情况处理汇总表（2026-03）').waitFor();
    await photograph('drives');
    expect(await pageFaults(page)).toEqual([]);
  });
});
