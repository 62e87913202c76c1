import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startedRun } from '../../contracts/api/operation/runs.js';
import { type OperationWorld, openOperationWorld } from '../server/operation/operation-world.js';
import type { LoggedIn } from '../server/served-database.js';
import { builtPage } from './built-page.js';
import { enterBrowser } from './enter-browser.js';
import { putBack, takeContext } from './kept-context.js';
import { openChromium } from './open-chromium.js';

let webFolder: string;
let browser: Browser;
let world: OperationWorld;
let operator: LoggedIn;
let context: BrowserContext;
let page: Page;
/** Whatever the page should never give cause for. */
let troubles: string[];

/** The machine may be busy. */
const patience = { timeout: 30_000 };

beforeAll(async () => {
  webFolder = await builtPage();
  [browser, world] = await Promise.all([openChromium(), openOperationWorld(webFolder)]);
  operator = await world.served.logIn('operator');
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

beforeEach(async () => {
  troubles = [];
  context = await takeContext(browser, { timezoneId: 'America/New_York', viewport: { width: 1366, height: 768 } });
  await enterBrowser(context, world.served.url, operator);
  page = await context.newPage();
  page.setDefaultTimeout(patience.timeout);
  page.on('pageerror', (error) => troubles.push(`error ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(`console ${message.text()}`);
  });
});
afterEach(async () => {
  await putBack(context);
  expect(troubles).toEqual([]);
});

const open = (path: string) => page.goto(world.served.url + path);
const button = (name: string | RegExp) => page.getByRole('button', { name });
const region = (name: string) => page.getByRole('region', { name, exact: true });
/** Waits for the buttons' words, which Ant Design spaces when there are two. */
const press = (name: string) =>
  button(new RegExp(`^${[...name].join('\\s?')}$`))
    .last()
    .click();

async function looksRight(): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

/** Stores a platform and starts a run of it, as another operator would. */
async function start(yaml: string, pageBudget: number | null): Promise<string> {
  const id = /^id: (\S+)/m.exec(yaml)?.[1] ?? '';
  const saved = await operator.send('POST', '/api/operation/platforms', { yaml, platformId: null, basedOn: 0 });
  expect(saved.status, await saved.clone().text()).toBe(200);
  const begun = await operator.send('POST', `/api/operation/platforms/${id}/runs`, { full: true, pageBudget });
  return startedRun.parse(await begun.json()).runId;
}

describe('an operator’s day', () => {
  it('adds a platform: mistakes are shown at their lines, a trial shows what is read, and the change is seen before it is saved', async () => {
    await open('/operation');
    await page.getByText('还没有平台').waitFor();
    await looksRight();
    await page.getByRole('link', { name: '添加平台' }).click();
    const file = page.getByRole('textbox', { name: '平台文件（YAML）' });
    await file.waitFor();
    await looksRight();

    const yaml = world.yamlOf('jiangcheng');
    await file.fill(yaml.replace('  item:', '  itme:').replace('limits:', 'allow: [10.0.0.0/8]\nlimits:'));
    await press('检查');
    const answers = region('检查与试采的结果');
    await answers.getByText('不能规定地址防护的例外').waitFor();
    await answers.getByText('没有这个键').first().waitFor();
    expect(await page.locator('.gutter .marked').count()).toBeGreaterThanOrEqual(2);
    await looksRight();

    await file.fill(yaml);
    await press('试采');
    await region('列表页')
      .getByRole('heading', { name: /读出 \d+ 条/ })
      .waitFor();
    await region('详情页').getByText('招聘单位').first().waitFor();
    await looksRight();

    await press('保存…');
    const dialog = page.getByRole('dialog', { name: '保存新平台' });
    await dialog.getByText('江城招聘热线').first().waitFor();
    await dialog.getByRole('button', { name: /保\s?存/ }).click();
    await page.waitForURL('**/operation/platforms/jiangcheng');
    await page.getByText('还没有采集过').first().waitFor();
    await looksRight();
  });

  it('starts a run and watches it to its end', async () => {
    await open('/operation/platforms/jiangcheng');
    await press('全量采集');
    await press('开始');
    await page.waitForURL('**/operation/runs/*');
    const progress = region('进度');
    await progress.getByText('已完成', { exact: true }).first().waitFor({ timeout: 120_000 });
    await expect
      .poll(
        async () => Number(/读出 (\d+) 条/.exec((await progress.getByRole('status').textContent()) ?? '')?.[1]),
        patience,
      )
      .toBeGreaterThan(5);
    await region('页面').getByText('详情页').first().waitFor();
    await region('页面').getByRole('button', { name: '采集件' }).first().click();
    await page.getByRole('dialog').getByText('状态码 200').waitFor();
    await looksRight();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: '江城招聘热线' }).click();
    await region('产出').getByRole('listitem').first().waitFor();
    await looksRight();
  });

  it('has a run wait and go on', async () => {
    // Slow enough to be still under way when a loaded machine has opened the page and pressed.
    const slow = world.yamlOf('gonggong').replace(/gapMilliseconds: \d+/, 'gapMilliseconds: 2000');
    await open(`/operation/runs/${await start(slow, 5)}`);
    await press('暂停');
    await region('进度').getByText('不再向平台取新的页面').waitFor();
    await region('进度').getByText('已暂停', { exact: true }).waitFor();
    await looksRight();
    await press('继续');
    await region('进度').getByText('已完成', { exact: true }).first().waitFor({ timeout: 120_000 });
  });

  it('sees why pages failed, and runs them again', async () => {
    const unreadable = world
      .yamlOf('jiangcheng')
      .replace('id: jiangcheng', 'id: unreadable')
      .replace(/^name: .*/m, 'name: 改版的平台')
      .replace(/detail:[\s\S]*/, 'detail:\n  from: html\n  fields:\n    title: .nowhere\n    text: .nowhere\n');
    await open(`/operation/runs/${await start(unreadable, 6)}`);
    await region('进度').getByText('已完成', { exact: true }).first().waitFor({ timeout: 120_000 });
    await page.getByRole('link', { name: '查看失败并重新执行' }).click();
    const group = page.getByRole('listitem').filter({ hasText: '详情页没有读出招聘信息' }).first();
    await group.getByText('版式可能已改变').waitFor();
    await group.getByRole('button', { name: '采集件' }).first().click();
    await page.getByRole('dialog').getByText('状态码 200').waitFor();
    await page.keyboard.press('Escape');
    await group.getByRole('button', { name: '查看各项' }).click();
    await group.getByRole('button', { name: '重新执行', exact: true }).first().waitFor();
    await looksRight();
    await group.getByRole('button', { name: '全部重新执行' }).click();
    await press('重新执行');
    await page.getByText(/项已重新列入待办/).waitFor();
  });

  it('sets a schedule, told in words with its next five starts', async () => {
    await open('/operation/schedules');
    const without = region('没有计划的平台').getByRole('listitem').filter({ hasText: '江城招聘热线' });
    await without.getByRole('button', { name: '设定计划' }).click();
    const dialog = page.getByRole('dialog', { name: '采集计划：江城招聘热线' });
    await dialog.getByLabel(/^开始时间/).fill('30 22 * * 1-5');
    await dialog.getByText('每周一至周五 22:30').waitFor();
    await expect.poll(() => dialog.getByRole('listitem').count(), patience).toBe(5);
    expect(await dialog.getByRole('listitem').first().textContent()).toMatch(/ 22:30$/);
    await looksRight();
    await dialog.getByLabel(/^采集时段/).fill('22:00-06:30');
    await dialog.getByRole('button', { name: /保\s?存/ }).click();
    await page.getByText('只在 22:00-06:30 采集').waitFor();
    await press('暂停计划');
    await page.getByText('恢复后才会开始').waitFor();
    await looksRight();
  });

  it('sees at once which platforms need somebody, what is due and what is stored', async () => {
    // Its failures were run again, and the run may still be on its way to its end.
    const gravest = async () => {
      await open('/operation');
      return page.locator('table.data tbody th a').first().textContent();
    };
    await expect.poll(gravest, patience).toBe('改版的平台');
    await looksRight();
    await button(/^采集失败/).click();
    await expect.poll(() => new URL(page.url()).search).toBe('?health=failing');
    await open('/operation/runs');
    await page.getByRole('link', { name: '江城招聘热线' }).first().waitFor();
    await looksRight();
    await open('/operation/machine');
    await page.getByText('没有队列面板').waitFor();
    await region('存储').getByText('页面原文').waitFor();
    await looksRight();
  });

  it('reads it on a telephone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of ['', '/schedules', '/runs', '/failures', '/machine', '/platforms/jiangcheng']) {
      await open(`/operation${path}`);
      await page.locator('.panel h2, .panel table, .panel li').first().waitFor();
      expect([path, await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)]).toEqual([path, 0]);
    }
  });
});
