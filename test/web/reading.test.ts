import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PostingDetail, postingDetail } from '../../contracts/api/postings.js';
import { hostile, type Seeded, seedPostings } from '../server/seed-postings.js';
import { type LoggedIn, type ServedDatabase, serveDatabase } from '../server/served-database.js';
import { builtPage } from './built-page.js';
import { enterBrowser } from './enter-browser.js';
import { putBack } from './kept-context.js';
import { openChromium } from './open-chromium.js';
import { openWatchedPage } from './watched-page.js';

let webFolder: string;
let browser: Browser;
let served: ServedDatabase;
let seeded: Seeded;
let reader: LoggedIn;

beforeAll(async () => {
  webFolder = await builtPage();
  [browser, served] = await Promise.all([openChromium(), serveDatabase(webFolder)]);
  const screenshot = await takeScreenshot('<h1>某招聘平台</h1><p>长期收一级建造师，不用到岗。</p>');
  const { sha256 } = await served.blobs.put(screenshot);
  seeded = await seedPostings(served.db, sha256, served.body);
  reader = await served.logIn('reviewer', 'hubei');
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

async function takeScreenshot(html: string): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 1000, height: 1400 } });
  await page.setContent(html);
  const picture = await page.screenshot();
  await page.close();
  return picture;
}

let context: BrowserContext;
let page: Page;
/** Whatever the page should never give cause for: scripts of strangers, policy violations, errors, foreign requests. */
let troubles: string[];

