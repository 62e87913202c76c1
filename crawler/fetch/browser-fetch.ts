import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright';
import type { CaptureRecord } from '../../contracts/capture.js';
import { RefusedError, RetriedError } from '../../contracts/errors.js';
import { type BlobSink, type Clock, type DecisionLog, systemClock } from '../ports.js';
import { assertCrawlableUrl } from './address-guard.js';
import { type BrowserProcessOptions, createBrowserProcess, type RunningBrowser } from './browser-process.js';
import { startDeadline } from './deadline.js';
import { type FetchLimits, type FetchOptions, maxBytesOf, productOf, toolOf } from './fetcher.js';
import { visitFailure, visitPage } from './page-visit.js';
import { newCredentials } from './proxy-session.js';
import { createVisitorTabs, openVisitorTab, type VisitorTabs } from './visitor-tabs.js';

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
 * One browser for all pages, in which each is a visit of its own, see visitor-tabs.ts. It starts with the first page and is replaced now and then.
 * @throws InputError when the user agent does not begin with `name/version`
 */
export function createBrowserFetcher(options: BrowserFetcherOptions): BrowserFetcher {
  const { blobs, userAgent, decisions, clock = systemClock } = options;
  productOf(userAgent);
  const process = createBrowserProcess(options);
  const tabsByBrowser = new WeakMap<Browser, VisitorTabs>();

  function tabsOf(browser: Browser): VisitorTabs {
    const tabs = tabsByBrowser.get(browser) ?? createVisitorTabs();
    tabsByBrowser.set(browser, tabs);
    return tabs;
  }

  async function fetchWith(
    running: RunningBrowser,
    url: string,
    limits: FetchLimits,
    fetchOptions: BrowserFetchOptions,
  ) {
    const { signal, scroll, screenshot = false, admitRedirect } = fetchOptions;
    let awaited = 0;
    const waitTurn = async (hostname: string): Promise<void> => {
      awaited += 1;
      try {
        await fetchOptions.waitTurn?.(hostname);
      } finally {
        awaited -= 1;
      }
    };
    const seconds = limits.seconds * visitFactor;
    const deadline = startDeadline(seconds, url, signal);
    const logged: Promise<void>[] = [];
    const tabs = tabsOf(running.browser);
    // What is captured as evidence is shown to a new visitor, whose cache is empty.
    const idle = screenshot ? undefined : tabs.takeIdle(new URL(url).origin);
    const credentials = idle?.credentials ?? newCredentials();
    const session = running.proxy.openSession({ responseBytes: maxBytesOf(limits), seconds, waitTurn }, credentials);
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
    const opening = idle
      ? Promise.resolve(idle)
      : openVisitorTab(running.browser, { proxyOrigin: running.proxy.origin, credentials, userAgent });
    const crashed = () => deadline.abort(new RetriedError('browser_failed', `The browser's page crashed at ${url}`));
    let isReusable = false;
    try {
      const tab = await orAborted(opening, deadline.signal);
      tab.page.once('crash', crashed);
      const visit = visitPage(tab, {
        url,
        limits,
        scrollTimes: scroll?.times ?? 0,
        screenshot,
        admitRedirect,
        waitTurn,
        awaitsTurn: () => awaited > 0,
        session,
        blobs,
        clock,
        tool: toolOf(userAgent, `Chromium ${running.browser.version()}`),
        stop: deadline.abort,
      });
      const record = await orAborted(visit, deadline.signal);
      tab.page.off('crash', crashed);
      isReusable = !screenshot;
      return record;
    } catch (error) {
      throw deadline.signal.aborted ? deadline.signal.reason : visitFailure(error, url, limits.seconds);
    } finally {
      deadline.clear();
      if (!isReusable) session.close();
      await orKill(
        opening.then((tab) => (isReusable ? tabs.giveBack(tab) : tab.context.close())),
        running,
      );
      session.close();
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

async function orKill(leaving: Promise<void>, running: RunningBrowser): Promise<void> {
  // A failure has no news: what the visit came to is known, and a browser that fails here is replaced.
  const left = leaving.then(
    () => true,
    () => true,
  );
  const answered = await Promise.race([left, sleep(closeMilliseconds, false, { ref: false })]);
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
