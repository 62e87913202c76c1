import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { invitePerson, offerSetUp } from '../../casework/users/invitations.js';
import { codeOf } from '../server/accounts/authenticator.js';
import { addPerson, type ServedDatabase, serveDatabase, testPassphrase } from '../server/served-database.js';
import { builtPage } from './built-page.js';
import { putBack, takeContext } from './kept-context.js';
import { openChromium } from './open-chromium.js';

let webFolder: string;
let browser: Browser;
beforeAll(async () => {
  webFolder = await builtPage();
  browser = await openChromium();
});
afterAll(async () => {
  await browser?.close();
});

let served: ServedDatabase;
/** One after the other they are served at the same address, whose files the browser has kept. */
let port = 0;
let context: BrowserContext;
let page: Page;
let troubles: string[];
beforeEach(async () => {
  served = await serveDatabase(webFolder, { port });
  port = Number(new URL(served.url).port);
  troubles = [];
  context = await takeContext(browser, { viewport: { width: 1366, height: 768 } });
  page = await context.newPage();
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    // The browser itself writes down every answer that is a refusal.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      troubles.push(message.text());
  });
});
afterEach(async () => {
  await putBack(context);
  await served.close();
  expect(troubles).toEqual([]);
});

const field = (name: string) => page.getByLabel(name, { exact: true });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const menu = () => page.getByRole('button', { name: /账号菜单/ });
const logIn = async (username: string, passphrase = testPassphrase) => {
  await field('用户名').fill(username);
  await field('口令').fill(passphrase);
  await field('口令').press('Enter');
};
const violations = async () => {
  // What is fading in has the contrast of neither state.
  await page.evaluate(() => {
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations === 1);
    return Promise.allSettled(ending.map(({ finished }) => finished)).then(() => undefined);
  });
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => [id, nodes[0]?.html, nodes[0]?.failureSummary]);
};

describe('the first start', () => {
  it('makes an administrator by the link, who invites a reviewer, who chooses a passphrase and logs in', async () => {
    const secret = (await offerSetUp(served.db, new Date()))?.secret;
    await page.goto(served.url);
    await page.getByText('还没有管理员').waitFor();
    await page.goto(`${served.url}/setup#${secret}`);
    await field('用户名').fill('admin');
    expect(page.url()).toBe(`${served.url}/setup`);
    await field('姓名').fill('周管理');
    await field('新口令').fill(testPassphrase);
    await field('再输一次').fill('两次不一样，就不能完成这次设置');
    await button('完成设置').click();
    await page.getByText('两次输入的口令不一致').waitFor();
    await field('再输一次').fill(testPassphrase);
    expect(await violations()).toEqual([]);
    await button('完成设置').click();
    await page.getByRole('link', { name: '前往登录' }).click();
    await logIn('admin');
    await page.getByRole('link', { name: '人员' }).click();
    await button('添加人员').click();
    await field('姓名').fill('王敏');
    await page.getByLabel('用户名（小写字母、数字、点或连字符）').fill('wang');
    await page.getByLabel('执法证号（没有可不填）').fill('鄂A-001');
    await button('添加并生成链接').click();
    const link = (await page.locator('.link code').textContent()) ?? '';
    expect(await violations()).toEqual([]);

    const other = await (await browser.newContext()).newPage();
    await other.goto(link);
    await other.getByText('王敏').waitFor();
    await other.getByLabel('新口令', { exact: true }).fill(testPassphrase);
    await other.getByLabel('再输一次', { exact: true }).fill(testPassphrase);
    await other.getByRole('button', { name: '设置口令', exact: true }).click();
    await other.getByRole('link', { name: '前往登录' }).click();
    await other.getByLabel('用户名', { exact: true }).fill('wang');
    await other.getByLabel('口令', { exact: true }).fill(testPassphrase);
    await other.getByRole('button', { name: '登录', exact: true }).click();
    await other.getByRole('button', { name: /王敏，复核员/ }).waitFor();
    expect(await other.getByRole('link', { name: '人员' }).count()).toBe(0);
    await other.goto(link);
    await other.getByText('链接已使用').waitFor();
    await other.context().close();
  });
});

