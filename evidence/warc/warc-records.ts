import type { BlobReference } from '../../contracts/capture.js';
import type { CapturedResource, FullPageRecord } from '../../contracts/full-capture.js';
import { requestHead, responseHead } from './http-head.js';

/** One record of a WARC before it is written. Its block is `head` and then the bytes of `body`. */
export interface WarcRecordPlan {
  readonly type: 'warcinfo' | 'response' | 'request' | 'resource';
  /** `WARC-Target-URI`; a warcinfo record has none. */
  readonly url?: string;
  readonly date: string;
  /** Fields of its own, beside those that every record has. */
  readonly fields: Readonly<Record<string, string>>;
  readonly head: Uint8Array;
  readonly body: BlobReference | null;
  /** Of a request: its response is the record before it. */
  readonly answersTo?: 'previous';
}

const nothing = new Uint8Array();

/**
 * The records of a capture in the order in which they are written (WARC/1.1, ISO 28500:2017): what the tool was, each exchange as its
 * response and its request, and what was made of the page (`resource`), which no server sent.
 */
export function warcRecords(capture: FullPageRecord): WarcRecordPlan[] {
  return [warcInfo(capture), ...capture.resources.flatMap(exchange), ...renderings(capture)];
}

function warcInfo(capture: FullPageRecord): WarcRecordPlan {
  const { name, version, browser, node, system } = capture.tool;
  const fields = {
    software: `${name}/${version} (${[browser, `Node.js ${node}`, system].filter((part) => part !== null).join('; ')})`,
    format: 'WARC file version 1.1',
    conformsTo: 'http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/',
    description:
      'Full capture. Bodies are stored after transfer and content decoding; x-orig- fields hold what the server said of them.',
  };
  const text = Object.entries(fields).map(([key, value]) => `${key}: ${value.replace(/[\r\n]+/g, ' ')}\r\n`);
  return {
    type: 'warcinfo',
    date: capture.startedAt,
    fields: { 'Content-Type': 'application/warc-fields' },
    head: Buffer.from(text.join('')),
    body: null,
  };
}

/** What never went over the network (`data:`, `blob:`) has no exchange. */
const fetched = (url: string): boolean => /^https?:/i.test(url) && URL.canParse(url);

function exchange(resource: CapturedResource): WarcRecordPlan[] {
  if (!fetched(resource.url)) return [];
  const url = withoutFragment(resource.url);
  const address = addressOf(resource.remoteAddress);
  const request: WarcRecordPlan = {
    type: 'request',
    url,
    date: resource.startedAt,
    fields: { 'Content-Type': 'application/http; msgtype=request', ...address },
    head: requestHead(resource.method, url, resource.requestHeaders),
    body: null,
  };
  if (resource.status === 0) return [request];
  return [
    response(url, resource.startedAt, resource.statusText, resource.responseHeaders, resource, {
      ...address,
      // The answer had a body which is not here: its emptiness may not pass for what was sent.
      ...(resource.body === null && resource.failure !== null ? truncated : {}),
    }),
    { ...request, answersTo: 'previous' },
  ];
}

/** WARC/1.1 section 5.13: for a reason that the other words do not name. */
const truncated = { 'WARC-Truncated': 'unspecified' };

function response(
  url: string,
  date: string,
  statusText: string,
  headers: [string, string][],
  { status, body }: { status: number; body: BlobReference | null },
  fields: Readonly<Record<string, string>>,
): WarcRecordPlan {
  return {
    type: 'response',
    url,
    date,
    fields: { 'Content-Type': 'application/http; msgtype=response', ...fields },
    head: responseHead(status, statusText, headers, body?.bytes ?? 0),
    body,
  };
}

/** Named as browsertrix names its own: `urn:` and what it is, before the page's URL. */
function renderings(capture: FullPageRecord): WarcRecordPlan[] {
  const url = withoutFragment(capture.finalUrl);
  const made: [name: string, mediaType: string, body: BlobReference][] = [
    ['dom', 'text/html; charset=utf-8', capture.dom],
    ['fullPage', 'image/png', capture.screenshot],
    ['pdf', 'application/pdf', capture.pdf],
  ];
  return made.map(([name, mediaType, body]) => ({
    type: 'resource',
    url: `urn:${name}:${url}`,
    date: capture.finishedAt,
    fields: { 'Content-Type': mediaType },
    head: nothing,
    body,
  }));
}

function addressOf(address: string): Readonly<Record<string, string>> {
  return address === '' ? {} : { 'WARC-IP-Address': address };
}

/** A fragment is never sent, and an index that holds one would not be found by the page's address. */
function withoutFragment(url: string): string {
  const parsed = new URL(url);
  parsed.hash = '';
  return parsed.href;
}
