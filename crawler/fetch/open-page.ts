import type { Response } from 'playwright';
import type { CaptureRecord } from '../../contracts/capture.js';
import { messageOf, RetriedError } from '../../contracts/errors.js';
import type { BlobSink, Clock } from '../ports.js';
import { timedOut } from './deadline.js';
import { followDocuments, type ResponseKeeper } from './document-trail.js';
import { type FetchLimits, maxBytesOf } from './fetcher.js';
import { isOfTheExchange } from './header-fields.js';
import { watchNetwork } from './network-quiet.js';
import { type Peer, type ProxySession, plainTarget } from './proxy-session.js';
import { failureOfStatus } from './response-outcome.js';
import { scrollToTheEnd } from './scrolling.js';
import type { UnwantedRequests } from './unwanted-requests.js';
import type { VisitTime } from './visit-time.js';
import type { VisitorTab } from './visitor-tabs.js';

export interface Visit {
  url: string;
  limits: FetchLimits;
  /** Rounds of scrolling at most; 0 for none. */
  scrollTimes: number;
  admitRedirect: ((target: URL) => Promise<void>) | undefined;
  waitTurn: ((hostname: string) => Promise<void>) | undefined;
  time: VisitTime;
  session: ProxySession;
  blobs: BlobSink;
  clock: Clock;
  tool: CaptureRecord['tool'];
  /** Ends the visit from outside its own calls; they then fail because the page is closed. */
  stop: (reason: unknown) => void;
}

export interface OpeningOptions {
  unwanted: UnwantedRequests;
  /** Statuses that are shown as they are although they mean that there is no page. */
  alsoShown?: readonly number[];
  responses?: ResponseKeeper;
}

/** What the platform sent for a page, as a capture records it. */
export type ReceivedPage = Pick<
  CaptureRecord,
  | 'requestedUrl'
  | 'finalUrl'
  | 'redirects'
  | 'status'
  | 'requestHeaders'
  | 'responseHeaders'
  | 'remoteAddress'
  | 'remotePort'
  | 'tls'
  | 'body'
>;

export interface OpenedPage {
  /** The document that it shows now, stored, and where it came from. */
  received(): Promise<{ received: ReceivedPage; peer: Peer }>;
  /** Watches it no further. */
  end(): void;
}

/** A page that keeps asking is taken as it is after this. */
const settleMilliseconds = 5000;

/** Opens the page, lets it settle and scrolls it. */
export async function openPage(tab: VisitorTab, visit: Visit, options: OpeningOptions): Promise<OpenedPage> {
  const { page } = tab;
  const { url, limits, session, blobs, clock, time } = visit;
  const milliseconds = limits.seconds * 1000;
  const network = watchNetwork(tab, time.isStandingStill);
  const trail = await followDocuments(tab, {
    maxBytes: maxBytesOf(limits),
    unwanted: options.unwanted,
    responses: options.responses,
    admitRedirect: visit.admitRedirect,
    stop: visit.stop,
  });
  // A document that breaks off is held up without end: what DevTools waits for does not come.
  session.onFailure((target, failure) => {
    const asked = trail.lastAsked();
    if (asked && target === plainTarget(asked)) visit.stop(failure);
  });
  const isAlsoShown = (status: number) => options.alsoShown?.includes(status) ?? false;

  /** The document shown now, unless it is one that the platform, or our own proxy, did not mean as a page. */
  async function shownDocument(): Promise<{ document: Response; headers: Record<string, string> }> {
    const document = trail.last();
    // Inside a tunnel the platform itself has answered; a plain answer may be the proxy's.
    const proxyFailure = document.url().startsWith('http:') ? session.failureOf(new URL(document.url())) : undefined;
    if (proxyFailure !== undefined) throw proxyFailure;
    const headers = await document.allHeaders();
    const failure = failureOfStatus({ url: document.url(), status: document.status(), headers }, clock.now());
    if (failure && !isAlsoShown(document.status())) throw failure;
    return { document, headers };
  }

  /** Such an answer without a body makes the browser show a page of its own instead. */
  function isEmptyAnswer(error: unknown): boolean {
    return messageOf(error).includes('ERR_HTTP_RESPONSE_CODE_FAILURE') && isAlsoShown(trail.last().status());
  }

  /** Playwright's own timeouts go on while the page's requests wait for their turns; these calls are made without. */
  async function withinLimit(opening: Promise<unknown>): Promise<void> {
    let cancel: (() => void) | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      cancel = time.after(milliseconds, () => reject(timedOut(url, limits.seconds)));
    });
    try {
      await Promise.race([opening, late]);
    } finally {
      cancel?.();
    }
  }

  try {
    await withinLimit(page.goto(url, { waitUntil: 'domcontentloaded', timeout: 0 }));
  } catch (error) {
    const byProxy = session.failureOf(trail.lastAsked() ?? new URL(url));
    if (byProxy !== undefined) throw byProxy;
    // A page that moves on by script before it is complete interrupts its own opening.
    const isInterrupted = messageOf(error).includes('interrupted by another navigation');
    if (!isInterrupted && !isEmptyAnswer(error)) throw error;
    await withinLimit(page.waitForLoadState('domcontentloaded', { timeout: 0 }));
  }
  // A slow picture or counter is no reason to go without the page.
  await page.waitForLoadState('load', { timeout: milliseconds }).catch(unlessTimeout);
  await network.quiet(settleMilliseconds);
  await shownDocument();
  if (visit.scrollTimes > 0) {
    const hostname = new URL(page.url()).hostname;
    await scrollToTheEnd(page, network, visit.scrollTimes, async () => visit.waitTurn?.(hostname));
  }

  return {
    async received() {
      const { document, headers } = await shownDocument();
      const documentUrl = new URL(document.url());
      const peer = session.peerOf(documentUrl);
      if (!peer) throw new RetriedError('browser_failed', `${documentUrl.href} came from no connection of ours`);
      const received: ReceivedPage = {
        requestedUrl: url,
        finalUrl: page.url().startsWith('chrome-error:') ? documentUrl.href : page.url(),
        redirects: trail.redirects(),
        status: document.status(),
        requestHeaders: withoutProxyFields(await document.request().allHeaders()),
        responseHeaders: headers,
        remoteAddress: peer.address,
        remotePort: peer.port,
        tls: await trail.tls(),
        body: await blobs.put(trail.body()),
      };
      return { received, peer };
    },
    end() {
      network.end();
      trail.end();
    },
  };
}

function unlessTimeout(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'TimeoutError') throw error;
}

function withoutProxyFields(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => isOfTheExchange(name)));
}
