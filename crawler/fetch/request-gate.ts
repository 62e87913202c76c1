import type { CDPSession } from 'playwright';
import type { ProxyCredentials } from './proxy-session.js';
import type { UnwantedRequests } from './unwanted-requests.js';

/** A request that is held up. The events of the DevTools protocol carry much more; this is what is read of them. */
export interface PausedRequest {
  requestId: string;
  /** Of the events of the Network domain; the same for all redirects of one request. */
  networkId?: string;
  frameId: string;
  resourceType: string;
  request: { url: string; method: string; headers: Record<string, string> };
  responseStatusCode?: number;
  responseStatusText?: string;
  responseHeaders?: { name: string; value: string }[];
  responseErrorReason?: string;
}

export interface GateOptions {
  unwanted: UnwantedRequests;
  /** Lets the main frame's document go on, before it is asked for and again when its answer has begun. */
  onDocument: (paused: PausedRequest, stage: 'request' | 'response') => Promise<void>;
  /** When given, every other response is held up too, and this lets it go on. */
  onResponse?: ((paused: PausedRequest) => Promise<void>) | undefined;
  /** Called when the page must not go on. */
  stop: (reason: unknown) => void;
}

/** Of one tab. */
export interface RequestGate {
  /** Begins a visit. Those of one tab are all of a kind: what is held up is settled by the first. */
  open(options: GateOptions): Promise<void>;
  /** Ends it. What a page that is being left still asks for is refused, as far as it is held up. */
  shut(): void;
}

/**
 * Holds up documents and what is not wanted, and nothing else unless every response is to be kept: each request held up is a round trip between two processes, and one
 * that Playwright holds up (`route`, or a proxy with credentials) goes without the HTTP cache too. So the proxy's credentials are
 * given here; a page's first request is its document, and what follows sends them along unasked. It stands between two visits too, since Chromium
 * makes the ways of all requests anew whenever it is put up or taken down.
 */
export function createRequestGate(
  devTools: CDPSession,
  mainFrameId: string,
  credentials: ProxyCredentials,
): RequestGate {
  const authenticated = new Set<string>();
  let visit: GateOptions | undefined;
  let stands = false;

  function pass(paused: PausedRequest, { unwanted, onDocument, onResponse }: GateOptions): Promise<unknown> {
    const { requestId, responseStatusCode, responseErrorReason } = paused;
    const isAnswered = responseStatusCode !== undefined || responseErrorReason !== undefined;
    const isMainDocument = paused.resourceType === 'Document' && paused.frameId === mainFrameId;
    if (
      !isAnswered &&
      unwanted.includes({ url: paused.request.url, resourceType: paused.resourceType, isMainDocument })
    )
      return devTools.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
    if (isMainDocument && responseErrorReason === undefined)
      return onDocument(paused, isAnswered ? 'response' : 'request');
    if (isAnswered && onResponse) return onResponse(paused);
    return devTools.send(isAnswered ? 'Fetch.continueResponse' : 'Fetch.continueRequest', { requestId });
  }

  devTools.on('Fetch.requestPaused', (paused: PausedRequest) => {
    // When the page is closed meanwhile, the reason is known already and this one comes too late to count.
    if (visit) return void pass(paused, visit).catch(visit.stop);
    const refused = devTools.send('Fetch.failRequest', { requestId: paused.requestId, errorReason: 'Aborted' });
    // It may have ended with its page.
    refused.catch(() => undefined);
  });
  devTools.on('Fetch.authRequired', ({ requestId, authChallenge }) => {
    // Only to our own proxy, and no second time: it does not know them any more.
    const isDue = visit !== undefined && authChallenge.source === 'Proxy' && !authenticated.has(requestId);
    authenticated.add(requestId);
    const response = isDue
      ? ({ response: 'ProvideCredentials', ...credentials } as const)
      : ({ response: 'CancelAuth' } as const);
    devTools
      .send('Fetch.continueWithAuth', { requestId, authChallengeResponse: response })
      .catch((error: unknown) => visit?.stop(error));
  });

  return {
    async open(options) {
      visit = options;
      authenticated.clear();
      if (stands) return;
      stands = true;
      const { unwanted, onResponse } = options;
      await devTools.send('Network.setBlockedURLs', { urls: [...unwanted.addresses] });
      await devTools.send('Fetch.enable', {
        handleAuthRequests: true,
        patterns: [
          { resourceType: 'Document', requestStage: 'Request' },
          { resourceType: 'Document', requestStage: 'Response' },
          ...unwanted.patterns,
          ...(onResponse ? [{ urlPattern: '*', requestStage: 'Response' as const }] : []),
        ],
      });
    },
    shut() {
      visit = undefined;
    },
  };
}
