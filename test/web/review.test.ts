import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { enterBrowser } from './enter-browser.js';
import {
  type AtWork,
  addFullCapture,
  makeAlike,
  type Office,
  openOffice,
  openReviewWorld,
  type ReviewWorld,
} from './review-world.js';

let office: Office;
let world: ReviewWorld;
const people: AtWork[] = [];

beforeAll(async () => {
  office = await openOffice();
}, 60_000);
afterAll(() => office?.close());
beforeEach(async () => {
  world = await openReviewWorld(office);
}, 60_000);
afterEach(async () => {
  const troubles = people.splice(0).flatMap((each) => each.troubles);
  await world.close();
  expect(troubles).toEqual([]);
});

const sitDown = async (...of: Parameters<ReviewWorld['sitDown']>): Promise<AtWork> => {
  const atWork = await world.sitDown(...of);
  people.push(atWork);
  return atWork;
};
/** Opens the queue and begins with its first advertisement by the keyboard. */
async function begin({ page }: AtWork, search = ''): Promise<void> {
  await page.goto(`${world.served.url}/review${search}`);
  await page.locator('a[data-task]').first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: '决定' }).waitFor();
}
const taskOf = ({ page }: AtWork) => decodeURIComponent(new URL(page.url()).pathname.replace('/review/', ''));
/** Presses what decides and waits until another advertisement lies there. */
async function decide(atWork: AtWork, ...keys: string[]): Promise<string> {
  const before = taskOf(atWork);
  for (const key of keys) await atWork.page.keyboard.press(key);
  await expect.poll(() => taskOf(atWork)).not.toBe(before);
  return before;
}
const standing = () =>
  world.served.db.review.findMany({ where: { withdrawal: null }, orderBy: [{ decidedAt: 'asc' }, { id: 'asc' }] });
const expectSaved = (count: number) => expect.poll(async () => (await standing()).length).toBe(count);

