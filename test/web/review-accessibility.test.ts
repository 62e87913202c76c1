import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addFullCapture,
  makeAlike,
  type Office,
  openOffice,
  openReviewWorld,
  type ReviewWorld,
} from './review-world.js';

const isLong = process.env.GUAZHENG_FAULTS === 'long';

let office: Office;
let world: ReviewWorld;
let taskId: string;
let postingId: string;

beforeAll(async () => {
  office = await openOffice();
  world = await openReviewWorld(office);
  const tasks = await world.served.db.reviewTask.findMany({ orderBy: [{ rank: 'desc' }, { id: 'asc' }], take: 4 });
  await makeAlike(
    world.served,
    tasks.map((task) => task.postingId),
  );
  taskId = tasks[1]?.id ?? '';
  postingId = tasks[1]?.postingId ?? '';
  await addFullCapture(world.served, postingId, '<!doctype html><h1>存档</h1>');
}, 60_000);
afterAll(async () => {
  await world?.close();
  await office?.close();
});

/** Leaves the page, and waits until the next person can open what lay there. */
async function leave(page: Page): Promise<void> {
  await page.goto('about:blank');
  await expect.poll(() => world.served.db.reviewTask.count({ where: { leaseUntil: { not: null } } })).toBe(0);
}

describe.each(['light', 'dark'] as const)('in the %s colour scheme', (colorScheme) => {
  const screens: [name: string, path: () => string, isThere: string, keys: string[]][] = [
    ['the list', () => '/?band=all', '.posting-row', []],
    ['a posting', () => `/postings/${postingId}`, '.full-captures', []],
    ['the queue', () => '/review', 'a[data-task]', []],
    ['the work screen', () => `/review/${taskId}`, '.decision-bar', []],
    ['the reasons of a dismissal', () => `/review/${taskId}`, '.decision-bar', ['n']],
    ['what is cited', () => `/review/${taskId}`, '.decision-bar', ['c']],
    ['near-duplicates', () => `/review/${taskId}`, '.decision-bar', ['b']],
    ['captures', () => `/review/${taskId}`, '.decision-bar', ['g']],
    ['the keys', () => `/review/${taskId}`, '.decision-bar', ['?']],
  ];
  // In the short form every other one in the light, and the others in the dark.
  const looked = screens.filter((_, index) => isLong || (index % 2 === 0) === (colorScheme === 'light'));
  it.each(looked)('axe finds nothing serious in %s', async (_, path, isThere, keys) => {
    const { page } = await world.sitDown('supervisor', { colorScheme, reducedMotion: 'reduce' });
    try {
      await page.goto(world.served.url + path());
      await page.locator(isThere).first().waitFor();
      for (const key of keys) await page.keyboard.press(key);
      await page.waitForLoadState('networkidle');
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))])).toEqual([]);
    } finally {
      await leave(page);
    }
  });
});

describe('a phone', () => {
  it.each([
    ['the queue', () => '/review', 'a[data-task]'],
    ['the work screen', () => `/review/${taskId}`, '.decision-bar'],
    ['a posting', () => `/postings/${postingId}`, '.full-captures'],
  ])('of 360 pixels reads %s without scrolling sideways', async (_, path, isThere) => {
    const { page } = await world.sitDown('reviewer', { viewport: { width: 360, height: 740 } });
    await page.goto(world.served.url + path());
    await page.locator(isThere).first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await leave(page);
  });

  it('leaves nothing of the work screen out of a window of 1366 × 768', async () => {
    const { page } = await world.sitDown();
    await page.goto(`${world.served.url}/review/${taskId}`);
    const bar = page.getByRole('region', { name: '决定' });
    await bar.waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBeLessThanOrEqual(0);
    const box = await bar.boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(768);
    await leave(page);
  });
});
