import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Request, Route } from 'playwright';
import type { CaptureRecord } from '../../contracts/capture.js';
import { RefusedError, RetriedError } from '../../contracts/errors.js';
import { type BlobSink, type Clock, type DecisionLog, systemClock } from '../ports.js';
import { assertCrawlableUrl } from './address-guard.js';
import { type BrowserProcessOptions, createBrowserProcess, type RunningBrowser } from './browser-process.js';
import { startDeadline } from './deadline.js';
import { type FetchLimits, type FetchOptions, maxBytesOf, productOf, toolOf } from './fetcher.js';
import { visitFailure, visitPage } from './page-visit.js';
import type { ProxySession } from './proxy-session.js';
import { isTracker } from './trackers.js';

export interface BrowserFetchOptions extends FetchOptions {
  /** Scroll until the page stops growing, at most this often. */
  scroll?: { times: number } | undefined;
  /**
   * Whether the page is captured as evidence: a full-page PNG is taken, and images, fonts and counters are loaded for it as in any
   * visitor's browser. Default false: document and DOM alone, and nothing is asked for that they do without.
   */
  screenshot?: boolean;
  /** Awaited before each round of scrolling and each request of the page but its document, for which the caller has waited. */
  waitTurn?: (hostname: string) => Promise<void>;
}

export interface BrowserFetcher {
  /**
   * Shows one page in Chromium as a visitor without history, and stores the document as received, the DOM as rendered and, if
   * wanted, a picture. `limits.seconds` holds for the document; loading, scrolling and the picture together may take four times that.
   * @throws what HttpFetcher.fetch throws for the same answers
   * @throws RetriedError `browser_failed` when the browser crashed, hung or was killed; the next fetch starts another
   * @throws DeadError `not_a_page` for a download
   */
  fetch(url: string, limits: FetchLimits, options?: BrowserFetchOptions): Promise<CaptureRecord>;
  close(): Promise<void>;
}

export interface BrowserFetcherOptions extends BrowserProcessOptions {
  blobs: BlobSink;
  /** `name/version (+URL)`; platforms see it behind Chromium's own. */
  userAgent: string;
  /** Told of every address that a page tried to reach and the guard refused. */
  decisions: DecisionLog;
  clock?: Clock;
}

/** How much longer than its document a whole visit may take. */
const visitFactor = 4;
/** A browser that cannot close a page by then does not answer any more. */
const closeMilliseconds = 5000;

/**
 * One browser for all pages, a context of its own for each. It starts with the first page and is replaced now and then.
 * @throws InputError when the user agent does not begin with `name/version`
 */
export function createBrowserFetcher(options: BrowserFetcherOptions): BrowserFetcher {
  const { blobs, userAgent, decisions, clock = systemClock } = options;
  productOf(userAgent);
  const process = createBrowserProcess(options);

  async function fetchWith(
    running: RunningBrowser,
    url: string,
    limits: FetchLimits,
    fetchOptions: BrowserFetchOptions,
  ) {
    const { signal, scroll, screenshot = false, admitRedirect, waitTurn } = fetchOptions;
    const seconds = limits.seconds * visitFactor;
    const deadline = startDeadline(seconds, url, signal);
    const logged: Promise<void>[] = [];
    const session = running.proxy.openSession({ responseBytes: maxBytesOf(limits), seconds, waitTurn });
    session.onFailure((target, failure) => {
      if (!(failure instanceof RefusedError)) return;
      const decision = {
        url: target,
        rule: 'address_guard',
        allowed: false,
        detail: failure.message,
        at: clock.now(),
      } as const;
      logged.push(decisions.record(decision));
    });
    const opening = openContext(running, session, userAgent, screenshot);
    try {
      const page = await orAborted(
        opening.then((context) => context.newPage()),
        deadline.signal,
      );
      page.once('crash', () =>
        deadline.abort(new RetriedError('browser_failed', `The browser's page crashed at ${url}`)),
      );
      page.context().on('page', (popup) => void popup.close());
      const visit = visitPage(page, {
        url,
        limits,
        scrollTimes: scroll?.times ?? 0,
        screenshot,
        admitRedirect,
        waitTurn,
        session,
        blobs,
        clock,
        tool: toolOf(userAgent, `Chromium ${running.browser.version()}`),
        stop: deadline.abort,
      });
      return await orAborted(visit, deadline.signal);
    } catch (error) {
      throw deadline.signal.aborted ? deadline.signal.reason : visitFailure(error, url, limits.seconds);
    } finally {
      deadline.clear();
      session.close();
      await closeOrKill(opening, running);
      await Promise.all(logged);
    }
  }

  return {
    async fetch(url, limits, fetchOptions = {}) {
      assertCrawlableUrl(url);
      return process.use((running) => fetchWith(running, url, limits, fetchOptions));
    },
    close: () => process.close(),
  };
}

async function openContext(
  { browser, proxy }: RunningBrowser,
  { username, password }: ProxySession,
  userAgent: string,
  screenshot: boolean,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    proxy: { server: proxy.origin, username, password },
    userAgent: `Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${browser.version()} Safari/537.36 ${userAgent}`,
    viewport: { width: 1280, height: 1600 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    acceptDownloads: false,
    serviceWorkers: 'block',
    permissions: [],
  });
  await context.route('**/*', (route) =>
    isWanted(route, screenshot) ? route.continue() : route.abort('blockedbyclient'),
  );
  return context;
}

/** Never part of what is read or seen in a picture. */
const unwantedTypes = new Set(['media', 'texttrack', 'ping', 'manifest']);
const typesOfPictures = new Set(['image', 'font']);

/** What is neither read nor seen is not asked for: it would only burden its host. */
function isWanted(route: Route, screenshot: boolean): boolean {
  const request = route.request();
  const type = request.resourceType();
  if (unwantedTypes.has(type)) return false;
  if (screenshot) return true;
  if (typesOfPictures.has(type)) return false;
  return !isTracker(new URL(request.url()).hostname) || isMainDocument(request);
}

/** A page that is itself at such a host is shown all the same. */
function isMainDocument(request: Request): boolean {
  if (!request.isNavigationRequest()) return false;
  try {
    return request.frame().parentFrame() === null;
  } catch {
    // A pop-up asks before its frame exists, and Playwright throws; pop-ups are closed anyway.
    return false;
  }
}

async function closeOrKill(opening: Promise<BrowserContext>, running: RunningBrowser): Promise<void> {
  // A failure to open or to close has no news: the visit has failed for the same reason.
  const closed = opening
    .then((context) => context.close())
    .then(
      () => true,
      () => true,
    );
  const answered = await Promise.race([closed, sleep(closeMilliseconds, false, { ref: false })]);
  if (!answered) await running.kill();
}

/** Playwright's calls wait for a browser that hangs; this does not. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