describe('a reviewer', () => {
  it('decides twenty advertisements by the keyboard alone', async () => {
    const atWork = await sitDown();
    await begin(atWork);
    const keys = [['y'], ['n', '1'], ['m'], ['y'], ['n', '5']];
    const decided: string[] = [];
    for (let index = 0; index < 20; index += 1) decided.push(await decide(atWork, ...(keys[index % 5] ?? [])));
    expect(new Set(decided).size).toBe(20);
    await expectSaved(20);
    const counts = (await standing()).map(({ decision, dismissal }) => [decision, dismissal].join(' '));
    expect(counts.filter((each) => each === 'confirmed ')).toHaveLength(8);
    expect(counts.filter((each) => each === 'dismissed genuine_employment')).toHaveLength(4);
    expect(counts.filter((each) => each === 'dismissed insufficient_grounds')).toHaveLength(4);
    expect(counts.filter((each) => each === 'more_needed ')).toHaveLength(4);
    await atWork.page.locator('.progress').getByText('20').waitFor();
  });

  it('cites other categories and articles by digits, and adds a note', async () => {
    const atWork = await sitDown();
    const { page } = atWork;
    await begin(atWork);
    await page.keyboard.press('c');
    await page.getByRole('group', { name: '法律依据' }).getByRole('checkbox').first().waitFor();
    const chosen = page.getByRole('group', { name: '违法类别' }).getByRole('checkbox', { checked: true });
    const before = await chosen.count();
    await page.keyboard.press('3');
    expect(await chosen.count()).toBe(before + 1);
    await page.keyboard.press('Escape');
    await page.keyboard.press('t');
    await page.keyboard.type('yn 与三家机构相同');
    await page.keyboard.press('Escape');
    await decide(atWork, 'y');
    await expectSaved(1);
    const [review] = await standing();
    expect(review?.categories).toContain('credential_withholding');
    expect(review?.note).toBe('yn 与三家机构相同');
    expect(review?.articles.length).toBeGreaterThan(0);
  });

  it('takes the last decision back and has its advertisement open again', async () => {
    const atWork = await sitDown();
    await begin(atWork);
    const first = await decide(atWork, 'y');
    await expectSaved(1);
    const second = taskOf(atWork);
    await atWork.page.getByRole('button', { name: '撤销' }).waitFor();
    await atWork.page.keyboard.press('z');
    await expect.poll(() => taskOf(atWork)).toBe(first);
    await expectSaved(0);
    await decide(atWork, 'n', '2');
    await expectSaved(1);
    // What lay there before comes next.
    expect(taskOf(atWork)).toBe(second);
  });

  it('sees what was decided last after the page was loaded anew, and takes it back there', async () => {
    const atWork = await sitDown();
    await begin(atWork);
    await decide(atWork, 'y');
    await expectSaved(1);
    await atWork.page.reload();
    await atWork.page.getByRole('list', { name: '刚作的决定' }).getByText('确认').waitFor();
    await atWork.page.keyboard.press('z');
    await expectSaved(0);
  });

  it('is shown a reason’s words by its number and by a click, flashing', async () => {
    const atWork = await sitDown();
    const { page } = atWork;
    await begin(atWork);
    await decide(atWork, 's');
    await page.locator('mark').first().waitFor();
    await page.keyboard.press('g');
    await page.getByRole('region', { name: '采集件', exact: true }).waitFor();
    await page.keyboard.press('2');
    const second = page.locator('mark[data-reasons~="2"]').first();
    expect(await second.getAttribute('class')).toContain('flash');
    await page.locator('.reason').first().click();
    expect(await page.locator('mark[data-reasons~="1"]').first().getAttribute('class')).toContain('flash');
    await second.hover();
    await page.getByRole('tooltip').waitFor();
  });

  it('finds the contacts masked, and has them in full on demand, noted in the ledger', async () => {
    const atWork = await sitDown();
    const { page } = atWork;
    await begin(atWork);
    await decide(atWork, 's');
    expect(await page.locator('.body-text').textContent()).not.toContain('guaz0000');
    await page.keyboard.press('x');
    await expect.poll(() => page.locator('.body-text').textContent()).toContain('guaz0000');
    expect(await world.served.db.unmasking.count()).toBe(1);
    expect(await world.served.db.ledgerEntry.count({ where: { kind: { contains: 'unmask' } } })).toBe(1);
  });

  it('is not told band or probability before deciding', async () => {
    const atWork = await sitDown();
    await begin(atWork);
    await decide(atWork, 's');
    const shown = await atWork.page.locator('main').textContent();
    for (const word of ['可疑', '存疑', '%', '0.97']) expect(shown).not.toContain(word);
  });

  it('reads all keys in the help, which closes by ?', async () => {
    const atWork = await sitDown();
    const { page } = atWork;
    await begin(atWork);
    const task = taskOf(atWork);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: '按键一览' }).waitFor();
    // Nothing is decided beneath it.
    await page.keyboard.press('y');
    expect(taskOf(atWork)).toBe(task);
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });
});

describe('two reviewers', () => {
  it('never have the same advertisement open, and see who has which', async () => {
    const [first, second] = [await sitDown(), await sitDown()];
    await begin(first);
    await begin(second);
    expect(taskOf(second)).not.toBe(taskOf(first));
    await second.page.goto(`${world.served.url}/review/${taskOf(first)}`);
    await second.page.getByText('这一条不能继续了').waitFor();
    second.troubles.length = 0;
    await second.page.keyboard.press('Escape');
    await second.page.locator('.open-by', { hasText: first.person.username }).first().waitFor();
  });

  it('confirm one after the other; the first is not given it again', async () => {
    const [first, second] = [await sitDown(), await sitDown()];
    await begin(first);
    const task = await decide(first, 'y');
    await expectSaved(1);
    await first.page.goto(`${world.served.url}/review?stage=second`);
    await first.page.getByText('没有符合筛选条件的待复核广告').waitFor();
    await first.page.goto(`${world.served.url}/review/${task}`);
    await first.page.getByText('这一条不能继续了').waitFor();
    first.troubles.length = 0;

    await begin(second, '?stage=second');
    expect(taskOf(second)).toBe(task);
    await second.page.keyboard.press('y');
    await second.page.getByText('没有待复核的广告了').waitFor();
    await expectSaved(2);
    const { outcome } = await world.served.db.reviewTask.findUniqueOrThrow({ where: { id: task } });
    expect(outcome).toBe('confirmed');
  });
});

