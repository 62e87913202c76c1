import type { Page, Response } from 'playwright';
import type { CaptureRecord } from '../../contracts/capture.js';
import { DeadError, GuazhengError, messageOf, RetriedError } from '../../contracts/errors.js';
import type { BlobSink, Clock } from '../ports.js';
import { bodyTooLarge } from './content-decoding.js';
import { timedOut } from './deadline.js';
import { followDocuments } from './document-trail.js';
import { type FetchLimits, maxBytesOf } from './fetcher.js';
import { watchNetwork } from './network-quiet.js';
import { type ProxySession, plainTarget } from './proxy-session.js';
import { failureOfStatus } from './response-outcome.js';
import { measurePage, scrollToTheEnd } from './scrolling.js';
import { unwantedRequests } from './unwanted-requests.js';
import type { VisitorTab } from './visitor-tabs.js';

export interface Visit {
  url: string;
  limits: FetchLimits;
  /** Rounds of scrolling at most; 0 for none. */
  scrollTimes: number;
  screenshot: boolean;
  admitRedirect: ((target: URL) => Promise<void>) | undefined;
  waitTurn: ((hostname: string) => Promise<void>) | undefined;
  /** Whether a request of the page waits for its turn. */
  awaitsTurn: () => boolean;
  session: ProxySession;
  blobs: BlobSink;
  clock: Clock;
  tool: CaptureRecord['tool'];
  /** Ends the visit from outside its own calls; they then fail because the page is closed. */
  stop: (reason: unknown) => void;
}

/** A page that keeps asking is taken as it is after this. */
const settleMilliseconds = 5000;
/** Lists without end would give pictures that no viewer opens. */
const maxPictureHeight = 10_000;

/** Opens the page, lets it settle and scrolls it, then stores what was received, what was rendered and how it looked. */
export async function visitPage(tab: VisitorTab, visit: Visit): Promise<CaptureRecord> {
  const { page } = tab;
  const { url, limits, session, blobs, clock } = visit;
  const maxBytes = maxBytesOf(limits);
  const milliseconds = limits.seconds * 1000;
  const startedAt = clock.now().toISOString();
  const network = watchNetwork(tab, visit.awaitsTurn);
  const trail = await followDocuments(tab, {
    maxBytes,
    unwanted: unwantedRequests(visit.screenshot),
    admitRedirect: visit.admitRedirect,
    stop: visit.stop,
  });
  // A document that breaks off is held up without end: what DevTools waits for does not come.
  session.onFailure((target, failure) => {
    const asked = trail.lastAsked();
    if (asked && target === plainTarget(asked)) visit.stop(failure);
  });

  /** The document shown now, unless it is one that the platform, or our own proxy, did not mean as a page. */
  async function shownDocument(): Promise<{ document: Response; headers: Record<string, string> }> {
    const document = trail.last();
    // Inside a tunnel the platform itself has answered; a plain answer may be the proxy's.
    const proxyFailure = document.url().startsWith('http:') ? session.failureOf(new URL(document.url())) : undefined;
    if (proxyFailure !== undefined) throw proxyFailure;
    const headers = await document.allHeaders();
    const failure = failureOfStatus({ url: document.url(), status: document.status(), headers }, clock.now());
    if (failure) throw failure;
    return { document, headers };
  }

  async function storeText(text: string) {
    const bytes = Buffer.from(text);
    if (bytes.length > maxBytes) throw bodyTooLarge(`${url} as rendered`, maxBytes);
    return blobs.put(bytes);
  }

  try {
    await page.goto(url, { waitUntil: 'domcontentloaded', timeout: milliseconds });
  } catch (error) {
    const byProxy = session.failureOf(trail.lastAsked() ?? new URL(url));
    if (byProxy !== undefined) throw byProxy;
    // A page that moves on by script before it is complete interrupts its own opening.
    if (!messageOf(error).includes('interrupted by another navigation')) throw error;
    await page.waitForLoadState('domcontentloaded', { timeout: milliseconds });
  }
  // A slow picture or counter is no reason to go without the page.
  await page.waitForLoadState('load', { timeout: milliseconds }).catch(unlessTimeout);
  await network.quiet(settleMilliseconds);
  await shownDocument();
  if (visit.scrollTimes > 0) {
    const hostname = new URL(page.url()).hostname;
    await scrollToTheEnd(page, network, visit.scrollTimes, async () => visit.waitTurn?.(hostname));
  }

  const { document, headers } = await shownDocument();
  const finalUrl = new URL(document.url());
  const peer = session.peerOf(finalUrl);
  if (!peer) throw new RetriedError('browser_failed', `${finalUrl.href} came from no connection of ours`);
  const record: CaptureRecord = {
    requestedUrl: url,
    finalUrl: page.url(),
    redirects: trail.redirects(),
    status: document.status(),
    requestHeaders: withoutProxyFields(await document.request().allHeaders()),
    responseHeaders: headers,
    remoteAddress: peer.address,
    remotePort: peer.port,
    tls: await trail.tls(),
    body: await blobs.put(trail.body()),
    dom: await storeText(await page.content()),
    screenshot: visit.screenshot ? await blobs.put(await takePicture(page, milliseconds)) : null,
    startedAt,
    finishedAt: clock.now().toISOString(),
    method: 'browser',
    tool: visit.tool,
  };
  network.end();
  await trail.end();
  return record;
}

async function takePicture(page: Page, timeout: number): Promise<Buffer> {
  const { width, height } = await measurePage(page);
  const clip = { x: 0, y: 0, width, height: Math.min(height, maxPictureHeight) };
  return page.screenshot({ fullPage: true, clip, type: 'png', animations: 'disabled', timeout });
}

function unlessTimeout(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'TimeoutError') throw error;
}

/** What the browser said to our proxy is not what the platform received; nor are HTTP/2 pseudo-fields header fields. */
function withoutProxyFields(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !name.startsWith('proxy-') && !name.startsWith(':')),
  );
}

/**
 * What a failure of the browser means, from the words of Playwright and the net error names of Chromium
 * (net/base/net_error_list.h). Errors of ours pass as they are.
 */
export function visitFailure(thrown: unknown, url: string, seconds: number): unknown {
  if (thrown instanceof GuazhengError || !(thrown instanceof Error)) return thrown;
  const options = { cause: thrown };
  const netError = /net::(ERR_\w+)/.exec(thrown.message)?.[1];
  if (thrown.name === 'TimeoutError' || netError?.includes('TIMED_OUT')) return timedOut(url, seconds);
  if (netError === 'ERR_ABORTED' || /Download is starting/.test(thrown.message)) {
    return new DeadError('not_a_page', `${url} is a download or empty, and no page`, options);
  }
  if (netError?.startsWith('ERR_CONTENT_DECODING')) {
    const sentence = `${url} comes compressed although it was asked for uncompressed; crawl this platform with "fetch: http"`;
    return new DeadError('unknown_encoding', sentence, options);
  }
  if (netError?.startsWith('ERR_CERT_')) {
    return new DeadError(
      'certificate_invalid',
      `${url} shows a certificate that cannot be trusted (${netError})`,
      options,
    );
  }
  if (netError) return new RetriedError('connection_failed', `The connection to ${url} failed (${netError})`, options);
  return new RetriedError('browser_failed', `The browser failed at ${url}: ${firstLine(messageOf(thrown))}`, options);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
