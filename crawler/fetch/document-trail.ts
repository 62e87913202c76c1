import type { Response } from 'playwright';
import type { CaptureRecord } from '../../contracts/capture.js';
import { DeadError, RetriedError } from '../../contracts/errors.js';
import { assertCrawlableUrl } from './address-guard.js';
import { certificateChain } from './certificate-chain.js';
import { bodyTooLarge } from './content-decoding.js';
import { maxRedirects } from './fetcher.js';
import type { PausedRequest } from './request-gate.js';
import type { UnwantedRequests } from './unwanted-requests.js';
import type { VisitorTab } from './visitor-tabs.js';

/** The documents that a page's main frame went through, by redirects of the server, of scripts and of meta elements. */
export interface DocumentTrail {
  /** The URL that the main frame asked for last, whether or not an answer came. */
  lastAsked(): URL | undefined;
  /** The document that the page shows. @throws DeadError `not_a_page` when nothing was shown */
  last(): Response;
  /** The last document's bytes as received, before the page read them. */
  body(): Buffer;
  /** What led to it. A document left by script has its own status, and as location the URL that followed. */
  redirects(): CaptureRecord['redirects'];
  /** How the last document was encrypted; null for plain HTTP. */
  tls(): Promise<CaptureRecord['tls']>;
  /** Follows no further; the tab is free for another trail. */
  end(): void;
}

/** Keeps what responses bring. */
export interface ResponseKeeper {
  /** The main frame's document has come, with these bytes; a redirect has none. */
  keepDocument(paused: PausedRequest, bytes: Buffer | undefined): Promise<void>;
  /** Any other response has begun, or its request has failed: keeps it and lets it go on. */
  keep(paused: PausedRequest): Promise<void>;
}

export interface TrailOptions {
  maxBytes: number;
  unwanted: UnwantedRequests;
  admitRedirect: ((target: URL) => Promise<void>) | undefined;
  /** When given, every response is held up and kept, and its size is the keeper's concern. */
  responses?: ResponseKeeper | undefined;
  /** Called when the page must not go on. */
  stop: (reason: unknown) => void;
}

interface Encryption {
  protocol: string;
  cipher: string;
}

/**
 * Follows the main frame from its first request. Each further document must be admitted, and there may not be too many.
 *
 * A document is held up when it has arrived, and its bytes are taken then: what DevTools gives later is text, decoded and encoded
 * again, and no evidence. Documents are asked for uncompressed, because held-up ones unfold in the browser without a limit;
 * Chromium turns down one that comes compressed all the same. Other responses are counted while they unfold.
 */
export async function followDocuments(
  { page, devTools, gate }: VisitorTab,
  { maxBytes, unwanted, admitRedirect, responses, stop }: TrailOptions,
): Promise<DocumentTrail> {
  const asked: string[] = [];
  const documents: Response[] = [];
  const bodies = new Map<string, Buffer>();
  const security = new Map<string, Encryption>();
  const unfolded = new Map<string, number>();

  async function admit({ requestId, request }: PausedRequest): Promise<void> {
    asked.push(request.url);
    const target = assertCrawlableUrl(request.url);
    if (asked.length > maxRedirects + 1) {
      throw new DeadError(
        'redirect_loop',
        `Redirects lead nowhere (${maxRedirects} followed, at last to ${request.url})`,
      );
    }
    if (asked.length > 1) await admitRedirect?.(target);
    // A document is evidence and must come from its platform, not from the cache of a tab that has seen it.
    const headers = Object.entries({ ...request.headers, 'Accept-Encoding': 'identity', 'Cache-Control': 'no-cache' });
    await devTools.send('Fetch.continueRequest', {
      requestId,
      headers: headers.map(([name, value]) => ({ name, value })),
    });
  }

  async function keep(paused: PausedRequest): Promise<void> {
    const { requestId, request, responseStatusCode = 0 } = paused;
    let bytes: Buffer | undefined;
    // A redirect's body never reaches the browser.
    if (responseStatusCode >= 200 && (responseStatusCode < 300 || responseStatusCode >= 400)) {
      const { body, base64Encoded } = await devTools.send('Fetch.getResponseBody', { requestId });
      bytes = Buffer.from(body, base64Encoded ? 'base64' : 'utf8');
      if (bytes.length > maxBytes) throw bodyTooLarge(request.url, maxBytes);
      bodies.set(request.url, bytes);
    }
    await responses?.keepDocument(paused, bytes);
    await devTools.send('Fetch.continueResponse', { requestId });
  }

  const onResponse = (response: Response) => {
    if (response.request().isNavigationRequest() && response.frame() === page.mainFrame()) documents.push(response);
  };
  const onReceived = ({
    type,
    response,
  }: {
    type: string;
    response: { url: string; securityDetails?: Encryption };
  }) => {
    if (type === 'Document' && response.securityDetails) security.set(response.url, response.securityDetails);
  };
  const onData = ({ requestId, dataLength }: { requestId: string; dataLength: number }) => {
    const bytes = (unfolded.get(requestId) ?? 0) + dataLength;
    unfolded.set(requestId, bytes);
    if (bytes > maxBytes) stop(bodyTooLarge(`a response to ${page.url()}`, maxBytes));
  };
  page.on('response', onResponse);
  devTools.on('Network.responseReceived', onReceived);
  if (!responses) devTools.on('Network.dataReceived', onData);
  await gate.open({
    unwanted,
    onDocument: (paused, stage) => (stage === 'request' ? admit(paused) : keep(paused)),
    onResponse: responses && ((paused) => responses.keep(paused)),
    stop,
  });

  function last(): Response {
    const response = documents.at(-1);
    if (!response) throw new DeadError('not_a_page', `${asked.at(-1) ?? 'The page'} shows no document`);
    return response;
  }

  return {
    last,
    lastAsked() {
      const url = asked.at(-1);
      return url === undefined ? undefined : new URL(url);
    },
    body() {
      const url = last().url();
      const bytes = bodies.get(url);
      if (!bytes) throw new RetriedError('browser_failed', `The browser did not hand over the bytes of ${url}`);
      return bytes;
    },
    redirects() {
      return documents.slice(0, -1).map((document, index) => ({
        url: document.url(),
        status: document.status(),
        location: document.headers().location ?? documents[index + 1]?.url() ?? '',
      }));
    },
    async tls() {
      const url = new URL(last().url());
      const details = security.get(url.href);
      if (!details) return null;
      const { cipher } = details;
      // Node's spelling of the same: a reader of two captures should not wonder.
      const protocol = details.protocol.replace('TLS ', 'TLSv');
      const [certificate] = await certificateChain(devTools, url.origin);
      return {
        protocol,
        cipher,
        certificatePem: certificate.toString(),
        validFrom: new Date(certificate.validFrom).toISOString(),
        validTo: new Date(certificate.validTo).toISOString(),
      };
    },
    end() {
      page.off('response', onResponse);
      devTools.off('Network.responseReceived', onReceived);
      devTools.off('Network.dataReceived', onData);
      gate.shut();
    },
  };
}
