import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { project } from '../cli/run-guazheng.js';
import { overcautious, writeTrialRelease } from '../cli/trial-release.js';
import { seedPostings } from '../server/seed-postings.js';
import { type LoggedIn, type ServedDatabase, serveDatabase } from '../server/served-database.js';
import { builtPage } from './built-page.js';
import { putBack } from './kept-context.js';
import { openChromium } from './open-chromium.js';
import { openWatchedPage } from './watched-page.js';

/** Both releases judge a thousand postings twice, beside whatever else the machine does. */
const longestComparison = 150_000;

let folder: string;
let browser: Browser;
let served: ServedDatabase;
let supervisor: LoggedIn;
/** Labelled rows, of which two are none, and one holds markup that must stay text. */
let labelledFile: string;
let worseRelease: string;
let equalRelease: string;

const hostileText =
  '<img src=x onerror="alert(1)"><script>alert(2)</script>长期收一级建造师，转注册，三年一付，不用到岗，不影响现单位上班，每年三万二，唯一社保可配合停保。';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guazheng-testing-'));
  [browser, served] = await Promise.all([openChromium(), serveDatabase(await builtPage())]);
  await seedPostings(served.db, served.screenshotSha256, served.body);
  await served.db.organisation.update({ where: { id: 'hubei' }, data: { parentId: 'default' } });
  supervisor = await served.logIn('supervisor');
  const frozen = join(project, 'fixtures', 'frozen');
  const names = (await readdir(frozen)).filter((name) => name.endsWith('.jsonl'));
  const texts = await Promise.all(names.map((name) => readFile(join(frozen, name), 'utf8')));
  labelledFile = join(folder, '标注样本.jsonl');
  const hostile = JSON.stringify({ title: '<b>标题</b>', text: hostileText, label: 'genuine', slice: '<i>切片</i>' });
  await writeFile(labelledFile, `${texts.join('')}${hostile}\n{"text":"没有标签"}\n不是 JSON\n`);
  worseRelease = await writeTrialRelease(folder, 'worse', overcautious);
  equalRelease = await writeTrialRelease(folder, 'next', () => ({}));
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
  await rm(folder, { recursive: true, force: true });
});

let context: BrowserContext;
let page: Page;
let troubles: string[];

async function enter(who: LoggedIn, viewport = { width: 1366, height: 768 }): Promise<void> {
  page = await openWatchedPage(browser, served.url, who, troubles, { viewport });
  context = page.context();
}
beforeEach(async () => {
  troubles = [];
  await enter(supervisor);
});
afterEach(async () => {
  await putBack(context);
  expect(troubles).toEqual([]);
});

const region = (name: string) => page.getByRole('region', { name, exact: true });

async function chooseFile(button: string, file: string): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: button }).click(),
  ]);
  await chooser.setFiles(file);
}

async function expectAccessible(): Promise<void> {
  // A colour on its way is nobody's choice.
  await page.evaluate(() => {
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations === 1);
    return Promise.allSettled(ending.map(({ finished }) => finished)).then(() => undefined);
  });
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

