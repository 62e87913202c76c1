import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '../../contracts/roles.js';
import { caseworkPages } from '../../web/src/casework-pages.js';
import { pages } from '../../web/src/pages.js';
import { type LoggedIn, type ServedDatabase, serveDatabase } from '../server/served-database.js';
import { builtPage } from './built-page.js';
import { enterBrowser } from './enter-browser.js';
import { type HostileCasework, plantHostileCasework } from './hostile-casework.js';
import { hostilePayloads } from './hostile-payloads.js';
import { type HostileRows, plantHostileRows } from './hostile-rows.js';
import { openChromium } from './open-chromium.js';

const isLong = process.env.GUAZHENG_FAULTS === 'long';

let browser: Browser;
let served: ServedDatabase;
let rows: HostileRows;
let casework: HostileCasework;

beforeAll(async () => {
  [browser, served] = await Promise.all([openChromium(), serveDatabase(await builtPage())]);
  rows = await plantHostileRows(served);
  casework = await plantHostileCasework(served, rows.postingIds);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** Whatever a payload managed to do. */
interface Watched {
  readonly context: BrowserContext;
  readonly troubles: string[];
}

async function watch(person?: LoggedIn): Promise<Watched> {
  const troubles: string[] = [];
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  if (person !== undefined) await enterBrowser(context, served.url, person);
  await context.exposeFunction('fired', (payload: number) => troubles.push(`payload ${payload} ran`));
  // What is loaded from elsewhere is noted and goes nowhere.
  await context.route(/payload\.invalid/, (route) => {
    troubles.push(`${route.request().url()} was asked for`);
    return route.abort();
  });
  context.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) troubles.push(message.text());
  });
  context.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { context, troubles };
}

/** Opens a path, waits until it shows what it asked the server for, and touches what a person would. */
async function look(page: Page, path: string): Promise<void> {
  await page.goto(served.url + path);
  await page.locator('main').waitFor();
  await page.locator('.ant-skeleton').first().waitFor({ state: 'detached' });
  for (const marked of (await page.locator('mark').all()).slice(0, 2))
    await marked.hover({ timeout: 1_000 }).catch(() => undefined);
  for (const tab of await page.locator('[role=tab]').all()) await tab.click({ timeout: 1_000 }).catch(() => undefined);
  expect(new URL(page.url()).origin).toBe(served.url);
}

/** The role that opens a page in the short form; in the long one all do that may. */
function opener({ roles }: (typeof pages)[number]): Role {
  // What most people may open falls to whom has least else to open.
  return (
    (['auditor', 'reviewer', 'operator', 'administrator', 'supervisor'] as const).find((role) =>
      roles.includes(role),
    ) ?? 'supervisor'
  );
}

/** Pages of the application that a role is to open, their parameters filled in by what was planted. */
function pathsOf(role: Role): string[] {
  const ids: Record<string, string> = {
    '/review/:taskId': rows.taskIds[0] ?? '',
    '/postings/:id': rows.postingIds[0] ?? '',
    '/testing/evaluations/:id': rows.evaluationId,
    '/operation/platforms/:id': rows.platformId,
    '/operation/platforms/:id/edit': rows.platformId,
    '/operation/platforms/:id/versions/:number': rows.platformId,
    '/operation/runs/:id': rows.runId,
    '/cases/:id': casework.caseId,
    '/agencies/:id': casework.agencyId,
    '/complaints/:id': casework.complaintId,
    '/comparisons/:id': casework.comparisonId,
    '/comparisons/:id/unit': casework.comparisonId,
  };
  return pages
    .filter((page) => (isLong ? page.roles.includes(role) : opener(page) === role && !caseworkPages.includes(page)))
    .map(({ path }) => path.replace(/:(id|taskId)/, ids[path] ?? '').replace(':number', '1'));
}

test('payloads do what they are feared for where a page takes them for markup', async () => {
  const { context, troubles } = await watch();
  const page = await context.newPage();
  await page.goto('about:blank');
  for (const payload of hostilePayloads) {
    await page.setContent(`<p>${payload}</p><a href="${payload}">x</a>`).catch(() => undefined);
  }
  await expect.poll(() => new Set(troubles).size).toBeGreaterThan(20);
  await context.close();
});

test(`none of ${hostilePayloads.length} payloads in every field does anything, on any page`, async () => {
  expect(hostilePayloads.length).toBeGreaterThanOrEqual(60);
  const roles: readonly Role[] = ['operator', 'reviewer', 'supervisor', 'auditor', 'administrator'];
  const troubles = await Promise.all(
    roles.map(async (role) => {
      const person = await served.logIn(role);
      const watched = await watch(person);
      const page = await watched.context.newPage();
      for (const path of pathsOf(role)) {
        await look(page, path);
        if (watched.troubles.length > 0) watched.troubles.push(`^ on ${path}`);
      }
      await watched.context.close();
      return watched.troubles.map((trouble) => `${role}: ${trouble}`);
    }),
  );
  expect(troubles.flat()).toEqual([]);
});

