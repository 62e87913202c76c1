import type { Dispatcher } from 'undici';
import type { BlobReference, CaptureRecord } from '../../contracts/capture.js';
import { DeadError, type GuazhengError } from '../../contracts/errors.js';
import { type BlobSink, type Clock, systemClock } from '../ports.js';
import { type AddressGuard, assertCrawlableUrl } from './address-guard.js';
import { conditionFor } from './conditional-request.js';
import { type Connection, createConnectionPool, type Peer } from './connection-pool.js';
import { acceptedEncodings, bodyTooLarge, decodeContent } from './content-decoding.js';
import { startDeadline } from './deadline.js';
import { type FetchLimits, type FetchOptions, maxBytesOf, maxRedirects, toolOf } from './fetcher.js';
import { failureOfStatus } from './response-outcome.js';
import { transportFailure } from './transport-failure.js';

export interface HttpFetcher {
  /**
   * Fetches one page by GET: redirects are followed one by one, each through the guard; the body of the final 2xx is decoded,
   * hashed and stored before anything reads it. No cookies are kept. With `unless`, a 304 is a capture too: status 304, body of 0 bytes.
   * @throws RefusedError `address_refused`, `url_refused`
   * @throws DelayedError `asked_to_wait`, `overloaded`
   * @throws RetriedError `timed_out`, `connection_failed`, `name_unresolved`, `server_error`, `try_later`, `body_damaged`
   * @throws DeadError `gone`, `client_error`, `redirect_loop`, `body_too_large`, `unknown_encoding`, `certificate_invalid`, `bad_url`, `unexpected_status`
   */
  fetch(url: string, limits: FetchLimits, options?: FetchOptions): Promise<CaptureRecord>;
  /** The same, and the stored bytes besides: for small files such as robots.txt that are read at once. */
  read(url: string, limits: FetchLimits, options?: FetchOptions): Promise<{ record: CaptureRecord; bytes: Uint8Array }>;
  /** Ends every connection; a fetch under way fails. */
  close(): Promise<void>;
}

export interface HttpFetcherOptions {
  guard: AddressGuard;
  blobs: BlobSink;
  /** `name/version (+URL of a page that says who crawls and why)`. */
  userAgent: string;
  clock?: Clock;
  /** PEM certificates to trust besides the built-in roots, for platforms on a government intranet. */
  certificateAuthorities?: string[];
}

