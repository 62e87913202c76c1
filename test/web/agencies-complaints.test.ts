import { randomBytes } from 'node:crypto';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { registeredComplaint } from '../../contracts/api/complaints.js';
import { openPersonalData } from '../../evidence/personal-data.js';
import { inventedAgency } from '../../fixtures/registers/invent-licences.js';
import { openPublicServer } from '../../server/complaints/public/open-public-server.js';
import type { OpenServer } from '../../server/open-server.js';
import { type Seeded, seedPostings } from '../server/seed-postings.js';
import { type LoggedIn, type ServedDatabase, serveDatabase } from '../server/served-database.js';
import { builtPage } from './built-page.js';
import { putBack } from './kept-context.js';
import { openChromium } from './open-chromium.js';
import { pageFaults } from './page-faults.js';
import { openWatchedPage } from './watched-page.js';

let browser: Browser;
let served: ServedDatabase;
let seeded: Seeded;
let reviewer: LoggedIn;
let page: Page;
let troubles: string[];

beforeAll(async () => {
  const webFolder = await builtPage();
  [browser, served] = await Promise.all([openChromium(), serveDatabase(webFolder)]);
  seeded = await seedPostings(served.db);
  reviewer = await served.logIn('reviewer', 'hubei');
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});
beforeEach(async () => {
  troubles = [];
  page = await openWatchedPage(browser, served.url, reviewer, troubles);
});
afterEach(async () => {
  await putBack(page.context());
  expect(troubles).toEqual([]);
});

const faults = async (on: Page) => {
  const { violations } = await new AxeBuilder({ page: on })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
};

describe('the page of agencies', () => {
  it('ranks them, opens one, and takes a decision on its licence', async () => {
    await page.goto(`${served.url}/agencies`);
    await page.getByText('尚未导入许可名录').first().waitFor();
    expect(await pageFaults(page)).toEqual([]);
    await page.getByRole('link', { name: /江汉企服/ }).click();
    await page.getByRole('heading', { level: 1, name: /江汉企服/ }).waitFor();
    expect(await pageFaults(page)).toEqual([]);
    const decision = page.getByRole('region', { name: '认定许可' });
    await decision.getByText('无许可', { exact: true }).click();
    await decision.getByRole('button', { name: '提交认定' }).click();
    await decision.getByText('请填写理由或依据').waitFor();
    await decision.getByLabel(/依据（必填/).fill('名录中没有，现场未能出示');
    await decision.getByRole('button', { name: '提交认定' }).click();
    await page.getByRole('region', { name: '许可状态' }).getByText('无许可', { exact: true }).waitFor();
    await page.getByRole('region', { name: '认定记录' }).getByText('名录中没有，现场未能出示').waitFor();
    await page.goto(`${served.url}/agencies?standing=unlicensed`);
    await page.getByRole('link', { name: /江汉企服/ }).waitFor();
    expect(await page.getByRole('row').count()).toBeGreaterThan(1);
    // The refusal above is told by its status.
    troubles = troubles.filter((trouble) => !trouble.includes('422'));
  });

  it('joins two names that may be one agency’s', async () => {
    const { code, name } = inventedAgency(1);
    const other = await served.db.agency.create({ data: { name, creditCode: code } });
    await served.db.posting.update({ where: { id: seeded.ids[1] ?? '' }, data: { agencyId: other.id } });
    const [agencyId = '', otherId = ''] = [seeded.agencyId, other.id].sort();
    await served.db.agencyMatch.create({ data: { agencyId, otherId, ground: 'near_name', similarity: 0.93 } });
    await page.goto(`${served.url}/agencies/${other.id}`);
    const matches = page.getByRole('region', { name: '名称匹配' });
    await matches.getByText('名称相近（0.93）').waitFor();
    await matches.getByRole('button', { name: '同一机构' }).click();
    await matches.getByText('认定为同一机构').waitFor();
    await page.getByRole('heading', { level: 1, name: /江汉企服/ }).waitFor();
  });
});