test('none does anything on its own posting’s page or where it is decided on', async () => {
  const person = await served.logIn('supervisor');
  const watched = await watch(person);
  // From one to the next by key, as people read.
  const read = await stepThrough(watched.context, '/?band=flagged', 'a[data-posting]', 'j', /\/postings\/([^?]+)/);
  const steps = isLong ? hostilePayloads.length : 8;
  const decided = await stepThrough(watched.context, '/review', undefined, 'm', /\/review\/([^?]+)/, steps);
  await watched.context.close();
  expect(watched.troubles).toEqual([]);
  expect(read).toEqual(new Set(rows.postingIds));
  expect(decided.size).toBe(steps);
});

test('none does anything on the pages of casework, nor in what they publish, and each page shows them', async () => {
  const { caseId, agencyId, complaintId, comparisonId, unit } = casework;
  const person = await served.logIn('supervisor');
  const { context, troubles } = await watch(person);
  const shown = new Map<string, Set<string>>();
  const walk = async (paths: readonly string[]) => {
    const page = await context.newPage();
    for (const path of paths) {
      await look(page, path);
      await unfold(page);
      // A payload may have led away from the page.
      const text =
        (await page
          .locator('main')
          .textContent({ timeout: 30_000 })
          .catch(() => null)) ?? '';
      const { pathname } = new URL(page.url());
      const found = hostilePayloads.filter((payload) => text.includes(payload.slice(0, 16).trimEnd()));
      shown.set(pathname, new Set([...(shown.get(pathname) ?? []), ...found]));
      if (troubles.length > 0) troubles.push(`^ on ${path}`);
    }
    await page.close();
  };
  await Promise.all([
    walk(['/cases', `/cases/${caseId}`, '/complaints', `/complaints/${complaintId}`]),
    walk(['/agencies', '/agencies?page=2', `/agencies/${agencyId}`, '/comparisons', `/comparisons/${comparisonId}`]),
    walk(['/outcomes', '/handoffs', `/marked-cases?case=${caseId}`, `/publication?case=${caseId}`, '/drives']),
    walk([
      `/comparisons/${comparisonId}/unit?${new URLSearchParams({ name: unit })}`,
      ...['/reports?month=2026-01', '/reports?month=2026-02'],
    ]),
  ]);
  expect(troubles).toEqual([]);
  expect([...shown].filter(([, payloads]) => payloads.size < 60).map(([path, { size }]) => [path, size])).toEqual([]);
  expect(shown.size).toBe(caseworkPages.length);
  // As a server of its own would send it, without the policy that it carries.
  const published = await (await person.get('/api/publications/file?name=index.html')).text();
  const page = await context.newPage();
  await page.goto('about:blank');
  await page.setContent(published.replace(/<meta http-equiv[^>]*>/, ''));
  expect(await page.getByRole('article').count()).toBe(hostilePayloads.length);
  await context.close();
  expect(troubles).toEqual([]);
});

/** Shows the rest of a list, figures with what they count, and what is covered. */
async function unfold(page: Page): Promise<void> {
  const more = page.locator('main button', { hasText: /^(加载)?更多$/ });
  const length = async () => ((await page.locator('main').textContent()) ?? '').length;
  while ((await more.count()) > 0) {
    const before = await length();
    await more.first().click();
    await expect.poll(length, { timeout: 30_000 }).toBeGreaterThan(before);
  }
  for (const one of [page.locator('.figure').last(), page.getByRole('button', { name: '查看完整信息' })])
    if ((await one.count()) > 0) await one.click();
  await page.locator('.ant-skeleton').first().waitFor({ state: 'detached' });
}

/** Opens the first of a list and goes on by `key` for so many steps. @returns the ids in the addresses on the way */
async function stepThrough(
  context: BrowserContext,
  list: string,
  first: string | undefined,
  key: string,
  address: RegExp,
  steps = hostilePayloads.length,
): Promise<Set<string>> {
  const page = await context.newPage();
  await look(page, list);
  if (first === undefined) {
    // Enter begins with the first of the list, once that is there.
    await page.locator('button.primary:enabled').waitFor();
    await page.keyboard.press('Enter');
  } else await page.locator(first).first().click();
  await page.waitForURL(address);
  const ids = new Set<string>();
  for (let step = 0; step < steps; step += 1) {
    await page.locator('.advertisement h1').waitFor();
    const [, id = ''] = address.exec(page.url()) ?? [];
    ids.add(id);
    if (ids.size === steps) break;
    await page.keyboard.press(key);
    await page.waitForURL((url) => !url.pathname.endsWith(id), { timeout: 20_000 });
  }
  return ids;
}
