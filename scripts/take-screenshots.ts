import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { findChromium } from '../crawler/fetch/chromium.js';
import { asPerson } from './screenshots/as-person.js';
import { dayFromNow } from './screenshots/play-cases.js';
import { type CaseworkPaths, playCasework } from './screenshots/play-casework.js';
import { type RunningDemo, startDemo } from './screenshots/running-demo.js';

/**
 * Takes the pictures of the handbooks: `npm run screenshots`. Runs the demo in a folder of its own, lets its people choose passphrases by
 * the links that it prints, decides and investigates as they would, and shoots each page as whom it is for.
 */
const images = join(import.meta.dirname, '..', 'docs', 'images');
const passphrase = '演示用的口令，只在这一次拍照时有效';
const viewport = { width: 1366, height: 768 };

interface Picture {
  readonly file: string;
  readonly who: string;
  readonly path: string;
  /** Of the viewport, for pages of which its usual 768 show too little. */
  readonly height?: number;
}

const pictures: readonly Picture[] = [
  { file: 'list', who: 'demo-reviewer-1', path: '/' },
  { file: 'review-queue', who: 'demo-reviewer-1', path: '/review' },
  { file: 'account', who: 'demo-reviewer-1', path: '/account' },
  { file: 'try', who: 'demo-reviewer-1', path: '/try' },
  { file: 'supervision', who: 'demo-supervisor', path: '/supervision' },
  { file: 'releases', who: 'demo-supervisor', path: '/releases' },
  { file: 'platforms', who: 'demo-operator', path: '/operation' },
  { file: 'failures', who: 'demo-operator', path: '/operation/failures' },
  { file: 'audit', who: 'demo-auditor', path: '/audit' },
  { file: 'people', who: 'administrator', path: '/people' },
];

const caseworkPictures = (paths: CaseworkPaths): readonly Picture[] => [
  { file: 'cases', who: 'demo-supervisor', path: '/cases' },
  { file: 'case', who: 'demo-reviewer-1', path: paths.case, height: 1_400 },
  { file: 'agencies', who: 'demo-supervisor', path: '/agencies' },
  { file: 'agency', who: 'demo-reviewer-1', path: paths.agency, height: 1_000 },
  { file: 'complaints', who: 'demo-reviewer-1', path: '/complaints?state=all' },
  { file: 'complaint', who: 'demo-reviewer-1', path: paths.complaint, height: 900 },
  { file: 'comparisons', who: 'demo-reviewer-2', path: '/comparisons' },
  { file: 'comparison', who: 'demo-reviewer-2', path: paths.comparison },
  { file: 'unit', who: 'demo-reviewer-2', path: paths.unit, height: 1_100 },
  { file: 'outcomes', who: 'demo-reviewer-1', path: '/outcomes', height: 900 },
  { file: 'handoffs', who: 'demo-reviewer-2', path: '/handoffs', height: 1_000 },
  { file: 'marked-cases', who: 'demo-supervisor', path: '/marked-cases' },
  { file: 'publication', who: 'demo-supervisor', path: '/publication' },
  { file: 'drives', who: 'demo-supervisor', path: '/drives', height: 900 },
  { file: 'reports', who: 'demo-supervisor', path: `/reports?month=${dayFromNow(0).slice(0, 7)}`, height: 1_000 },
];

const demo = await startDemo(4899);
const executablePath = await findChromium(process.env);
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  // Fields for dates are written in the browser's own language, not the page's.
  args: ['--lang=zh-CN', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});
try {
  await takePictures(browser, demo);
} finally {
  await browser.close();
  await demo.close();
}