describe('the page of complaints', () => {
  it('registers one from the telephone, shows the complainant when asked, and takes the result', async () => {
    await page.goto(`${served.url}/complaints`);
    await page.getByText('没有未办结的投诉举报').waitFor();
    await page.getByRole('button', { name: '登记来电、来信' }).click();
    const form = page.getByRole('form', { name: '登记投诉举报' });
    await form.getByLabel('举报内容').fill('一建挂靠不用到岗，三年九万 <img src=x onerror=alert(1)>，电话 13912345678');
    await form.getByLabel(/举报人姓名/).fill('欧阳举报');
    await form.getByRole('button', { name: '提交登记' }).click();
    await form.getByText(/已登记：〔\d{4}〕1号/).waitFor();
    expect(await form.locator('strong').textContent()).toMatch(/^\w{4}(-\w{4}){3}$/);
    expect(await pageFaults(page)).toEqual([]);
    await form.getByRole('link', { name: '打开这一件' }).click();
    await page.getByRole('heading', { level: 1, name: /投诉举报 〔/ }).waitFor();
    expect(await page.locator('main').textContent()).not.toMatch(/13912345678|欧阳举报/);
    expect(await page.locator('main').textContent()).toContain('<img src=x onerror=alert(1)>');
    await page.getByRole('button', { name: '查看完整信息' }).click();
    await page.getByText('欧阳举报').waitFor();
    expect(await served.db.ledgerEntry.count({ where: { kind: 'complainant.shown' } })).toBe(1);
    const result = page.getByRole('region', { name: '登记处理结果' });
    await result.getByLabel('理由（必填）').fill('真实用工，到岗核实');
    await result.getByRole('button', { name: '登记结果' }).click();
    await page.getByRole('region', { name: '处理结果', exact: true }).getByText('真实用工，到岗核实').waitFor();
    expect(await pageFaults(page)).toEqual([]);
  });
});

describe('an address that a complaint names', () => {
  it('is said to be taken, or why it is not and what to do, and is asked for again', async () => {
    const fields = { text: '请看这条', url: 'https://nobody.example/1', channel: 'telephone' };
    const { id } = registeredComplaint.parse(await (await reviewer.send('POST', '/api/complaints', fields)).json());
    await served.db.dueWork.updateMany({
      where: { step: 'capture_complaint', subjectId: id },
      data: { state: 'refused', errorCode: 'complaint_no_platform', finishedAt: new Date() },
    });
    await page.goto(`${served.url}/complaints/${id}`);
    const facts = page.getByRole('region', { name: '投诉举报', exact: true });
    await facts.getByText(/网址不属于已登记的招聘平台，系统不会访问。请由运维人员添加该平台/).waitFor();
    expect(await faults(page)).toEqual([]);
    await facts.getByRole('button', { name: '重新采集' }).click();
    await facts.getByText('网址待采集').waitFor();
    // A wait says what for and until when, whether or not anything has failed.
    await served.db.dueWork.updateMany({
      where: { step: 'capture_complaint', subjectId: id },
      data: { errorCode: 'complaints_many', dueAt: new Date('2030-01-02T03:04:00Z') },
    });
    await page.reload();
    await facts.getByText(/网址待采集：一小时内公众举报要求采集该平台的页面较多，正在排队，到时自动采集。/).waitFor();
    await facts.getByText('下次尝试不早于 2030-01-02 11:04').waitFor();
    await served.db.dueWork.updateMany({
      where: { step: 'capture_complaint', subjectId: id },
      data: { errorCode: null, dueAt: new Date('2031-01-02T03:04:00Z') },
    });
    await page.reload();
    await facts.getByText('下次尝试不早于 2031-01-02 11:04').waitFor();
    const postingId = seeded.ids[0] ?? '';
    await served.db.posting.update({ where: { id: postingId }, data: { band: 'flagged', probability: 0.97 } });
    await served.db.complaintLink.create({ data: { complaintId: id, postingId, linkedAt: new Date() } });
    // It asks by itself until the page is judged.
    await facts.getByText('网址已采集并研判').waitFor();
    await facts.getByText(/按网址采集：/).waitFor();
    await facts.getByText('97.0%').waitFor();
    await page.goto(`${served.url}/complaints`);
    const row = page.getByRole('row').filter({ hasText: '请看这条' });
    await row.getByText('按网址采集').waitFor();
    await row.getByText('97.0%').waitFor();
  });
});