beforeEach(async () => {
  troubles = [];
  page = await openWatchedPage(browser, served.url, reader, troubles, {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context = page.context();
  page.on('request', (request) => {
    if (!request.url().startsWith(`${served.url}/`)) troubles.push(`request ${request.url()}`);
  });
  page.on('framenavigated', (frame) => {
    if (frame !== page.mainFrame()) troubles.push(`frame ${frame.url()}`);
  });
});
afterEach(async () => {
  await putBack(context);
  expect(troubles).toEqual([]);
});

const links = () => page.locator('a[data-posting]');
const openList = async (search = '') => {
  await page.goto(`${served.url}/${search}`);
  await links().first().waitFor();
};
const focusedPosting = () => page.evaluate(() => document.activeElement?.getAttribute('data-posting') ?? null);
const readPosting = async (id: string): Promise<PostingDetail> =>
  postingDetail.parse(await (await reader.get(`/api/postings/${id}`)).json());

describe('the list', () => {
  it('shows the totals and the flagged postings, the most probable first, in Chinese', async () => {
    await openList();
    const totals = page.getByRole('region', { name: '研判总览' });
    expect(await totals.locator('.totals dd').allInnerTexts()).toEqual(['16', '6', '9']);
    expect(await links().evaluateAll((all) => all.map((link) => link.getAttribute('data-posting')))).toEqual(
      seeded.ids.slice(0, 16),
    );
    await page.getByText('研判结果仅为线索，须经两人复核确认').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    // 2026-11-21 17:00 UTC, read in New York.
    expect(await page.locator('.posting-row time').first().textContent()).toBe('2026-11-22 01:00');
  });

  it('keeps its filters in the URL and narrows by them', async () => {
    await openList();
    await page.getByText('存疑', { exact: true }).and(page.locator('.ant-segmented-item-label')).click();
    await expect.poll(() => links().count()).toBe(6);
    expect(new URL(page.url()).search).toBe('?band=borderline');
    await page.getByRole('button', { name: /长江求职/ }).click();
    await expect.poll(() => links().count()).toBe(2);
    await page.reload();
    await expect.poll(() => links().count()).toBe(2);
    await page.getByRole('searchbox').fill('没有这样的词');
    await page.keyboard.press('Enter');
    await page.getByText('没有符合筛选条件的招聘信息').waitFor();
    await page.getByRole('button', { name: '查看全部' }).click();
    await expect.poll(() => links().count()).toBe(31);
  });

  it('narrows by an agency that is found by a part of its name', async () => {
    await openList('?band=all');
    const agency = page.getByRole('combobox', { name: '发布机构' });
    await agency.click();
    await agency.fill('企服');
    await page.getByText('江汉企服人力资源有限公司（15）').click();
    await expect.poll(() => links().count()).toBe(15);
    expect(new URL(page.url()).searchParams.get('agency')).toBe(seeded.agencyId);
  });

  it('moves by ↓, ↑, j and k, but not while somebody types', async () => {
    await openList();
    for (const key of ['j', 'ArrowDown', 'ArrowDown', 'k', 'j', 'ArrowUp']) await page.keyboard.press(key);
    expect(await focusedPosting()).toBe(seeded.ids[1]);
    await page.getByRole('searchbox').click();
    await page.keyboard.type('jk');
    expect(await page.getByRole('searchbox').inputValue()).toBe('jk');
  });

  it('loads further pages on the way down', async () => {
    const many = await serveDatabase(webFolder);
    try {
      await seedPostings(many.db, many.screenshotSha256, many.body);
      const seen = new Date();
      await many.db.posting.createMany({
        data: Array.from({ length: 120 }, (_, index) => ({
          id: `many-${String(index).padStart(3, '0')}`,
          platformId: 'platform-0',
          key: `many-${index}`,
          keySha256: `many-${index}`,
          url: '',
          firstSeenAt: seen,
          lastSeenAt: seen,
          band: 'flagged',
          probability: 0.8,
        })),
      });
      const capture = await many.db.capture.findFirstOrThrow();
      const words = {
        title: '收一建',
        company: '',
        agency: '',
        salary: '',
        place: '',
        headcount: '',
        publishedAt: '',
        text: '',
      };
      await many.db.postingVersion.createMany({
        data: Array.from({ length: 120 }, (_, index) => {
          const postingId = `many-${String(index).padStart(3, '0')}`;
          const ids = { id: `version-${index}`, postingId, captureId: capture.id };
          return { ...ids, ...words, number: 1, contentSha256: '', seenAt: seen };
        }),
      });
      await many.db.verdict.createMany({
        data: Array.from({ length: 120 }, (_, index) => ({
          postingVersionId: `version-${index}`,
          releaseId: 'release-1',
          band: 'flagged',
          probability: 0.8,
          categories: [],
          missing: [],
          reasons: [],
          terms: {},
        })),
      });
      const person = await many.logIn('reviewer', 'hubei');
      await enterBrowser(context, many.url, person);
      await page.goto(many.url);
      troubles = troubles.filter((trouble) => !trouble.startsWith(`request ${many.url}/`));
      await links().first().waitFor();
      expect(await links().count()).toBe(50);
      await expect
        .poll(async () => {
          await page.keyboard.press('End');
          return links().count();
        })
        .toBe(136);
      await page.getByText('共 136 条，已全部显示').waitFor();
      troubles = troubles.filter((trouble) => !trouble.startsWith(`request ${many.url}/`));
    } finally {
      await many.close();
    }
  });
});

describe('a posting', () => {
  it('opens by the keyboard, with each reason’s words marked exactly', async () => {
    await openList();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.locator('mark').first().waitFor();
    expect(new URL(page.url()).pathname).toBe(`/postings/${seeded.hostileId}`);
    const { reasons } = await readPosting(seeded.hostileId);
    for (const [index, reason] of reasons.entries()) {
      const marked = await page.locator(`mark[data-reasons~="${index + 1}"]`).allTextContents();
      expect(marked.join('')).toBe(reason.text);
    }
    // Two of them overlap: the words that both cover are one piece of both.
    expect(await page.locator('mark[data-reasons="2 3"]').allTextContents()).toEqual(['一级建造师\u200B证书']);
  });

  it('says why when a mark is pointed at, and shows the place when a reason is chosen', async () => {
    await page.goto(`${served.url}/postings/${seeded.ids[1]}`);
    await page.locator('mark', { hasText: '每年三万二' }).hover();
    await page.getByRole('tooltip').getByText('数额与挂证行情相符').waitFor();
    const mark = page.locator('mark', { hasText: '唯一社保可配合停保' });
    await page.getByRole('button', { name: /唯一社保可配合停保/ }).click();
    expect(await mark.getAttribute('class')).toContain('flash');
    await expect.poll(() => mark.evaluate((each) => each.getBoundingClientRect().bottom < innerHeight)).toBe(true);
  });

  it('shows what a stranger wrote as text, in every place, and runs none of it', async () => {
    await page.goto(`${served.url}/postings/${seeded.hostileId}`);
    const article = page.locator('article');
    await article.waitFor();
    const shown = (await article.textContent()) ?? '';
    for (const words of Object.values(hostile)) expect(shown).toContain(words);
    // Of its contact only a part is told unasked.
    expect(shown).not.toContain('<img src=x onerror=alert(8)>');
    expect(
      await page.locator('article :is(iframe, script, svg[onload], a[href^="javascript"], img[src="x"])').count(),
    ).toBe(0);
    // The advertised links are not links.
    expect(await article.locator('a').evaluateAll((all) => all.map((link) => link.getAttribute('href')))).toEqual([
      expect.stringMatching(/^\/api\/captures\/[^/]+\/body$/),
    ]);
    const hidden = page.locator('.body-text .hidden-character');
    expect(await hidden.evaluateAll((all) => all.map((each) => each.getAttribute('data-code')))).toEqual([
      'U+200B',
      'U+202E',
      'U+202C',
    ]);
    await page.getByRole('button', { name: '复制网址' }).click();
    await page.getByRole('button', { name: '已复制网址' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(hostile.url);
  });

  it('names its terms, its missing elements and how it was captured', async () => {
    await page.goto(`${served.url}/postings/${seeded.ids[1]}`);
    const region = (name: string) => page.getByRole('region', { name, exact: true });
    await region('研判').getByText('以职业介绍为名提供“挂证”信息服务').waitFor();
    expect(await region('研判').textContent()).toContain('97.0%');
    expect(await region('研判').textContent()).toContain('release-1');
    expect(await region('交易条件').locator('dl > div').allTextContents()).toEqual([
      '发布方用证单位',
      '证书一级建造师',
      '专业市政、机电',
      '注册方式转注册',
      '期限3 年',
      '年价32,000 元/年',
      '社保社保须唯一',
      '出勤不出场',
      '省份湖北',
      '联系方式微信 gu****00',
    ]);
    await region('法定要素').getByText('《人力资源市场暂行条例》第二十四条').waitFor();
    expect(await region('法定要素').locator('.missing').allTextContents()).toEqual(
      ['招聘人数', '招聘条件', '工作内容', '基本劳动报酬'].map((name) => `${name}缺失`),
    );
    const capture = page.getByRole('region', { name: '采集件' });
    for (const part of [seeded.bodySha256, '203.0.113.7', '北京时间', '200'])
      await capture
        .getByText(part, { exact: part === '200' })
        .first()
        .waitFor();
  });

  it('shows the screenshot enlarged where the browser fetched the page, and says why where it did not', async () => {
    const withScreenshot = seeded.ids[0] ?? '';
    await page.goto(`${served.url}/postings/${withScreenshot}`);
    const picture = page.getByRole('img', { name: '采集时的页面截图' });
    await page.getByRole('button', { name: '查看截图' }).click();
    await expect
      .poll(() => picture.evaluate((each) => each instanceof HTMLImageElement && each.naturalWidth))
      .toBe(1000);
    await picture.click();
    await page.locator('.ant-image-preview img').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.ant-image-preview img').first().waitFor({ state: 'hidden' });
    expect(new URL(page.url()).pathname).toBe(`/postings/${withScreenshot}`);

    const listed = await Promise.all(seeded.ids.map(readPosting));
    const without = listed.find(({ capture }) => !capture.screenshot);
    await page.goto(`${served.url}/postings/${without?.id}`);
    await page.getByText('没有截图').waitFor();
  });

  it('leads to its neighbours by j and k and back to its place in the list by Escape or u', async () => {
    await openList('?band=all');
    await page.locator(`a[data-posting="${seeded.ids[3]}"]`).click();
    await page.getByText('第 4 条').waitFor();
    await page.keyboard.press('j');
    await page.getByText('第 5 条').waitFor();
    expect(new URL(page.url()).pathname).toBe(`/postings/${seeded.ids[4]}`);
    await page.keyboard.press('k');
    await page.keyboard.press('k');
    await page.getByText('第 3 条').waitFor();
    await page.keyboard.press('u');
    await expect.poll(focusedPosting).toBe(seeded.ids[2]);
    expect(new URL(page.url()).search).toBe('?band=all');
    await page.keyboard.press('Enter');
    await page.locator('article').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(focusedPosting).toBe(seeded.ids[2]);
  });

  it('keeps its neighbours when the page is opened anew in a tab of its own', async () => {
    await page.goto(`${served.url}/postings/${seeded.ids[6]}?band=all`);
    await page.getByRole('button', { name: /下一条/ }).click();
    await expect.poll(() => new URL(page.url()).pathname).toBe(`/postings/${seeded.ids[7]}`);
  });
});

describe('when something is wrong', () => {
  it('says that a posting is unknown, and leads back', async () => {
    await page.goto(`${served.url}/postings/unknown`);
    await page.getByText('没有这条招聘信息').waitFor();
    // The browser itself notes the 404.
    troubles = troubles.filter((trouble) => !trouble.includes('404'));
    await page.getByRole('button', { name: /返回列表/ }).click();
    await links().first().waitFor();
    await page.goto(`${served.url}/nowhere`);
    await page.getByText('没有这个页面').waitFor();
  });

  it('says that nothing has been found yet, and what to do', async () => {
    const empty = await serveDatabase(webFolder);
    try {
      await enterBrowser(context, empty.url, await empty.logIn('reviewer'));
      await page.goto(empty.url);
      await page.getByText('暂无可疑信息').waitFor();
      troubles = troubles.filter((trouble) => !trouble.startsWith(`request ${empty.url}/`));
    } finally {
      await empty.close();
    }
  });

  it('offers to try again when the server is gone, and then works', async () => {
    await openList();
    await context.setOffline(true);
    await page.getByText('全部', { exact: true }).and(page.locator('.ant-segmented-item-label')).click();
    await page.getByText('连接不上本机服务').waitFor();
    await context.setOffline(false);
    await page.getByRole('button', { name: /重\s?试/ }).click();
    await expect.poll(() => links().count()).toBe(31);
    troubles = troubles.filter((trouble) => !trouble.includes('ERR_INTERNET_DISCONNECTED'));
  });
});

describe('the window', () => {
  it.each([
    [1366, 768],
    [390, 844],
  ])('of %i × %i pixels needs no scrolling sideways', async (width, height) => {
    await page.setViewportSize({ width, height });
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await openList('?band=all');
    expect(await overflow()).toBeLessThanOrEqual(0);
    await links().first().click();
    await page.locator('article').waitFor();
    expect(await overflow()).toBeLessThanOrEqual(0);
  });
});
