import { messageOf } from '../../contracts/errors.js';
import type { CapturedResource } from '../../contracts/full-capture.js';
import type { Clock } from '../ports.js';
import { fieldsOfObject, fieldsOfText } from './header-fields.js';
import { type PlainExchange, type ProxySession, plainTarget } from './proxy-session.js';
import type { PausedRequest } from './request-gate.js';
import { capturedResources, type Hop, nextHop, type TrackedRequest } from './tracked-request.js';
import type { VisitorTab } from './visitor-tabs.js';

/** What a tab asks for, and what it is answered, bodies aside. */
export interface RequestJournal {
  /** Notes who answered a request that is held up, and what; or that nobody did. */
  answered(paused: PausedRequest): Hop;
  /** Everything until now; the tab is watched no further. */
  close(): CapturedResource[];
}

/** A page that asks without end does not fill the memory: the request after these is named, and no further one. */
const mostRequests = 5000;

/**
 * Notes a tab's requests from now on. WebSockets are no requests of this kind and not among them.
 *
 * Header fields are as they went over the wire where our proxy forwards the request itself. Inside a tunnel they are what the browser
 * tells of them: a response's by HTTP/1.1 as they came, others in an order of its own.
 */
export function keepRequestJournal(
  { devTools, mainFrameId }: VisitorTab,
  session: ProxySession,
  clock: Clock,
): RequestJournal {
  const requests = new Map<string, TrackedRequest>();
  const exchanges = new Map<string, PlainExchange[]>();
  let isClosed = false;

  function requestOf(id: string): TrackedRequest {
    const request = requests.get(id) ?? { hops: [], requestHeaders: [], responseHeaders: [] };
    if (!isClosed && requests.size < mostRequests) requests.set(id, request);
    return request;
  }

  function answered(paused: PausedRequest): Hop {
    const { networkId = paused.requestId, request, resourceType } = paused;
    const { url, method } = request;
    const hop = nextHop(requestOf(networkId), 'isAnswered', { url, method, resourceType, startedAt: clock.now() });
    const { responseStatusCode: status = 0, responseErrorReason } = paused;
    if (!isNetworkUrl(url) || responseErrorReason !== undefined) return hop;
    const target = new URL(url);
    hop.peer = session.peerOf(target);
    if (target.protocol === 'http:') {
      hop.plain = exchanges.get(plainTarget(target))?.shift();
      // An answer that did not come over the wire is our proxy's, which says why none came, or the cache's.
      if (!hop.plain) {
        const failure = session.failureOf(target);
        if (failure === undefined) hop.isUnasked = true;
        else hop.failure = messageOf(failure);
        return hop;
      }
      hop.peer = hop.plain.peer;
    }
    hop.status = status;
    hop.statusText = paused.responseStatusText ?? '';
    return hop;
  }

  devTools.on('Network.requestWillBeSent', ({ requestId, request, type = 'Other', frameId, wallTime }) => {
    const { url, method } = request;
    if (isClosed || !isNetworkUrl(url)) return;
    const start = { url, method, resourceType: type, startedAt: new Date(wallTime * 1000) };
    if (requests.size === mostRequests && !requests.has(requestId)) {
      const further: TrackedRequest = { hops: [], requestHeaders: [], responseHeaders: [] };
      nextHop(further, 'isAnnounced', start).failure =
        `this one and what follows is not kept: more than ${mostRequests}`;
      requests.set('further', further);
      return;
    }
    const hop = nextHop(requestOf(requestId), 'isAnnounced', start);
    hop.resourceType = start.resourceType;
    hop.startedAt = start.startedAt;
    hop.isMainDocument = type === 'Document' && frameId === mainFrameId;
  });
  devTools.on('Network.requestWillBeSentExtraInfo', ({ requestId, headers }) => {
    requestOf(requestId).requestHeaders.push(fieldsOfObject(headers));
  });
  devTools.on('Network.responseReceivedExtraInfo', ({ requestId, headers, headersText }) => {
    const fields = headersText === undefined ? fieldsOfObject(headers) : fieldsOfText(headersText);
    requestOf(requestId).responseHeaders.push(fields);
  });
  devTools.on('Network.requestServedFromCache', ({ requestId }) => {
    for (const hop of requests.get(requestId)?.hops ?? []) hop.isUnasked = true;
  });
  devTools.on('Network.responseReceived', ({ requestId, response }) => {
    const hop = requests.get(requestId)?.hops.at(-1);
    if (hop && response.fromDiskCache) hop.isUnasked = true;
  });
  devTools.on('Network.loadingFailed', (event) => {
    const hop = requests.get(event.requestId)?.hops.at(-1);
    if (!hop || isClosed || hop.failure !== null) return;
    if (event.blockedReason === 'inspector' && hop.url.endsWith('/favicon.ico')) hop.isUnasked = true;
    // What a page lost interest in, or was told that it may not read, is no failure of an answer that has come in full.
    const isOfThePage = event.canceled || event.corsErrorStatus !== undefined || event.blockedReason !== undefined;
    if (hop.status !== 0 && isOfThePage && !hop.awaitsBody) return;
    hop.failure = reasonOf(hop, event.errorText, event.blockedReason);
    hop.body = null;
  });
  session.onExchange = (target, exchange) => {
    if (!isClosed) exchanges.set(target, [...(exchanges.get(target) ?? []), exchange]);
  };

  /** Our proxy knows better than the browser, for which it is a tunnel that failed. */
  function reasonOf(hop: Hop, errorText: string, blockedReason: string | undefined): string {
    if (blockedReason === 'inspector') return 'not asked for: films, pings and site icons are no part of a capture';
    const byProxy = session.failureOf(new URL(hop.url));
    return byProxy === undefined ? errorText : messageOf(byProxy);
  }

  return {
    answered,
    close() {
      isClosed = true;
      return capturedResources(requests.values());
    },
  };
}

/** Not `data:` and the like, which are part of the page that names them. */
function isNetworkUrl(url: string): boolean {
  return /^https?:/.test(url);
}
