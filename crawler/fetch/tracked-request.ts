import type { BlobReference } from '../../contracts/capture.js';
import type { CapturedResource } from '../../contracts/full-capture.js';
import { type HeaderFields, isOfTheExchange } from './header-fields.js';
import type { Peer, PlainExchange } from './proxy-session.js';

/** One step of a request on its way through its redirects. */
export interface Hop {
  readonly url: string;
  readonly method: string;
  resourceType: string;
  startedAt: Date;
  isMainDocument: boolean;
  /** Whether the page's process has told of it, and whether its answer, or the lack of one, has been seen. */
  isAnnounced: boolean;
  isAnswered: boolean;
  /** Nothing went out: the browser's cache had it, or it was for the browser itself. */
  isUnasked: boolean;
  status: number;
  statusText: string;
  peer: Peer | undefined;
  /** How it went over the wire, where our proxy has seen that. */
  plain: PlainExchange | undefined;
  body: BlobReference | null;
  /** Whether a body is on its way. */
  awaitsBody: boolean;
  failure: string | null;
}

/**
 * One request of a page. What is known of it comes from the page's process, the browser's and our proxy, in no fixed order among
 * them: the page's process tells of each hop with its address, the network's header fields come without, hop by hop.
 */
export interface TrackedRequest {
  hops: Hop[];
  requestHeaders: HeaderFields[];
  responseHeaders: HeaderFields[];
}

export type HopStart = Pick<Hop, 'url' | 'method' | 'resourceType' | 'startedAt'>;

/** The first hop to this address that has not been `seen` so yet; a new one when there is none. */
export function nextHop(request: TrackedRequest, seen: 'isAnnounced' | 'isAnswered', start: HopStart): Hop {
  const known = request.hops.find((hop) => hop.url === start.url && !hop[seen]);
  const hop: Hop = known ?? {
    ...start,
    isMainDocument: false,
    isAnnounced: false,
    isAnswered: false,
    isUnasked: false,
    status: 0,
    statusText: '',
    peer: undefined,
    plain: undefined,
    body: null,
    awaitsBody: false,
    failure: null,
  };
  if (!known) request.hops.push(hop);
  hop[seen] = true;
  return hop;
}

/** What the requests came to, in the order asked for, the page's document and its redirects first. */
export function capturedResources(requests: Iterable<TrackedRequest>): CapturedResource[] {
  const documents: CapturedResource[] = [];
  const others: CapturedResource[] = [];
  for (const { hops, requestHeaders, responseHeaders } of requests) {
    const asked = hops.filter(({ isUnasked }) => !isUnasked);
    asked.forEach((hop, index) => {
      const resource = resourceOf(hop, requestHeaders[index] ?? [], responseHeaders[index] ?? []);
      (hop.isMainDocument ? documents : others).push(resource);
    });
  }
  return [...documents, ...others];
}

function resourceOf(hop: Hop, requestHeaders: HeaderFields, responseHeaders: HeaderFields): CapturedResource {
  const { url, method, resourceType, startedAt, status, statusText, peer, plain, body, failure } = hop;
  const ofTheExchange = (fields: HeaderFields) => fields.filter(([name]) => isOfTheExchange(name));
  const isAnswered = status !== 0;
  return {
    url,
    method,
    resourceType,
    startedAt: startedAt.toISOString(),
    requestHeaders: ofTheExchange(plain?.requestHeaders ?? requestHeaders),
    status,
    statusText,
    responseHeaders: isAnswered ? ofTheExchange(plain?.responseHeaders ?? responseHeaders) : [],
    remoteAddress: isAnswered ? (peer?.address ?? '') : '',
    remotePort: isAnswered ? (peer?.port ?? 0) : 0,
    body,
    failure: failure ?? lackOf(hop),
  };
}

/** What had not come yet. */
function lackOf({ status, awaitsBody }: Hop): string | null {
  if (status === 0) return 'no answer had come when the page was captured';
  return awaitsBody ? 'its body had not come in full when the page was captured' : null;
}