describe('the navigation', () => {
  it('reminds of what is late by a number and in words, in the group and in its menu', async () => {
    const registered = await served.db.case.create({
      data: {
        ...{ organisationId: 'hubei', year: 2020, number: 1, path: 'advertising', subjectName: '某公司' },
        ...{ state: 'investigating', registeredAt: new Date() },
      },
    });
    const days = { startedOn: '2020-01-02', dueOn: '2020-03-02' };
    await served.db.caseDeadline.create({
      data: { caseId: registered.id, kind: 'investigation', stepId: 'step', ...days, basis: '' },
    });
    await page.goto(`${served.url}/complaints`);
    const group = page.getByRole('navigation', { name: '主导航' }).getByRole('button', { name: /^办案：投诉举报/ });
    await group.and(page.getByRole('button', { name: /，逾期 \d+ 项/ })).waitFor();
    await group.click();
    const item = page.getByRole('menuitem', { name: /^案件\s*，逾期 1 项/ });
    await item.waitFor();
    expect(await item.locator('.reminder.overdue').textContent()).toBe('1');
    expect(await faults(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.reload();
    await group.locator('.reminder.overdue').waitFor();
    expect(await faults(page)).toEqual([]);
  });
});

describe('the public form', () => {
  let form: OpenServer;
  beforeAll(async () => {
    form = await openPublicServer(
      {
        ...{
          db: served.db,
          personalData: openPersonalData([{ version: 1, value: randomBytes(32).toString('base64url') }]),
        },
        ...{ judge: served.sources().judging.judge, now: () => new Date(), publicUrl: undefined },
        ...{ hotline: '027-12333', mailbox: 'jubao@example.gov.cn' },
      },
      0,
    );
  });
  afterAll(() => form?.close());

  it('works on a phone without scripts, by labels alone, and is accessible in every state', async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled: false });
    const phone = await context.newPage();
    await phone.goto(form.url);
    const isNarrow = () => phone.locator('html').evaluate((element) => element.scrollWidth <= 360);
    expect(await isNarrow()).toBe(true);
    await phone.getByLabel('举报内容').fill('</textarea><script>alert(1)</script>收一建');
    await phone.getByRole('button', { name: '提交举报' }).click();
    await phone.getByRole('link', { name: '受理机关：请选择受理机关' }).waitFor();
    expect(await phone.getByLabel('举报内容').inputValue()).toBe('</textarea><script>alert(1)</script>收一建');
    await phone.getByLabel('受理机关').selectOption('hubei');
    await phone.getByRole('button', { name: '提交举报' }).click();
    await phone.getByRole('heading', { name: '举报已登记' }).waitFor();
    expect(await isNarrow()).toBe(true);
    const code = (await phone.locator('.code').textContent()) ?? '';
    await phone.getByRole('link', { name: '返回投诉举报首页' }).click();
    await phone.getByLabel('查询码').fill(code);
    await phone.getByRole('button', { name: '查询' }).click();
    await phone.getByText('已登记，正在核查处理').waitFor();
    expect(await context.cookies()).toEqual([]);
    await context.close();
  });

  it('has no fault that axe finds, by day and by night', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      // Axe is a script, which the page's own policy would keep out.
      const context = await browser.newContext({ bypassCSP: true, colorScheme });
      const tab = await context.newPage();
      await tab.goto(form.url);
      expect(await faults(tab)).toEqual([]);
      await tab.getByRole('button', { name: '提交举报' }).click();
      await tab.getByRole('alert').waitFor();
      expect(await faults(tab)).toEqual([]);
      await context.close();
    }
  });
});