/** One request's result: what the capture is made of, where it is to be had, or why there is none. */
type Hop =
  | { final: Peer & Pick<CaptureRecord, 'status' | 'requestHeaders' | 'responseHeaders' | 'body'> }
  | { redirect: CaptureRecord['redirects'][number]; target: URL }
  | { failure: GuazhengError };

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** @throws InputError when the user agent does not begin with `name/version` */
export function createHttpFetcher(options: HttpFetcherOptions): HttpFetcher {
  const { guard, blobs, userAgent, clock = systemClock } = options;
  const tool = toolOf(userAgent, null);
  const pool = createConnectionPool(guard, options.certificateAuthorities);
  const requestHeaders = {
    'user-agent': userAgent,
    accept: 'text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8',
    'accept-language': 'zh-CN,zh;q=0.9,en;q=0.5',
    'accept-encoding': acceptedEncodings,
  };

  async function hop(
    url: URL,
    condition: Record<string, string>,
    maxBytes: number,
    sink: BlobSink,
    connection: Connection,
    signal: AbortSignal,
  ): Promise<Hop> {
    const sent = { ...requestHeaders, ...condition };
    const request = { method: 'GET', path: url.pathname + url.search, headers: sent, signal } as const;
    const response = await connection.client.request(request).catch((error: unknown) => {
      throw transportFailure(error, url.href);
    });
    const headers = joinHeaders(response.headers);
    const answer = { url: url.href, status: response.statusCode, headers };
    const redirect = redirectOf(answer);
    const isUnchanged = answer.status === 304 && Object.keys(condition).length > 0;
    const failure = redirect || isUnchanged ? undefined : failureOfStatus(answer, clock.now());
    if (redirect || failure || isUnchanged) await discard(response.body);
    if (failure) return { failure };
    if (redirect) return redirect;
    const { status } = answer;
    const exchange = { status, requestHeaders: { ...sent, host: url.host }, responseHeaders: headers };
    if (isUnchanged) {
      return { final: { ...exchange, body: await sink.put(new Uint8Array()), ...connection.peer() } };
    }
    if (Number(headers['content-length'] ?? 0) > maxBytes) throw bodyTooLarge(url.href, maxBytes);
    const decoded = decodeContent(response.body, headers['content-encoding'], maxBytes, url.href);
    const body = await store(sink, decoded, url.href);
    return { final: { ...exchange, body, ...connection.peer() } };
  }

  async function receive(text: string, limits: FetchLimits, options: FetchOptions, sink: BlobSink) {
    const { signal, admitRedirect, unless } = options;
    const startedAt = clock.now().toISOString();
    const redirects: CaptureRecord['redirects'] = [];
    let deadline = startDeadline(limits.seconds, text, signal);
    try {
      let url = assertCrawlableUrl(text);
      for (;;) {
        const from = url;
        const result = await pool.use(from, (connection) =>
          hop(from, conditionFor(from, text, unless), maxBytesOf(limits), sink, connection, deadline.signal),
        );
        if ('failure' in result) throw result.failure;
        if ('final' in result) {
          return {
            requestedUrl: text,
            finalUrl: url.href,
            redirects,
            ...result.final,
            startedAt,
            finishedAt: clock.now().toISOString(),
            method: 'http',
            dom: null,
            screenshot: null,
            tool,
          } satisfies CaptureRecord;
        }
        redirects.push(result.redirect);
        assertNoLoop(redirects, result.target);
        if (admitRedirect !== undefined) {
          // The platform is not to blame for how long its own pace lets us wait.
          deadline.clear();
          await admitRedirect(result.target);
          deadline = startDeadline(limits.seconds, text, signal);
        }
        url = result.target;
      }
    } finally {
      deadline.clear();
    }
  }

  return {
    fetch: (url, limits, fetchOptions = {}) => receive(url, limits, fetchOptions, blobs),
    async read(url, limits, fetchOptions = {}) {
      const chunks: Uint8Array[] = [];
      const sink: BlobSink = { put: (bytes) => blobs.put(tee(bytes, chunks)) };
      const record = await receive(url, limits, fetchOptions, sink);
      return { record, bytes: Buffer.concat(chunks) };
    },
    close: () => pool.close(),
  };
}

function redirectOf({ url, status, headers }: { url: string; status: number; headers: Record<string, string> }) {
  const { location } = headers;
  if (!redirectStatuses.has(status) || location === undefined) return undefined;
  if (!URL.canParse(location, url)) {
    throw new DeadError('bad_url', `${url} redirects to "${location}", which is no URL`);
  }
  return { target: assertCrawlableUrl(new URL(location, url).href), redirect: { url, status, location } };
}

/** Without cookies a page that was left by a redirect answers the same again, so a second visit is a loop. */
function assertNoLoop(redirects: CaptureRecord['redirects'], target: URL): void {
  const withoutFragment = target.href.replace(/#.*$/, '');
  const again = redirects.some(({ url }) => url.replace(/#.*$/, '') === withoutFragment);
  if (again || redirects.length > maxRedirects) {
    const path = [...redirects.map(({ url }) => url), target.href].join(' → ');
    throw new DeadError('redirect_loop', `Redirects lead nowhere (${redirects.length} followed): ${path}`);
  }
}

function joinHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    joined[name] = Array.isArray(value) ? value.join(name === 'set-cookie' ? '\n' : ', ') : value;
  }
  return joined;
}

/** Reads the body of an answer that is not kept, so that its connection can serve again; a large one is cut off instead. */
async function discard(body: Dispatcher.ResponseData['body']): Promise<void> {
  await body
    .dump({ limit: 65_536 })
    .catch((error: unknown) => body.destroy(error instanceof Error ? error : undefined));
}

/** A failure of the network becomes one of ours before the sink sees it; a failure of the sink passes untouched. */
async function store(sink: BlobSink, source: AsyncIterable<Uint8Array>, url: string): Promise<BlobReference> {
  let networkFailure: { error: unknown } | undefined;
  async function* received() {
    try {
      yield* source;
    } catch (error) {
      networkFailure = { error: transportFailure(error, url) };
      throw networkFailure.error;
    }
  }
  return sink.put(received()).catch((error: unknown) => {
    throw networkFailure ? networkFailure.error : error;
  });
}

async function* tee(bytes: Uint8Array | AsyncIterable<Uint8Array>, into: Uint8Array[]) {
  for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) {
    into.push(chunk);
    yield chunk;
  }
}
