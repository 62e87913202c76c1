import { setMaxListeners } from 'node:events';
import { v7 as newId } from 'uuid';
import type { NewCaptureOrder } from '../casework/captures/order-captures.js';
import { sampleClear } from '../casework/reviews/sample-clear.js';
import type { Release } from '../classifier/release/read-release.js';
import { FatalError, messageOf } from '../contracts/errors.js';
import type { Step } from '../contracts/jobs.js';
import { createAddressGuard } from '../crawler/fetch/address-guard.js';
import { createBrowserFetcher } from '../crawler/fetch/browser-fetch.js';
import { findChromium } from '../crawler/fetch/chromium.js';
import type { GuardSettings } from '../crawler/fetch/guard-settings.js';
import { createHttpFetcher, type HttpFetcher } from '../crawler/fetch/http-fetch.js';
import { stopLeftoverBrowsers } from '../crawler/fetch/leftover-browsers.js';
import { createRobots, type Robots } from '../crawler/fetch/robots.js';
import { createMemoryPaceKeeper } from '../crawler/politeness/memory-pace-keeper.js';
import type { PaceKeeper } from '../crawler/politeness/pace-keeper.js';
import { takeTurn } from '../crawler/politeness/take-turn.js';
import { type DecisionLog, systemClock } from '../crawler/ports.js';
import type { BlobStore } from '../evidence/blobs/blob-store.js';
import { claimEngine } from '../prisma/engine-lock.js';
import type { Database } from '../prisma/open-database.js';
import { createBullmqEngine } from './bullmq/bullmq-engine.js';
import { createRedisPaceKeeper } from './bullmq/redis-pace-keeper.js';
import { followCurrentRelease } from './current-release.js';
import { databaseFailure } from './database-failure.js';
import { createDecisionLog } from './decision-log.js';
import { createEmbeddedEngine } from './embedded/embedded-engine.js';
import type { QueuedJob, QueueEngine } from './engine.js';
import { leaseHolder } from './leases.js';
import { orderFullCapture } from './order-full-capture.js';
import { reconcile } from './reconcile.js';
import { createRobotsCopies } from './robots-copies.js';
import { createWorkRunner } from './run-due-work.js';
import { startDueRuns } from './schedules/start-due-runs.js';
import { sealLedgerNow } from './seal-ledger-now.js';
import { startCrawlRun } from './start-crawl-run.js';
import type { StepContext } from './steps/step.js';

export interface PipelineOptions {
  readonly database: Database;
  readonly databaseUrl: string;
  readonly blobs: BlobStore;
  /** Judges unless a supervisor activated another one in the record. */
  readonly release: Release;
  /** Whether the deployment's setting names `release`: then it judges whatever was activated. */
  readonly releaseIsSet?: boolean;
  readonly stateFolder: string;
  readonly guard: GuardSettings;
  /** Sent with every request: name/version and a URL where the platform learns who crawls it. */
  readonly userAgent: string;
  /** Jobs go over Redis; without it they stay in this process. */
  readonly redisUrl?: string | undefined;
  /** Deployments that share a Redis tell their keys apart by this. */
  readonly redisPrefix?: string;
  readonly environment: Record<string, string | undefined>;
  /** How many jobs of each step run at once here. */
  readonly concurrency: Readonly<Record<Step, number>>;
  /** Whether runs that are due by their schedule start here: for workers, not for a command that does one thing and ends. */
  readonly startsSchedules?: boolean;
  /** Instead of the one that the queue implies. */
  readonly pace?: PaceKeeper;
  /** Timestamp authorities that heads of the ledger are sent to. */
  readonly timestampAuthorities?: readonly string[];
  /** Where heads of the ledger are kept outside the database. */
  readonly ledgerHeadsFolder: string;
  /** How many clear postings of each organisation join the review queue a day; 10 where absent. */
  readonly samplePerDay?: number | undefined;
  /** Hears in one sentence what the operator should know. */
  readonly onNotice: (sentence: string) => void;
}

export interface Pipeline {
  /** Starts a crawl run of a platform, or goes on with its unfinished one. */
  crawl(platformId: string, pageBudget?: number): Promise<{ crawlRunId: string; resumed: boolean }>;
  /** Orders a posting's full capture, before everything else that is due. @returns the order's id */
  capture(order: NewCaptureOrder): Promise<string>;
  /** Puts jobs on the queue that somebody else's change in the record has made due, such as the page's. */
  offer(jobs: readonly QueuedJob[]): Promise<void>;
  /** Whether full captures are taken here; otherwise they stay due for workers that do. */
  readonly takesCaptures: boolean;
  /** How many jobs wait or run. */
  queueSize(): Promise<number>;
  /** Rejects when the pipeline cannot go on (disk full, database gone, engine claim lost); never resolves. */
  readonly fatal: Promise<never>;
  /** Lets running work end, and leaves the rest to its rows. */
  close(): Promise<void>;
}

