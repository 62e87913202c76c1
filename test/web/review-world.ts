import { createHash, randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright';
import { enterTasks } from '../../casework/reviews/enter-tasks.js';
import type { Role } from '../../contracts/roles.js';
import { band } from '../../contracts/verdict.js';
import { freePort } from '../free-port.js';
import { seedPostings } from '../server/seed-postings.js';
import { type LoggedIn, type ServedDatabase, serveDatabase } from '../server/served-database.js';
import { builtPage } from './built-page.js';
import { enterBrowser } from './enter-browser.js';
import { putBack, takeContext } from './kept-context.js';
import { openChromium } from './open-chromium.js';

/** A person at a browser of their own. */
export interface AtWork {
  readonly person: LoggedIn;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Whatever the page should never give cause for: scripts of strangers, policy violations, errors. */
  readonly troubles: string[];
}

/** The built page and Chromium, for as many worlds as are wanted. */
export interface Office {
  readonly browser: Browser;
  readonly webFolder: string;
  /** Of each world, one after the other. */
  port: number;
  close(): Promise<void>;
}

/** A real server of its own with 22 postings that wait for review. */
export interface ReviewWorld {
  readonly served: ServedDatabase;
  readonly webFolder: string;
  sitDown(role?: Role, options?: Parameters<Browser['newContext']>[0]): Promise<AtWork>;
  close(): Promise<void>;
}

export async function openOffice(): Promise<Office> {
  const webFolder = await builtPage();
  const browser = await openChromium();
  return {
    ...{ browser, webFolder, port: await freePort() },
    async close() {
      await browser.close();
    },
  };
}

export async function openReviewWorld(office: Office): Promise<ReviewWorld> {
  const { browser, webFolder, port } = office;
  const served = await serveDatabase(webFolder, { port });
  office.port = Number(new URL(served.url).port);
  await seedPostings(served.db, served.screenshotSha256, served.body);
  await enterAll(served);
  const contexts: BrowserContext[] = [];
  return {
    ...{ served, webFolder },
    async sitDown(role = 'reviewer', options = {}) {
      const person = await served.logIn(role, 'hubei');
      const context = await takeContext(browser, { viewport: { width: 1366, height: 768 }, ...options });
      contexts.push(context);
      await enterBrowser(context, served.url, person);
      const page = await context.newPage();
      return { ...{ person, context, page }, troubles: troublesOf(page, served.url) };
    },
    async close() {
      await Promise.all(contexts.map(putBack));
      await served.close();
    },
  };
}

function troublesOf(page: Page, url: string): string[] {
  const troubles: string[] = [];
  page.on('dialog', (dialog) => {
    if (dialog.type() !== 'beforeunload') troubles.push(`dialog ${dialog.message()}`);
    void dialog.accept();
  });
  page.on('pageerror', (error) => troubles.push(`error ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(`console ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`)) troubles.push(`request ${request.url()}`);
  });
  return troubles;
}

/** Puts all seeded postings into the queue. */
async function enterAll({ db }: ServedDatabase): Promise<void> {
  const versions = await db.postingVersion.findMany({
    where: { verdicts: { some: {} } },
    select: { id: true, postingId: true, verdicts: { select: { band: true, probability: true } } },
    orderBy: { postingId: 'asc' },
  });
  const judged = versions.flatMap(({ id, postingId, verdicts: [verdict] }) =>
    verdict === undefined
      ? []
      : [{ postingVersionId: id, postingId, band: band.parse(verdict.band), probability: verdict.probability }],
  );
  await db.$transaction((transaction) => enterTasks(transaction, judged, new Date()));
}

/** Makes postings near-duplicates of each other, as linking would find them. */
export async function makeAlike({ db }: ServedDatabase, postingIds: readonly string[]): Promise<void> {
  await db.posting.updateMany({
    where: { id: { in: [...postingIds] } },
    data: { minHash: Array.from({ length: 128 }, (_, index) => index), lshBands: [7, 8] },
  });
}

/** Keeps `html` as the page of a posting in full. */
export async function addFullCapture(
  { db, blobs, screenshotSha256 }: ServedDatabase,
  postingId: string,
  html: string,
): Promise<string> {
  const version = await db.postingVersion.findFirstOrThrow({ where: { postingId }, orderBy: { number: 'desc' } });
  const { sha256 } = await blobs.put(Buffer.from(html));
  const order = await db.fullCaptureOrder.create({
    data: { postingId, postingVersionId: version.id, reason: 'flagged', createdAt: new Date() },
  });
  const { id } = await db.fullCapture.create({
    data: {
      ...{ id: randomUUID(), orderId: order.id, recordSha256: sha256OfNothing, warcSha256: sha256OfNothing },
      ...{ screenshotSha256, pdfSha256: sha256OfNothing, domSha256: sha256, bodySha256: sha256 },
      ...{ finalUrl: 'https://jobs.example/1', status: 200, comparison: 'unchanged', capturedAt: new Date() },
    },
  });
  return id;
}

const sha256OfNothing = createHash('sha256').digest('hex');
