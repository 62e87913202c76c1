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
  mainFrameId: string;
  credentials: ProxyCredentials;
  unwanted: UnwantedRequests;
  /** Lets the main frame's document go on, before it is asked for and again when its answer has begun. */
  onDocument: (paused: PausedRequest, stage: 'request' | 'response') => Promise<void>;
  /** When given, every other response is held up too, and this lets it go on. */
  onResponse?: ((paused: PausedRequest) => Promise<void>) | undefined;
  /** Called when the page must not go on. */
  stop: (reason: unknown) => void;
}

/**
 * Holds up documents and what is not wanted, and nothing else unless every response is to be kept: each request held up is a round trip between two processes, and one
 * that Playwright holds up (`route`, or a proxy with credentials) goes without the HTTP cache too. So the proxy's credentials are
 * given here; a page's first request is its document, and what follows sends them along unasked.
 */
export async function openRequestGate(devTools: CDPSession, options: GateOptions): Promise<{ end(): Promise<void> }> {
  const { mainFrameId, credentials, unwanted, onDocument, onResponse, stop } = options;
  const authenticated = new Set<string>();

  function pass(paused: PausedRequest): Promise<unknown> {
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

  // When the page is closed meanwhile, the reason is known already and this one comes too late to count.
  const onPaused = (paused: PausedRequest) => void pass(paused).catch(stop);
  const onAuth = ({ requestId, authChallenge }: { requestId: string; authChallenge: { source?: string } }) => {
    // Only to our own proxy, and no second time: it does not know them any more.
    const isDue = authChallenge.source === 'Proxy' && !authenticated.has(requestId);
    authenticated.add(requestId);
    const response = isDue
      ? ({ response: 'ProvideCredentials', ...credentials } as const)
      : ({ response: 'CancelAuth' } as const);
    devTools.send('Fetch.continueWithAuth', { requestId, authChallengeResponse: response }).catch(stop);
  };
  devTools.on('Fetch.requestPaused', onPaused);
  devTools.on('Fetch.authRequired', onAuth);
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
  return {
    async end() {
      devTools.off('Fetch.requestPaused', onPaused);
      devTools.off('Fetch.authRequired', onAuth);
      await devTools.send('Fetch.disable');
    },
  };
}
