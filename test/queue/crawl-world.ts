import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createJudge } from '../../classifier/judge.js';
import { readRelease } from '../../classifier/release/read-release.js';
import { createAddressGuard } from '../../crawler/fetch/address-guard.js';
import { type BrowserFetcher, createBrowserFetcher } from '../../crawler/fetch/browser-fetch.js';
import { findChromium } from '../../crawler/fetch/chromium.js';
import { createHttpFetcher } from '../../crawler/fetch/http-fetch.js';
import { createRobots } from '../../crawler/fetch/robots.js';
import { createMemoryPaceKeeper } from '../../crawler/politeness/memory-pace-keeper.js';
import type { Clock } from '../../crawler/ports.js';
import type { BlobStore } from '../../evidence/blobs/blob-store.js';
import { createFolderBlobStore } from '../../evidence/blobs/folder-blob-store.js';
import type { Database } from '../../prisma/open-database.js';
import { createDecisionLog } from '../../queue/decision-log.js';
import { createEmbeddedEngine } from '../../queue/embedded/embedded-engine.js';
import type { QueuedJob, QueueEngine } from '../../queue/engine.js';
import { storePlatform } from '../../queue/platforms.js';
import { registerRelease } from '../../queue/register-release.js';
import { createWorkRunner } from '../../queue/run-due-work.js';
import { type StartedRun, startCrawlRun } from '../../queue/start-crawl-run.js';
import type { StepContext } from '../../queue/steps/step.js';
import { committedRelease } from '../classifier/labelled-postings.js';
import { type LocalServer, startServer } from '../crawler/fetch/local-server.js';
import { createTestDatabase } from '../prisma/test-database.js';

export const release = readRelease(committedRelease);
/** Of every world of a process: to prepare it takes longer than most tests. It keeps nothing of what it judged. */
const judge = createJudge(release);
export const userAgent = 'guazheng-watch/0.1 (+https://guazheng-watch.example/contact)';

/** The platform file of the small site; `more` is further YAML at its end. */
export const smallPlatform = (more = '', fetch: 'http' | 'browser' | 'learned' = 'http'): string => `
id: small
name: 小站
entry: [http://small.test/jobs]
${fetch === 'learned' ? '' : `fetch: ${fetch}`}
pace: { gapMilliseconds: 1 }
list: { from: html, item: li, fields: { url: a@href, title: a }, next: a.next@href }
detail: { from: html, fields: { title: h1, text: .text, agency: .agency } }
${more}`;

export const listPage = (paths: readonly string[], next?: string): string =>
  `<ul>${paths.map((path) => `<li><a href="${path}">职位 ${path}</a></li>`).join('')}</ul>${
    next === undefined ? '' : `<a class="next" href="${next}">下一页</a>`
  }`;
export const detailPage = (title: string, text = '长期招聘，缴纳五险一金，双休，需到岗工作。'): string =>
  `<h1>${title}</h1><p class="agency">诚信人力资源有限公司</p><p class="text">${text}</p>`;

const executablePath = await findChromium(process.env);

/** Whether there is a browser to open; where there is none says what is not tested therefore. With CI=true there must be one. */
export function hasChromium(untested: string): boolean {
  if (executablePath !== undefined) return true;
  if (process.env.CI === 'true') throw new Error('Chromium is not installed; with CI=true it must be');
  process.stderr.write(`Chromium is not installed: ${untested} are not tested.\n`);
  return false;
}

/** A database, blobs and a site on loopback of a test's own; nothing runs by itself. */
export interface CrawlWorld {
  readonly database: Database;
  readonly databaseUrl: string;
  readonly blobs: BlobStore;
  readonly folder: string;
  /** By path; may be changed at any time. */
  readonly routes: Parameters<typeof startServer>[0];
  readonly site: LocalServer;
  readonly hosts: Record<string, string>;
  /** A worker as another process would have it. `ahead` moves its clock, in milliseconds. */
  worker(holder: string): StepContext & { ahead: number; clock: Clock };
  /** Opens a browser that sees the site and keeps what it fetches in the blobs; the world closes it. */
  openBrowser(): BrowserFetcher;
  /** Starts a run and gives its first jobs. */
  start(yaml?: string, pageBudget?: number): Promise<StartedRun>;
  close(): Promise<void>;
}