describe('a tester’s day', () => {
  it('uploads a labelled file and reads figures, curves, slices and errors of it', async () => {
    await page.goto(`${served.url}/testing`);
    await page.getByText('还没有评测报告').waitFor();
    await expectAccessible();
    await chooseFile('选择文件并评测', labelledFile);
    await page.waitForURL(/\/testing\/evaluations\/[\w-]+\?run=/);
    const figures = region('指标');
    for (const name of ['精确率', '召回率', '误报率', 'F1', 'PR-AUC', '校准误差'])
      await figures.getByText(name, { exact: true }).waitFor();
    await page.getByRole('img', { name: /精确率–召回率曲线/ }).waitFor();
    await page.getByRole('img', { name: /可靠性图/ }).waitFor();
    await region('分切片').getByText('<i>切片</i>').waitFor();
    await page.getByText('有 2 行未能评测').click();
    await page.getByText(/第 \d+ 行：没有标签（label）/).waitFor();
    const falseFlags = region('误报');
    await falseFlags.getByText('<img src=x onerror="alert(1)">').first().waitFor();
    expect(await falseFlags.locator('mark').count()).toBeGreaterThan(0);
    expect(await page.locator('.testing img').count()).toBe(0);
    await expectAccessible();

    await page.getByRole('link', { name: '← 全部评测报告' }).click();
    await page.getByRole('link', { name: '标注样本.jsonl' }).click();
    await page.getByText('只在评测后一小时内给上传人看').waitFor();
  });

  it('is told why a file is of no use, and goes on', async () => {
    await page.goto(`${served.url}/testing`);
    const picture = join(folder, '照片.csv');
    await writeFile(picture, Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]));
    await chooseFile('选择文件并评测', picture);
    await page.getByText('这个文件不是文本').waitFor();
    // The browser itself notes the refusal.
    troubles = troubles.filter((trouble) => !trouble.includes('415'));
    await expect.poll(() => page.getByRole('button', { name: '选择文件并评测' }).isEnabled()).toBe(true);
  });

  it('tries a text and sees verdict, marked reasons, elements and the strings that weigh most follow it', async () => {
    await page.goto(`${served.url}/try`);
    await page.getByText('在左侧输入正文后').waitFor();
    await page.getByLabel('正文').fill(hostileText);
    await region('研判').getByText('可疑', { exact: true }).waitFor();
    expect(await region('判断依据').locator('mark').count()).toBeGreaterThan(1);
    await region('法定要素').getByText('缺失').first().waitFor();
    await region('概率的由来').getByText('分量最重的字串').waitFor();
    await expectAccessible();
    await page
      .getByLabel('正文')
      .fill(
        '招二级建造师一名，在武汉市江岸区的工地全职上班，负责现场的进度、质量和安全，组织图纸会审，编制施工方案。月薪 9000 至 12000 元，双休，五险一金，面试后签劳动合同。',
      );
    await region('研判').getByText('正常', { exact: true }).waitFor();
  });

  it('compares a challenger, is refused a worse one, and activates one that is not', async () => {
    await page.goto(`${served.url}/releases`);
    await chooseFile('上传版本文件并比较', worseRelease);
    await page.getByText('不能启用').waitFor({ timeout: longestComparison });
    await region('结论')
      .getByText(/以下切片明显变差：全部挂证信息/)
      .waitFor({ timeout: longestComparison });
    expect(await page.getByRole('button', { name: '启用挑战版本' }).count()).toBe(0);
    await region('最近研判的信息')
      .getByText(/条改变分档/)
      .waitFor();
    await expectAccessible();
    await chooseFile('上传版本文件并比较', equalRelease);
    await page.getByText('没有切片明显变差').waitFor({ timeout: longestComparison });
    await page.getByRole('button', { name: '启用挑战版本' }).click();
    await page.getByRole('button', { name: /^启\s?用$/ }).click();
    await page.getByText('运行中的采集进程将在一分钟内改用它').waitFor();
    await region('生效的版本')
      .getByText(/^next-/)
      .waitFor();
    await region('启用记录')
      .getByText(/^next-/)
      .waitFor();
  });

  it('reads how programs call the same routes', async () => {
    await page.goto(`${served.url}/api-docs`);
    await page.getByText('发布前筛查：逐条研判招聘信息，不保存').click();
    await page.getByText('verdicts', { exact: true }).waitFor();
    await expectAccessible();
  });
});

describe('others', () => {
  it('auditors read reports and releases, and are offered nothing to change', async () => {
    await putBack(context);
    await enter(await served.logIn('auditor'));
    await page.goto(`${served.url}/testing`);
    await page.getByRole('link', { name: '标注样本.jsonl' }).waitFor();
    expect(await page.getByRole('button', { name: '选择文件并评测' }).count()).toBe(0);
    await page.goto(`${served.url}/releases`);
    await region('启用记录')
      .getByText(/^next-/)
      .waitFor();
    expect(await page.getByRole('button', { name: /比较|启用|下载/ }).count()).toBe(0);
  });

  it('a phone shows every page without scrolling sideways, in the dark too', async () => {
    await putBack(context);
    await enter(supervisor, { width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`${served.url}/testing`);
    await page.getByRole('link', { name: '标注样本.jsonl' }).click();
    await region('指标').waitFor();
    await expectAccessible();
    for (const path of ['/try', '/releases', '/api-docs']) {
      await page.goto(served.url + path);
      await page.locator('h1').first().waitFor();
      await expectAccessible();
    }
  });
});