describe('the log-in', () => {
  it('stands in for the page that was asked for, says what was wrong, and sends nobody elsewhere', async () => {
    await addPerson(served.db, 'wang', 'reviewer');
    await page.goto(`${served.url}/account?next=https://evil.example/`);
    await field('用户名').waitFor();
    expect(await violations()).toEqual([]);
    await logIn('wang', '不是这一句，差得很远，远到天边去');
    await page.getByText('用户名或口令不正确。').waitFor();
    await field('口令').fill(testPassphrase);
    await button('登录').click();
    await page.getByRole('heading', { name: '两步验证' }).waitFor();
    expect(new URL(page.url()).origin).toBe(served.url);
    expect(new URL(page.url()).pathname).toBe('/account');
  });

  it('ends by the menu', async () => {
    await addPerson(served.db, 'wang', 'reviewer');
    await page.goto(served.url);
    await logIn('wang');
    await menu().click();
    await page.getByText('退出登录').click();
    await field('口令').waitFor();
    await logIn('wang');
    await menu().waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('is asked for again over the page when the session has ended, and what was typed stays', async () => {
    const { id: userId } = await addPerson(served.db, 'wang', 'reviewer');
    await page.goto(`${served.url}/account`);
    await logIn('wang');
    await field('名称（用在哪里）').fill('统计程序');
    await served.db.userSession.updateMany({ where: { userId }, data: { endedAt: new Date() } });
    await button('新建令牌').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('登录已结束，请重新登录').waitFor();
    expect(await violations()).toEqual([]);
    await dialog.getByLabel('口令', { exact: true }).fill(testPassphrase);
    await dialog.getByRole('button', { name: '登录', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await field('名称（用在哪里）').inputValue()).toBe('统计程序');
    await button('新建令牌').click();
    await page.getByText('请立即复制令牌').waitFor();
  });
});

describe('my account', () => {
  it('sets a second factor up by its QR code, and asks for it at the next log-in', async () => {
    await addPerson(served.db, 'wang', 'reviewer');
    await page.goto(`${served.url}/account`);
    await logIn('wang');
    await button('启用两步验证').click();
    await page.getByLabel('为确认是您本人，请输入口令').fill(testPassphrase);
    await button('继续').click();
    await page.locator('.qr-code svg').waitFor();
    const secret = (await page.locator('.authenticator code').textContent()) ?? '';
    const uri = `otpauth://totp/x?secret=${secret}`;
    const code = codeOf(uri);
    await field('验证码').fill(code);
    await button('启用').click();
    await page.getByText('请保存备用码').waitFor();
    expect(await violations()).toEqual([]);
    const backup = (await page.locator('.backup-codes code').first().textContent()) ?? '';
    await menu().click();
    await page.getByText('退出登录').click();
    await logIn('wang');
    // The same one, though another may have come meanwhile.
    await field('验证码').fill(code);
    await button('验证').click();
    await page.getByText('验证码不正确，或已经用过').waitFor();
    await button('手机不在身边？使用备用码').click();
    await field('备用码').fill(backup);
    await button('验证').click();
    await menu().waitFor();
  });

  it('ends all log-ins', async () => {
    await addPerson(served.db, 'wang', 'reviewer');
    await page.goto(`${served.url}/account`);
    await logIn('wang');
    await button('全部退出').click();
    await page
      .getByRole('tooltip')
      .getByRole('button', { name: /确\s*定/ })
      .click();
    await field('口令').waitFor();
    expect(await served.db.userSession.count({ where: { endedAt: null } })).toBe(0);
  });
});

describe('the page of people', () => {
  it('disables a person, and says why the last administrator stays', async () => {
    await addPerson(served.db, 'admin', 'administrator');
    await addPerson(served.db, 'wang', 'reviewer');
    await page.goto(`${served.url}/people`);
    await logIn('admin');
    const row = (name: string) => page.getByRole('row').filter({ hasText: name });
    const disable = async (name: string) => {
      await row(name)
        .getByRole('button', { name: /停\s*用/ })
        .click();
      await page
        .getByRole('tooltip')
        .getByRole('button', { name: /确\s*定/ })
        .click();
    };
    await disable('wang');
    await row('wang').getByText('已停用').waitFor();
    await disable('admin');
    await page.getByText('这是该机关最后一名管理员').waitFor();
    expect(await violations()).toEqual([]);
  });

  it('is not there for others', async () => {
    await addPerson(served.db, 'wang', 'reviewer');
    await page.goto(`${served.url}/people`);
    await logIn('wang');
    await page.getByText('没有这个页面').waitFor();
  });
});

it('shows a stranger’s name as text', async () => {
  await addPerson(served.db, 'admin', 'administrator');
  const name = '<img src=x onerror=alert(1)>';
  const person = { username: 'li', name, role: 'auditor', credentialNumber: '', organisationId: 'default' };
  await served.db.user.updateMany({ data: { role: 'auditor' } });
  const { secret } = await invitePerson(served.db, person, new Date());
  await page.goto(`${served.url}/invitation#${secret}`);
  await page.getByText(name).waitFor();
});