describe('near-duplicates', () => {
  it('are shown with their differences, chosen, and decided on at once', async () => {
    const tasks = await world.served.db.reviewTask.findMany({ orderBy: [{ rank: 'desc' }, { id: 'asc' }], take: 6 });
    await makeAlike(
      world.served,
      tasks.map(({ postingId }) => postingId),
    );
    const atWork = await sitDown();
    const { page } = atWork;
    await begin(atWork);
    const open = taskOf(atWork);
    await page.keyboard.press('b');
    const boxes = page.getByRole('region', { name: '近似广告' }).getByRole('checkbox');
    await expect.poll(() => boxes.count()).toBe(5);
    await page.locator('.difference ins, .difference del').first().waitFor();
    // One is left out.
    await page.keyboard.press('j');
    await page.keyboard.press(' ');
    await page.getByRole('button', { name: /确认 \+4/ }).waitFor();
    await decide(atWork, 'y');
    await expectSaved(5);
    const reviews = await standing();
    expect(new Set(reviews.map(({ bulkId }) => bulkId)).size).toBe(1);
    const left = tasks.find(
      ({ id, postingVersionId }) => id !== open && reviews.every((each) => each.postingVersionId !== postingVersionId),
    );
    expect(left).toBeDefined();
    // What lies there now was not decided on along with it.
    const now = await world.served.db.reviewTask.findUniqueOrThrow({ where: { id: taskOf(atWork) } });
    expect(now.stage).toBe('first');
    await page.getByText('确认 ×5').waitFor();
    await page.keyboard.press('z');
    await expectSaved(0);
  });
});

describe('without an answer', () => {
  it('nothing decided is lost while the server is stopped in the middle of a decision', async () => {
    const atWork = await sitDown();
    const { page } = atWork;
    await begin(atWork);
    await expect.poll(() => world.served.db.reviewTask.count({ where: { leaseUntil: { not: null } } })).toBe(2);
    // The first decision reaches the server, which is gone before it answers.
    await page.route(
      '**/decide',
      async (route) => {
        await route.fetch();
        await world.served.stop();
        await route.abort('connectionreset');
      },
      { times: 1 },
    );
    const first = await decide(atWork, 'y');
    const second = taskOf(atWork);
    await page.keyboard.press('n');
    await page.keyboard.press('1');
    const outbox = page.getByRole('alert', { name: '未保存的决定' });
    await outbox.getByText('未保存 2 条').waitFor();
    expect(await outbox.getByRole('listitem').count()).toBe(2);
    // Kept over a reload too.
    expect(await page.evaluate(() => Object.values(sessionStorage).join())).toContain(second);

    await world.served.start();
    await outbox.waitFor({ state: 'hidden' });
    await expectSaved(2);
    const saved = await world.served.db.review.findMany({
      select: { decision: true, postingVersion: { select: { reviewTask: { select: { id: true } } } } },
    });
    expect(saved.map(({ decision, postingVersion }) => [postingVersion.reviewTask?.id, decision])).toEqual([
      [first, 'confirmed'],
      [second, 'dismissed'],
    ]);
    // And the work goes on by itself.
    await page.getByRole('region', { name: '决定' }).waitFor();
    atWork.troubles.length = 0;
  });

  it('warns before the page is left with something unsaved', async () => {
    const atWork = await sitDown();
    const { page } = atWork;
    await begin(atWork);
    await page.route('**/decide', (route) => route.abort());
    await decide(atWork, 'y');
    await page.getByText('未保存 1 条').waitFor();
    const warned = page.waitForEvent('dialog');
    await page.evaluate(() => location.reload());
    expect((await warned).type()).toBe('beforeunload');
    await page.unroute('**/decide');
    // After the reload it is still there, and is sent.
    await expectSaved(1);
    atWork.troubles.length = 0;
  });
});