/** A job that a queue lost is late by no more than that, and so is a scheduled run. */
const everyMinute = '* * * * *';
const everyHour = '0 * * * *';
/** The day's sample is drawn by whichever worker comes first; a day on which none runs at one hour is sampled at the next. */
const hourly = '5 * * * *';
const defaultSamplePerDay = 10;
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
async function openPipeline(options: PipelineOptions, open: (() => Promise<void>)[]): Promise<Omit<Pipeline, 'close'>> {
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
  const own = { read: () => options.release, isSet: options.releaseIsSet ?? false };
  const following = await followCurrentRelease(database, blobs, own, onNotice);
  open.push(following.close);
  const pace = options.pace ?? (await openPaceKeeper(options));
  open.push(pace.close);
  const closing = new AbortController();
  // One listener for each host whose robots.txt is fetched; there may be hundreds.
  setMaxListeners(0, closing.signal);
  const absent =
    'This page needs a browser and Chromium is not installed; install it (npm run setup says how) and run the crawl again.';
  const context: StepContext = {
    database,
    blobs,
    http,
    browser: browser ?? { absent },
    fullCapture: browser === undefined ? { absent } : { fetch: browser.capture },
    timestampAuthorities: options.timestampAuthorities ?? [],
    ledgerHeadsFolder: options.ledgerHeadsFolder,
    robots: openRobots(options, http, pace, decisions, closing.signal),
    pace,
    judge: following.judge,
    clock: systemClock,
    holder: await leaseHolder(),
    permissions: new Map(),
  };
  const takesCaptures = browser !== undefined && options.concurrency.capture_full > 0;
  const engine = await openEngine(options);
  open.push(engine.close);
  // Before the engine's end, which waits for pages, which may wait for their robots.txt's turn.
  open.push(async () => closing.abort());
  const hear = (what: string, error: unknown): void => {
    const failure = databaseFailure(error, new Date(), 0);
    if (failure instanceof FatalError) fail(failure);
    else onNotice(`A defect stopped ${what}; what it left is still due and comes again: ${messageOf(error)}`);
  };
  engine.work({
    // Without a browser they are left to workers that have one.
    concurrency: takesCaptures ? options.concurrency : { ...options.concurrency, capture_full: 0 },
    handle: createWorkRunner(context, engine),
    failed: ({ step, dueWorkId }, error) => hear(`${step} of ${dueWorkId}`, error),
  });
  await reconcile(database, engine, new Date());
  await engine.schedule('reconcile', everyMinute, timeZone, async () => {
    await reconcile(database, engine, new Date()).catch((error: unknown) => hear('a reconciliation', error));
  });
  await engine.schedule('seal', everyHour, timeZone, async () => {
    await sealLedgerNow(database, context, new Date())
      .then((jobs) => engine.add(jobs))
      .catch((error: unknown) => hear('a seal of the ledger', error));
  });
  await engine.schedule('sample', hourly, timeZone, async () => {
    await sampleClear(database, options.samplePerDay ?? defaultSamplePerDay, new Date()).catch((error: unknown) =>
      hear('the sample of clear postings', error),
    );
  });
  if (options.startsSchedules === true) {
    await engine.schedule('schedules', everyMinute, timeZone, async () => {
      await startDueRuns(database, new Date())
        .then((jobs) => engine.add(jobs))
        .catch((error: unknown) => hear('the start of a scheduled run', error));
    });
  }
  return {
    async crawl(platformId, pageBudget) {
      const { crawlRunId, resumed, jobs } = await database.$transaction((transaction) =>
        startCrawlRun(transaction, { platformId, pageBudget, startedBy: 'command', now: new Date() }),
      );
      await engine.add(jobs);
      return { crawlRunId, resumed };
    },
    async capture(order) {
      const { orderId, jobs } = await database.$transaction((transaction) =>
        orderFullCapture(transaction, order, new Date()),
      );
      await engine.add(jobs);
      return orderId;
    },
    offer: (jobs) => engine.add(jobs),
    takesCaptures,
    queueSize: () => engine.size(),
    fatal,
  };
}

function openPaceKeeper({ redisUrl: url, redisPrefix, onNotice }: PipelineOptions): Promise<PaceKeeper> | PaceKeeper {
  if (url === undefined) return createMemoryPaceKeeper();
  return createRedisPaceKeeper({
    url,
    ...(redisPrefix === undefined ? {} : { prefix: redisPrefix }),
    onError: ({ message }) => onNotice(`The pace keeper has trouble with Redis: ${message}`),
  });
}

function openEngine({ redisUrl: url, redisPrefix, onNotice }: PipelineOptions): Promise<QueueEngine> | QueueEngine {
  if (url === undefined) return createEmbeddedEngine();
  return createBullmqEngine({
    url,
    ...(redisPrefix === undefined ? {} : { prefix: redisPrefix }),
    onError: ({ message }) => onNotice(`The queue has trouble with Redis, and goes on when it can: ${message}`),
  });
}

/** Gap around requests for robots.txt, which belong to a host and not to a platform file: its default, in milliseconds. */
const robotsGap = 1_000;

function openRobots(
  { database, userAgent }: PipelineOptions,
  http: HttpFetcher,
  pace: PaceKeeper,
  decisions: DecisionLog,
  signal: AbortSignal,
): Robots {
  return createRobots({
    read: http.read,
    waitTurn: (host) =>
      takeTurn(pace, {
        ...{ host, bookingId: `robots/${newId()}`, gapMilliseconds: robotsGap, signal },
        underWay: true,
        longestWaitMilliseconds: Number.POSITIVE_INFINITY,
      }),
    copies: createRobotsCopies(database),
    decisions,
    userAgent,
  });
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
