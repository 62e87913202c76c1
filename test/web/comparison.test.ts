import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { storeComparison } from '../../casework/comparison/store-comparison.js';
import { comparisonOf, foundLead } from '../casework/comparison/stored-comparison.js';
import { type LoggedIn, type ServedDatabase, serveDatabase } from '../server/served-database.js';
import { builtPage } from './built-page.js';
import { enterBrowser } from './enter-browser.js';
import { putBack, takeContext } from './kept-context.js';
import { openChromium } from './open-chromium.js';
import { pageFaults } from './page-faults.js';

let browser: Browser;
let served: ServedDatabase;
let [first, second, chief] = [] as unknown as [LoggedIn, LoggedIn, LoggedIn];
let context: BrowserContext;
let page: Page;
const hostile = '江城<img src=x onerror=alert(1)>建设工程有限公司';

beforeAll(async () => {
  const webFolder = await builtPage();
  [browser, served] = await Promise.all([openChromium(), serveDatabase(webFolder)]);
  await served.db.organisation.create({ data: { id: 'province', name: '某省人社厅' } });
  [first, second] = [await served.logIn('reviewer', 'province'), await served.logIn('supervisor', 'province')];
  chief = await served.logIn('supervisor', 'province');
  for (const [index, { userId }] of [first, second, chief].entries())
    await served.db.user.update({ where: { id: userId }, data: { credentialNumber: `鄂-${index}` } });
  const person = { id: first.userId, name: '李检查', credentialNumber: '鄂-0', role: 'reviewer' };
  const comparison = comparisonOf([
    foundLead(1, 'mismatch', [hostile]),
    foundLead(2, 'mismatch', [hostile]),
    foundLead(3, 'multiple', [hostile, '云梦机电设备有限公司']),
  ]);
  const { personalData } = served.sources();
  await storeComparison(served.db, personalData, { id: first.sessionId, person }, comparison, new Date('2026-03-01'));
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await served?.close();
});
afterEach(() => putBack(context));

async function open(person: LoggedIn, path: string): Promise<void> {
  context = await takeContext(browser, { locale: 'zh-CN', viewport: { width: 1366, height: 768 } });
  await enterBrowser(context, served.url, person);
  page = await context.newPage();
  page.on('dialog', () => expect.unreachable('A script of a register ran.'));
  await page.goto(`${served.url}${path}`);
}

describe('comparisons', () => {
  it('lead from the units to the list for the check on site, whose result counts when another officer confirms it', async () => {
    await open(first, '/comparisons');
    await page.getByRole('link', { name: '2026-03-01' }).click();
    await page.getByText('未检查').first().waitFor();
    expect(await pageFaults(page)).toEqual([]);
    await page.getByRole('link', { name: '江城' }).click();
    const list = page.getByRole('region', { name: '到岗履职检查名单' });
    await list.getByText('某甲3', { exact: true }).waitFor();
    expect(await list.getByRole('row').count()).toBe(4);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('region', { name: '登记到岗履职检查' }).isVisible()).toBe(false);
    expect(await page.getByRole('navigation', { name: '主导航' }).isVisible()).toBe(false);
    expect(await list.getByRole('columnheader', { name: '是否到岗' }).isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
    expect(await list.getByRole('columnheader', { name: '是否到岗' }).isVisible()).toBe(false);

    await page.getByLabel('检查地点').fill('江城路1号');
    await page.getByLabel('检查日期').fill('2026-03-19');
    await page.getByRole('checkbox', { name: /某甲1/ }).check();
    await page.getByRole('checkbox', { name: /某甲3/ }).check();
    await page.getByRole('radio', { name: /已核清/ }).check();
    await page.getByRole('button', { name: '登记检查' }).click();
    await page.getByText('有人未到岗又没有说明原因').waitFor();
    await page.getByLabel('某甲2 的备注').fill('产假，合同已核');
    await page.getByRole('button', { name: '登记检查' }).click();
    await page.getByText('待第二人确认').waitFor();
    await page.getByText('未到岗：某甲2（产假，合同已核）').waitFor();
    expect(await page.getByRole('button', { name: '确认属实' }).isDisabled()).toBe(true);
    expect(await pageFaults(page)).toEqual([]);
    await putBack(context);

    await open(second, '/comparisons');
    await page.getByRole('button', { name: '确认属实' }).click();
    await page.getByText('（鄂-1）确认于').waitFor();
    expect(await pageFaults(page)).toEqual([]);
    await page.getByRole('link', { name: '2026-03-01' }).click();
    await page.getByText('已核清').waitFor();
    await page.getByRole('link', { name: '比对', exact: true }).last().click();
    await page.getByText('（鄂-1）确认于').waitFor();
    // What two officers confirmed, a supervisor takes back who is neither of them.
    expect(await page.getByRole('button', { name: '撤回', exact: true }).count()).toBe(0);
    await putBack(context);

    await open(chief, '/comparisons');
    await page.getByRole('button', { name: '撤回', exact: true }).click();
    await page.getByLabel('撤回理由').fill('走错了工地');
    await page.getByRole('button', { name: '撤回这次检查' }).click();
    await page.getByText('已撤回，不作为结果').waitFor();
    await page.getByText('走错了工地').waitFor();
    expect(await pageFaults(page)).toEqual([]);
    await page.getByRole('link', { name: '2026-03-01' }).click();
    await page.getByText('未检查').first().waitFor();

    await page.getByRole('link', { name: '江城' }).click();
    expect(await page.getByRole('button', { name: '登记案件（已选 0 条）' }).isDisabled()).toBe(true);
    await page.getByRole('checkbox', { name: '选取第 1 条线索' }).check();
    await page.getByRole('checkbox', { name: '选取第 2 条线索' }).check();
    expect(await pageFaults(page)).toEqual([]);
    await page.getByRole('button', { name: '登记案件（已选 2 条）' }).click();
    await page.getByRole('heading', { name: '进程：已登记' }).waitFor();
    const origins = page.getByRole('region', { name: '线索来源' });
    expect(await origins.getByRole('listitem').count()).toBe(2);
    expect(await pageFaults(page)).toEqual([]);
    await origins.getByRole('link').first().click();
    const begun = page.getByRole('link', { name: /^〔2026〕1号$/ });
    await begun.nth(1).waitFor();
    expect(await begun.count()).toBe(2);
  });
});