describe('a person who is no longer the one logged in here', () => {
  it('decides nothing as the other, and what was decided is saved once that person is back', async () => {
    const [atWork, other] = [await sitDown(), await sitDown()];
    const { page, context, person } = atWork;
    await begin(atWork);
    await expect.poll(() => world.served.db.reviewTask.count({ where: { leaseUntil: { not: null } } })).toBe(2);
    await enterBrowser(context, world.served.url, other.person);
    await decide(atWork, 'y');
    await page.getByRole('alert', { name: '未保存的决定' }).getByText('已由他人登录本浏览器').waitFor();
    expect(await standing()).toEqual([]);
    await enterBrowser(context, world.served.url, person);
    await expectSaved(1);
    expect((await standing())[0]?.userId).toBe(person.userId);
    atWork.troubles.length = 0;
  });
});

describe('an archived page', () => {
  it('is drawn in a frame that runs none of its scripts', async () => {
    const atWork = await sitDown();
    const { page } = atWork;
    const [task] = await world.served.db.reviewTask.findMany({ orderBy: [{ rank: 'desc' }, { id: 'asc' }], take: 1 });
    await addFullCapture(
      world.served,
      task?.postingId ?? '',
      '<!doctype html><h1>存档</h1><img src=x onerror="alert(1)"><script>document.title="ran";alert(2);top.ran=true</script>',
    );
    await page.goto(`${world.served.url}/review/${task?.id}`);
    await page.getByRole('region', { name: '决定' }).waitFor();
    await page.keyboard.press('g');
    await page.getByRole('button', { name: /页面存档/ }).click();
    const frame = page.frameLocator('iframe.archived-page');
    await frame.getByRole('heading', { name: '存档' }).waitFor();
    expect(await page.locator('iframe.archived-page').getAttribute('sandbox')).toBe('');
    expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false);
    // The browser itself notes what it kept from running.
    atWork.troubles.splice(
      0,
      atWork.troubles.length,
      ...atWork.troubles.filter((trouble) => trouble.startsWith('dialog') || trouble.startsWith('request')),
    );
  });
});

describe('the queue', () => {
  it('keeps its filters in the URL and takes them along', async () => {
    const atWork = await sitDown('supervisor');
    const { page } = atWork;
    await page.goto(`${world.served.url}/review`);
    await page.locator('a[data-task]').first().waitFor();
    expect(await page.locator('a[data-task]').count()).toBe(22);
    await page.getByRole('combobox', { name: '平台' }).selectOption({ label: '长江求职' });
    await page.getByRole('combobox', { name: '顺序' }).selectOption({ label: '不确定程度' });
    await expect.poll(() => page.locator('a[data-task]').count()).toBeLessThan(22);
    expect(new URL(page.url()).search).toBe('?order=uncertainty&platform=platform-1');
    await page.reload();
    await page.locator('a[data-task]').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: '决定' }).waitFor();
    expect(new URL(page.url()).search).toBe('?order=uncertainty&platform=platform-1');
    await page.keyboard.press('Escape');
    await expect.poll(() => new URL(page.url()).pathname).toBe('/review');
    expect(new URL(page.url()).search).toBe('?order=uncertainty&platform=platform-1');
  });
});

describe('the first load', () => {
  it('of the review route is at most 350 kB compressed', async () => {
    const atWork = await sitDown();
    const files = new Set<string>();
    atWork.page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (pathname.startsWith('/assets/') && /\.(js|css)$/.test(pathname)) files.add(pathname);
    });
    await begin(atWork);
    const sizes = await Promise.all(
      [...files].map(async (file) => gzipSync(await readFile(join(world.webFolder, file))).length),
    );
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(total).toBeGreaterThan(50_000);
    expect(total).toBeLessThanOrEqual(350_000);
  });
});