export async function openCrawlWorld(): Promise<CrawlWorld> {
  const { db: database, url: databaseUrl, close } = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'guazheng-test-queue-'));
  const blobs = await createFolderBlobStore(join(folder, 'blobs'));
  const routes: CrawlWorld['routes'] = {};
  const site = await startServer(routes);
  const target = `127.0.0.1:${site.port}`;
  const hosts = { 'small.test': target, 'jobs.small.test': target, 'late.test': target };
  const guard = createAddressGuard({ allow: [], hosts });
  const http = createHttpFetcher({ guard, blobs, userAgent });
  const browsers: BrowserFetcher[] = [];
  const decisions = createDecisionLog(database);
  await registerRelease(database, blobs, release, new Date());
  return {
    database,
    databaseUrl,
    blobs,
    folder,
    routes,
    site,
    hosts,
    worker(holder) {
      const worker = {
        ahead: 0,
        database,
        blobs,
        http,
        browser: { absent: 'this test has no browser' },
        fullCapture: { absent: 'this test has no browser' },
        timestampAuthorities: [],
        ledgerHeadsFolder: '/nowhere',
        robots: createRobots({ read: (url, limits) => http.read(url, limits), decisions, userAgent }),
        pace: createMemoryPaceKeeper(),
        judge,
        clock: { now: () => new Date(Date.now() + worker.ahead) },
        holder,
        permissions: new Map(),
      };
      return worker;
    },
    openBrowser() {
      if (executablePath === undefined) throw new Error('Chromium is not installed');
      const browser = createBrowserFetcher({
        ...{ guard, blobs, userAgent, decisions: { record: async () => undefined } },
        ...{ executablePath, stateFolder: folder },
      });
      browsers.push(browser);
      return browser;
    },
    async start(yaml = smallPlatform(), pageBudget) {
      const { id: platformId } = await storePlatform(database, yaml, 'small.yaml', new Date());
      return database.$transaction((transaction) =>
        startCrawlRun(transaction, { platformId, pageBudget, startedBy: 'command', now: new Date() }),
      );
    },
    async close() {
      await Promise.all(browsers.map((browser) => browser.close()));
      await http.close();
      await site.close();
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An engine that keeps what it is given and runs nothing. */
export function idleEngine(): QueueEngine & { added: QueuedJob[] } {
  const added: QueuedJob[] = [];
  return Object.assign(createEmbeddedEngine(), {
    added,
    add: async (jobs: readonly QueuedJob[]) => void added.push(...jobs),
  });
}

/** Runs one job as a worker would; what became due by it is in `next`. */
export async function run(
  worker: StepContext,
  job: QueuedJob | undefined,
  signal: AbortSignal = new AbortController().signal,
): Promise<{ again: Date | undefined; next: QueuedJob[] }> {
  if (job === undefined) throw new Error('there is no such job');
  const engine = idleEngine();
  return { again: await createWorkRunner(worker, engine)(job.payload, signal), next: engine.added };
}

/** Runs jobs and what becomes due by them until nothing is left; what is put off for a moment is run again. */
export async function drain(worker: StepContext, jobs: readonly QueuedJob[]): Promise<void> {
  const signal = new AbortController().signal;
  const engine = idleEngine();
  const work = createWorkRunner(worker, engine);
  for (let waiting = [...jobs]; waiting.length > 0; waiting = [...waiting, ...engine.added.splice(0)]) {
    const [job] = waiting.splice(0, 1);
    if (job === undefined) break;
    const again = await work(job.payload, signal);
    if (again === undefined) continue;
    await sleep(Math.max(0, again.getTime() - worker.clock.now().getTime()));
    waiting.push(job);
  }
}