async function takePictures(chromiumBrowser: Browser, { url, formUrl, links }: RunningDemo): Promise<void> {
  const pages = new Map<string, Page>();
  for (const [who, link] of links) pages.set(who, await enter(chromiumBrowser, who, link));
  const pageOf = (who: string): Page => {
    const page = pages.get(who);
    if (page === undefined) throw new Error(`The demo invited nobody as ${who}.`);
    return page;
  };
  const take = async ({ file, who, path, height }: Picture) => {
    const page = pageOf(who);
    if (height !== undefined) await page.setViewportSize({ ...viewport, height });
    await page.goto(url + path);
    await settle(page);
    if (file === 'try') {
      // It is asked for a moment after the last key: until then the network is quiet.
      await page.locator('textarea').first().fill('收一级建造师，转注册，不用到岗，每年三万。');
      await page.getByRole('region', { name: '判断依据' }).waitFor();
      await settle(page);
    }
    await shoot(page, file);
    if (height !== undefined) await page.setViewportSize(viewport);
  };
  await decide(pageOf('demo-reviewer-1'), url, ['y', 'y', 'y', 'm', 'y']);
  await decide(pageOf('demo-reviewer-2'), url, ['y', 'y']);
  for (const picture of pictures) await take(picture);

  const reviewer = pageOf('demo-reviewer-1');
  await reviewer.goto(`${url}/`);
  await reviewer.locator('a[data-posting]').first().click();
  await settle(reviewer);
  await shoot(reviewer, 'posting');
  await beginReview(reviewer, url);
  // How many wait is told with the next one.
  await press(reviewer, 's');
  await settle(reviewer);
  await shoot(reviewer, 'review');
  const operator = pageOf('demo-operator');
  await operator.goto(`${url}/operation/runs`);
  await operator.locator('main a[href*="/operation/runs/"]').first().click();
  // What shows a run loads its list of pages when it is there itself.
  await operator.locator('.page-list > li').first().waitFor();
  await settle(operator);
  await shoot(operator, 'run');
  const nobody = await chromiumBrowser.newPage({ viewport, locale: 'zh-CN' });
  await nobody.goto(url);
  await settle(nobody);
  await shoot(nobody, 'log-in');
  await nobody.goto(formUrl);
  await nobody.setViewportSize({ width: 900, height: 1_100 });
  await shoot(nobody, 'complaint-form');

  const officers = {
    first: asPerson(pageOf('demo-reviewer-1')),
    second: asPerson(pageOf('demo-reviewer-2')),
    supervisor: asPerson(pageOf('demo-supervisor')),
  };
  const paths = await playCasework(demo, officers, passphrase);
  for (const picture of caseworkPictures(paths)) await take(picture);
}

/** Chooses a passphrase by the link, and logs in. */
async function enter(chromiumBrowser: Browser, who: string, link: string): Promise<Page> {
  const context = await chromiumBrowser.newContext({ viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  const page = await context.newPage();
  await page.goto(link);
  if (who === 'administrator') {
    await page.getByLabel('用户名').fill('administrator');
    await page.getByLabel('姓名').fill('演示管理员');
  }
  await page.getByLabel('新口令').fill(passphrase);
  await page.getByLabel('再输一次').fill(passphrase);
  await page.getByLabel('再输一次').press('Enter');
  await page.getByRole('link', { name: '前往登录' }).click();
  await page.locator('input[autocomplete="username"]').fill(who);
  await page.locator('input[autocomplete="current-password"]').fill(passphrase);
  await page.locator('input[autocomplete="current-password"]').press('Enter');
  await page.getByRole('link', { name: '招聘信息' }).first().waitFor();
  return page;
}

/** Decides as people do: by key, one after the other. */
async function decide(page: Page, url: string, keys: readonly string[]): Promise<void> {
  await beginReview(page, url);
  for (const key of keys) await press(page, key);
  await settle(page);
}

/** Presses a key that leads to the next advertisement. */
async function press(page: Page, key: string): Promise<void> {
  await page.locator('.advertisement h1').waitFor();
  const before = page.url();
  await page.keyboard.press(key);
  await page.waitForURL((now) => now.href !== before);
}

/** Opens the first advertisement of the queue, once there is one. */
async function beginReview(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/review`);
  await page.locator('a[data-task]').first().waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/review\/.+/);
}

/** Waits until the page has all that it asked for, and no part of it stands in for another. */
async function settle(page: Page): Promise<void> {
  await page.locator('main, .gate').first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.locator('.ant-skeleton, .ant-spin-spinning').first().waitFor({ state: 'detached' });
}

async function shoot(page: Page, file: string): Promise<void> {
  await page.screenshot({ path: join(images, `${file}.png`) });
  process.stdout.write(`docs/images/${file}.png\n`);
}
