import type { Browser } from 'playwright';
import type { CaptureRecord } from '../../contracts/capture.js';
import { RefusedError, RetriedError } from '../../contracts/errors.js';
import type { FullPageRecord } from '../../contracts/full-capture.js';
import { type BlobSink, type Clock, type DecisionLog, systemClock } from '../ports.js';
import { assertCrawlableUrl } from './address-guard.js';
import { type BrowserProcessOptions, createBrowserProcess, type RunningBrowser } from './browser-process.js';
import { startDeadline } from './deadline.js';
import { type FetchLimits, type FetchOptions, maxBytesOf, productOf, toolOf } from './fetcher.js';
import { captureInFull } from './full-capture.js';
import type { Visit } from './open-page.js';
import { visitPage } from './page-visit.js';
import { printHtml } from './print-html.js';
import { newCredentials } from './proxy-session.js';
import { closeOrKill, orAborted } from './unresponsive-browser.js';
import { visitFailure } from './visit-failure.js';
import { startVisitTime } from './visit-time.js';
import { createVisitorTabs, openVisitorTab, type VisitorTab, type VisitorTabs } from './visitor-tabs.js';

export interface BrowserFetchOptions extends FetchOptions {
  /** Scroll until the page stops growing, at most this often. */
  scroll?: { times: number } | undefined;
  /**
   * Whether the page is captured as evidence: a full-page PNG is taken, and images, fonts and counters are loaded for it as in any
   * visitor's browser. Default false: document and DOM alone, and nothing is asked for that they do without.
   */
  screenshot?: boolean;
  /**
   * Awaited before each round of scrolling and each request of the page but its document, for which the caller has waited. `limits.seconds`
   * stands still meanwhile, see visit-time.ts.
   */
  waitTurn?: (hostname: string) => Promise<void>;
}

export type CaptureOptions = Omit<BrowserFetchOptions, 'screenshot' | 'unless'>;

export interface BrowserFetcher {
  /**
   * Shows one page in Chromium as a visitor without history, and stores the document as received, the DOM as rendered and, if
   * wanted, a picture. `limits.seconds` holds for the document; loading, scrolling and the picture together may take four times that.
   * @throws what HttpFetcher.fetch throws for the same answers
   * @throws RetriedError `browser_failed` when the browser crashed, hung or was killed; the next fetch starts another
   * @throws DeadError `not_a_page` for a download
   */
  fetch(url: string, limits: FetchLimits, options?: BrowserFetchOptions): Promise<CaptureRecord>;
  /**
   * Captures one page in full as evidence: shown to a visitor without history, with every response as it came, see FullPageRecord.
   * `limits.megabytes` holds for each response, and ten times that for all together; a response beyond either is named without its body.
   * A page that is gone (404, 410) is captured as it is.
   * @throws what `fetch` throws for other answers; a resource of the page that fails does not make it fail
   */
  capture(url: string, limits: FetchLimits, options?: CaptureOptions): Promise<FullPageRecord>;
  /**
   * Prints a document of ours on A4, each page with its number; see printHtml.
   * @returns a PDF
   * @throws RetriedError `browser_failed` when the browser fails at it
   */
  print(html: string): Promise<Uint8Array>;
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
/** Hundreds of pages take a few seconds. */
const printSeconds = 60;

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

  /** @param isNew whether to show it to a new visitor, whose cache is empty, and not in a tab that has shown pages of its site */
  async function visitWith<T>(
    running: RunningBrowser,
    url: string,
    limits: FetchLimits,
    fetchOptions: CaptureOptions,
    isNew: boolean,
    work: (tab: VisitorTab, visit: Visit) => Promise<T>,
  ): Promise<T> {
    const { signal, scroll, admitRedirect } = fetchOptions;
    const time = startVisitTime();
    const waitTurn = (hostname: string): Promise<void> =>
      time.standStill(async () => fetchOptions.waitTurn?.(hostname));
    const deadline = startDeadline(limits.seconds * visitFactor, url, signal, time.after);
    const logged: Promise<void>[] = [];
    const tabs = tabsOf(running.browser);
    const idle = isNew ? undefined : tabs.takeIdle(new URL(url).origin);
    const credentials = idle?.credentials ?? newCredentials();
    const session = running.proxy.openSession(
      { responseBytes: maxBytesOf(limits), signal: deadline.signal, waitTurn },
      credentials,
    );
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
      : openVisitorTab(running.browser, {
          ...{ proxyOrigin: running.proxy.origin, credentials, userAgent },
          forEvidence: isNew,
        });
    const crashed = () => deadline.abort(new RetriedError('browser_failed', `The browser's page crashed at ${url}`));
    let isReusable = false;
    try {
      const tab = await orAborted(opening, deadline.signal);
      tab.page.once('crash', crashed);
      const visit = work(tab, {
        url,
        limits,
        scrollTimes: scroll?.times ?? 0,
        admitRedirect: admitRedirect && ((target) => time.standStill(() => admitRedirect(target))),
        waitTurn,
        time,
        session,
        blobs,
        clock,
        tool: toolOf(userAgent, `Chromium ${running.browser.version()}`),
        stop: deadline.abort,
      });
      const record = await orAborted(visit, deadline.signal);
      tab.page.off('crash', crashed);
      isReusable = !isNew;
      return record;
    } catch (error) {
      throw deadline.signal.aborted ? deadline.signal.reason : visitFailure(error, url, limits.seconds);
    } finally {
      deadline.clear();
      time.end();
      // Before the tab is emptied: an answer that comes later could leave a cookie, and Chromium asks again for what breaks off.
      session.close();
      await closeOrKill(
        opening.then((tab) => (isReusable ? tabs.giveBack(tab) : tab.context.close())),
        running,
      );
      await Promise.all(logged);
    }
  }

  return {
    async fetch(url, limits, fetchOptions = {}) {
      assertCrawlableUrl(url);
      const { screenshot = false } = fetchOptions;
      return process.use((running) =>
        // What is captured as evidence is shown to a new visitor.
        visitWith(running, url, limits, fetchOptions, screenshot, (tab, visit) => visitPage(tab, visit, screenshot)),
      );
    },
    async capture(url, limits, captureOptions = {}) {
      assertCrawlableUrl(url);
      return process.use((running) => visitWith(running, url, limits, captureOptions, true, captureInFull));
    },
    print: (html) => process.use((running) => printWith(running, html)),
    close: () => process.close(),
  };
}

async function printWith(running: RunningBrowser, html: string): Promise<Uint8Array> {
  const late = new RetriedError('browser_failed', `The browser did not print a document within ${printSeconds} s`);
  const timer = new AbortController();
  const timeout = setTimeout(() => timer.abort(late), printSeconds * 1000);
  const printing = printHtml(running.browser, html);
  try {
    return await orAborted(printing, timer.signal);
  } catch (error) {
    throw visitFailure(error, 'a document of ours', printSeconds);
  } finally {
    clearTimeout(timeout);
    await closeOrKill(printing, running);
  }
}
