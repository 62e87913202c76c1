import { createJudge } from '../classifier/judge.js';
import type { Release } from '../classifier/release/read-release.js';
import { FatalError, messageOf } from '../contracts/errors.js';
import type { Step } from '../contracts/jobs.js';
import { createAddressGuard } from '../crawler/fetch/address-guard.js';
import { createBrowserFetcher } from '../crawler/fetch/browser-fetch.js';
import { findChromium } from '../crawler/fetch/chromium.js';
import type { GuardSettings } from '../crawler/fetch/guard-settings.js';
import { createHttpFetcher } from '../crawler/fetch/http-fetch.js';
import { stopLeftoverBrowsers } from '../crawler/fetch/leftover-browsers.js';
import { createRobots } from '../crawler/fetch/robots.js';
import { createMemoryPaceKeeper } from '../crawler/pace.js';
import { systemClock } from '../crawler/ports.js';
import type { BlobStore } from '../evidence/blob-store.js';
import { claimEngine } from '../prisma/engine-lock.js';
import type { Database } from '../prisma/open-database.js';
import { createBullmqEngine } from './bullmq/bullmq-engine.js';
import { databaseFailure } from './database-failure.js';
import { createDecisionLog } from './decision-log.js';
import { createEmbeddedEngine } from './embedded/embedded-engine.js';
import { leaseHolder } from './leases.js';
import { reconcile } from './reconcile.js';
import { registerRelease } from './register-release.js';
import { runDueWork } from './run-due-work.js';
import { startCrawlRun } from './start-crawl-run.js';
import type { StepContext } from './steps/step.js';

export interface PipelineOptions {
  readonly database: Database;
  readonly databaseUrl: string;
  readonly blobs: BlobStore;
  readonly release: Release;
  readonly stateFolder: string;
  readonly guard: GuardSettings;
  /** Sent with every request: name/version and a URL where the platform learns who crawls it. */
  readonly userAgent: string;
  /** Jobs go over Redis; without it they stay in this process. */
  readonly redisUrl?: string | undefined;
  readonly environment: Record<string, string | undefined>;
  /** How many jobs of each step run at once here. */
  readonly concurrency: Readonly<Record<Step, number>>;
  /** Hears in one sentence what the operator should know. */
  readonly onNotice: (sentence: string) => void;
}

export interface Pipeline {
  /** Starts a crawl run of a platform, or goes on with its unfinished one. */
  crawl(platformId: string, pageBudget?: number): Promise<{ crawlRunId: string; resumed: boolean }>;
  /** Rejects when the pipeline cannot go on (disk full, database gone, engine claim lost); never resolves. */
  readonly fatal: Promise<never>;
  /** Lets running work end, and leaves the rest to its rows. */
  close(): Promise<void>;
}

/** Every minute: a job that a queue lost is late by no more than that. */
const reconcileCron = '* * * * *';
const timeZone = 'Asia/Shanghai';

/**
 * Opens everything that work needs, frees what killed processes left behind, and starts to work on what is due.
 * @throws InputError when another embedded engine works on the database, or Redis is not usable.
 */
export async function startPipeline(options: PipelineOptions): Promise<Pipeline> {
  const open: (() => Promise<void>)[] = [];
  /** In the reverse order of opening. */
  const close = async (): Promise<void> => {
    for (let end = open.pop(); end !== undefined; end = open.pop()) await end();
  };
  try {
    return { ...(await openPipeline(options, open)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @param open gets how to end each part as soon as it runs. */
async function openPipeline(
  options: PipelineOptions,
  open: (() => Promise<void>)[],
): Promise<Pick<Pipeline, 'crawl' | 'fatal'>> {
  const { database, blobs, stateFolder, redisUrl, userAgent, onNotice } = options;
  const { fatal, fail } = failure();
  if (redisUrl === undefined) {
    const claim = await claimEngine(options.databaseUrl);
    open.push(claim.release);
    claim.lost.addEventListener('abort', () => fail(claim.lost.reason));
  }
  const stopped = await stopLeftoverBrowsers(stateFolder);
  if (stopped > 0) onNotice(`Stopped ${stopped} browser(s) that a killed run had left behind.`);
  const guard = createAddressGuard(options.guard);
  const decisions = createDecisionLog(database);
  const http = createHttpFetcher({ guard, blobs, userAgent });
  open.push(http.close);
  const executablePath = await findChromium(options.environment);
  const browser =
    executablePath === undefined
      ? undefined
      : createBrowserFetcher({ guard, blobs, userAgent, executablePath, stateFolder, decisions });
  if (browser !== undefined) open.push(browser.close);
  await registerRelease(database, blobs, options.release, new Date());
  const context: StepContext = {
    database,
    blobs,
    http,
    browser: browser ?? {
      absent:
        'This page needs a browser and Chromium is not installed; install it (npm run setup says how) and run the crawl again.',
    },
    robots: createRobots({ read: (url, limits) => http.read(url, limits), decisions, userAgent }),
    pace: createMemoryPaceKeeper(),
    judge: createJudge(options.release),
    clock: systemClock,
    holder: await leaseHolder(),
  };
  const engine =
    redisUrl === undefined
      ? createEmbeddedEngine()
      : await createBullmqEngine({
          url: redisUrl,
          onError: (error) => onNotice(`The queue has trouble with Redis, and goes on when it can: ${error.message}`),
        });
  open.push(engine.close);
  const hear = (what: string, error: unknown): void => {
    const failure = databaseFailure(error, new Date(), 0);
    if (failure instanceof FatalError) fail(failure);
    else onNotice(`A defect stopped ${what}; what it left is still due and comes again: ${messageOf(error)}`);
  };
  engine.work({
    concurrency: options.concurrency,
    handle: (payload, signal) => runDueWork(context, engine, payload, signal),
    failed: ({ step, dueWorkId }, error) => hear(`${step} of ${dueWorkId}`, error),
  });
  await reconcile(database, engine, new Date());
  await engine.schedule('reconcile', reconcileCron, timeZone, async () => {
    await reconcile(database, engine, new Date()).catch((error: unknown) => hear('a reconciliation', error));
  });
  return {
    async crawl(platformId, pageBudget) {
      const { crawlRunId, resumed, jobs } = await startCrawlRun(database, { platformId, pageBudget, now: new Date() });
      await engine.add(jobs);
      return { crawlRunId, resumed };
    },
    fatal,
  };
}

function failure(): { fatal: Promise<never>; fail: (error: unknown) => void } {
  let fail: (error: unknown) => void = () => undefined;
  const fatal = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  // Whoever waits for work races this; where nobody waits the process must not end by it.
  fatal.catch(() => undefined);
  return { fatal, fail };
}
