import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LoggedIn, type ServedDatabase, serveDatabase } from '../server/served-database.js';
import { builtPage } from './built-page.js';
import { enterBrowser } from './enter-browser.js';
import { putBack, takeContext } from './kept-context.js';
import { openChromium } from './open-chromium.js';
import { pageFaults } from './page-faults.js';

let browser: Browser;
let served: ServedDatabase;
let supervisor: LoggedIn;
let reviewer: LoggedIn;
let context: BrowserContext;
let page: Page;
let caseId: string;

beforeAll(async () => {
  const webFolder = await builtPage();
  [browser, served] = await Promise.all([openChromium(), serveDatabase(webFolder)]);
  await served.db.organisation.create({ data: { id: 'province', name: '某省人社厅' } });
  [supervisor, reviewer] = [await served.logIn('supervisor', 'province'), await served.logIn('reviewer', 'province')];
  caseId = await servedDecision();
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await served?.close();
});
afterEach(() => putBack(context));

/** A case whose decision was served. */
async function servedDecision(): Promise<string> {
  const penalties = [{ kind: 'fine', amountYuan: 30_000 }];
  const facts = {
    propose_penalty: {
      penalties,
      unlawfulIncomeYuan: 0,
      serious: false,
      basis: ['《人力资源市场暂行条例》第四十三条'],
    },
    decide: { document: '罚〔2026〕1号', penalties },
    serve: { servedOn: '2026-03-12', manner: '直接送达' },
  };
  const { userId, sessionId } = reviewer;
  const { id } = await served.db.case.create({
    data: {
      ...{ organisationId: 'province', year: 2026, number: 1, path: 'advertising', state: 'served' },
      ...{
        subjectName: '楚才<img src=x onerror=alert(1)>人力资源有限公司',
        registeredAt: new Date('2026-03-01T04:00:00Z'),
      },
      steps: {
        create: Object.entries(facts).map(([action, known], index) => ({
          ...{ number: index + 1, action, fromState: 'x', toState: 'y', occurredOn: '2026-03-10', facts: known },
          ...{
            needsSecond: false,
            userId,
            sessionId,
            by: { id: userId, name: '李复核', credentialNumber: 'E1', role: 'reviewer' },
          },
          recordedAt: new Date('2026-03-12T04:00:00Z'),
        })),
      },
    },
  });
  return id;
}

async function open(person: LoggedIn, path: string): Promise<void> {
  context = await takeContext(browser, { locale: 'zh-CN', viewport: { width: 1366, height: 768 } });
  await enterBrowser(context, served.url, person);
  page = await context.newPage();
  page.on('dialog', () => expect.unreachable('A script of captured text ran.'));
  await page.goto(`${served.url}${path}`);
}

describe('publications', () => {
  it('are prepared by one person, approved by another, shown as out and taken down with a reason', async () => {
    await open(reviewer, `/publication?case=${caseId}`);
    await page.getByLabel('公示开始').fill('2026-04-01');
    await page.getByLabel('公示截止').fill('2036-04-01');
    await page.getByRole('button', { name: '提交批准' }).click();
    await page.getByText('待批准').waitFor();
    expect(await page.getByRole('button', { name: '批准', exact: true }).count()).toBe(0);
    await putBack(context);

    await open(supervisor, '/publication');
    await page.getByText('罚款 30,000 元').waitFor();
    expect(await pageFaults(page)).toEqual([]);
    await page.getByRole('button', { name: /^批\s?准$/ }).click();
    await page.getByText('公示中', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^撤\s?下$/ }).click();
    await page.getByLabel('撤下的理由').fill('文号有误');
    await page.getByRole('button', { name: /^确\s?定$/ }).click();
    await page.getByText('已撤下').waitFor();
  });

  it('of a typical case say which name must be taken out', async () => {
    await open(reviewer, `/publication?case=${caseId}`);
    await page.getByText('典型案例', { exact: true }).click();
    const text = page.getByLabel('正文（不得指明任何单位或个人）');
    await text.waitFor();
    await text.fill(`${await text.inputValue()}电话13900000000`);
    await page.getByLabel('公示开始').fill('2026-04-01');
    await page.getByRole('button', { name: '提交批准' }).click();
    await page.getByText('请删去：“13900000000”').waitFor();
  });
});

describe('watched cases', () => {
  it('are marked by a supervisor from the case, and interviews are recorded beside them', async () => {
    await open(supervisor, `/marked-cases?case=${caseId}`);
    await page.getByLabel('督办事由').fill('涉及多地，限期办结');
    await page.getByLabel('办结期限').fill('2036-04-10');
    await page.getByRole('button', { name: '挂牌督办' }).click();
    await page.getByText('已挂牌督办。').waitFor();
    await page.getByText('2036-04-10 前办结').waitFor();
    await page.getByLabel('对象（地区、部门或责任人）').fill('甲市');
    await page.getByLabel('事由', { exact: true }).fill('进度迟缓');
    await page.getByLabel('日期').fill('2026-03-20');
    await page.getByRole('button', { name: /^记\s?录$/ }).click();
    await page.getByRole('heading', { name: '约谈：甲市' }).waitFor();
    expect(await pageFaults(page)).toEqual([]);
  });
});
