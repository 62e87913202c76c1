import { createHash, randomBytes } from 'node:crypto';
import { brotliCompressSync, createGzip, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { captureRecord } from '../../../contracts/capture.js';
import { type DelayedError, FatalError, GuazhengError, InputError } from '../../../contracts/errors.js';
import { createAddressGuard, type NameLookup } from '../../../crawler/fetch/address-guard.js';
import { createHttpFetcher, type HttpFetcher, type HttpFetcherOptions } from '../../../crawler/fetch/http-fetch.js';
import { type LocalServer, page, redirectTo, startServer } from './local-server.js';
import { createMemoryBlobs } from './memory-blobs.js';

const userAgent = 'guazheng-watch/0.1 (+https://example.org/crawler)';
const limits = { megabytes: 1, seconds: 20 };
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close();
});

async function serve(routes: Parameters<typeof startServer>[0]): Promise<LocalServer> {
  const server = await startServer(routes);
  open.push(server);
  return server;
}

/** A fetcher that may reach `server` under the name site.test, and nothing else. */
function fetcherFor(server: LocalServer, options: Partial<HttpFetcherOptions> = {}, lookup?: NameLookup) {
  const blobs = createMemoryBlobs();
  const hosts = { 'site.test': `127.0.0.1:${server.port}` };
  const guard = createAddressGuard({ allow: [], hosts }, lookup);
  const fetcher: HttpFetcher = createHttpFetcher({ guard, blobs, userAgent, ...options });
  open.push(fetcher);
  return { ...fetcher, blobs };
}

async function failureOf(promise: Promise<unknown>): Promise<GuazhengError> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof GuazhengError)) throw new Error(`expected an error of ours, got ${String(thrown)}`);
  return thrown;
}

describe('fetching by HTTP', () => {
  it('returns a complete capture whose stored body is the bytes sent', async () => {
    const body = randomBytes(70_000);
    const server = await serve({
      '/a': (_request, response) => {
        response.setHeader('Set-Cookie', ['a=1', 'b=2']);
        response.setHeader('X-Many', ['1', '2']);
        response.writeHead(200, { 'Content-Type': 'text/html; charset=gbk' }).end(body);
      },
    });
    const { fetch, blobs } = fetcherFor(server);
    const record = await fetch('http://site.test/a?页=1', limits);
    expect(captureRecord.parse(record)).toEqual(record);
    expect(record).toMatchObject({
      requestedUrl: 'http://site.test/a?页=1',
      finalUrl: 'http://site.test/a?%E9%A1%B5=1',
      status: 200,
      remoteAddress: '127.0.0.1',
      remotePort: server.port,
      tls: null,
      method: 'http',
      dom: null,
      requestHeaders: { 'user-agent': userAgent, host: 'site.test' },
      responseHeaders: { 'content-type': 'text/html; charset=gbk', 'set-cookie': 'a=1\nb=2', 'x-many': '1, 2' },
      tool: { name: 'guazheng-watch', version: '0.1', browser: null },
    });
    expect(record.body).toEqual({ sha256: createHash('sha256').update(body).digest('hex'), bytes: body.length });
    expect(blobs.get(record.body.sha256).equals(body)).toBe(true);
  });

  it('uses one connection for pages fetched one after another', async () => {
    const server = await serve({
      '/': page('x'),
      '/moved': redirectTo('/'),
      '/broken': (_, r) => r.writeHead(500).end(),
    });
    const { fetch } = fetcherFor(server);
    await fetch('http://site.test/', limits);
    await fetch('http://site.test/moved', limits);
    await failureOf(fetch('http://site.test/none', limits));
    await failureOf(fetch('http://site.test/broken', limits));
    await fetch('http://site.test/', limits);
    expect(server.requests).toHaveLength(6);
    expect(server.connections()).toBe(1);
  });

  it('gives the bytes too when asked to read', async () => {
    const server = await serve({ '/': page('四川省') });
    const { read, blobs } = fetcherFor(server);
    const { record, bytes } = await read('http://site.test/', limits);
    expect(Buffer.from(bytes).toString()).toBe('四川省');
    expect(blobs.get(record.body.sha256).equals(bytes)).toBe(true);
  });

  it('refuses a user agent that names no product', () => {
    const guard = createAddressGuard({ allow: [], hosts: {} });
    expect(() => createHttpFetcher({ guard, blobs: createMemoryBlobs(), userAgent: 'Mozilla' })).toThrow(InputError);
  });

  it('lets a failure of the blob sink pass untouched', async () => {
    const server = await serve({ '/': page('x') });
    const blobs = { put: () => Promise.reject(new FatalError('disk_full', 'the disk is full')) };
    const { fetch } = fetcherFor(server, { blobs });
    expect(await failureOf(fetch('http://site.test/', limits))).toBeInstanceOf(FatalError);
  });
});

describe('content codings', () => {
  const text = Buffer.from('一级注册建造师'.repeat(200));
  const encoded: [string, Buffer][] = [
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['identity', text],
    ['GZIP, br', brotliCompressSync(gzipSync(text))],
  ];

  it.each(encoded)('%s is undone before the body is stored', async (coding, bytes) => {
    const server = await serve({ '/': page(bytes, { 'content-encoding': coding }) });
    const { fetch, blobs } = fetcherFor(server);
    const record = await fetch('http://site.test/', limits);
    expect(blobs.get(record.body.sha256).equals(text)).toBe(true);
  });

  it.each(['gzip', 'deflate', 'br', ''])(
    'an empty body sent as "%s" is empty or damaged, never a crash',
    async (coding) => {
      const server = await serve({ '/': page('', { 'content-encoding': coding }) });
      const outcome = await fetcherFor(server)
        .fetch('http://site.test/', limits)
        .then(
          (record) => record.body.bytes,
          (error: GuazhengError) => error.code,
        );
      expect([0, 'body_damaged']).toContain(outcome);
    },
  );

  it('unknown ones, and towers of known ones, are refused as dead', async () => {
    const server = await serve({
      '/rot13': page('x', { 'content-encoding': 'rot13' }),
      '/tower': page('x', { 'content-encoding': 'gzip,gzip,gzip,gzip,gzip,gzip' }),
    });
    const { fetch } = fetcherFor(server);
    for (const path of ['/rot13', '/tower']) {
      const failure = await failureOf(fetch(`http://site.test${path}`, limits));
      expect(failure).toMatchObject({ name: 'DeadError', code: 'unknown_encoding' });
    }
  });

  it('a body cut off in the middle is tried again', async () => {
    const half = gzipSync(randomBytes(5000)).subarray(0, 2500);
    const server = await serve({ '/': page(half, { 'content-encoding': 'gzip' }) });
    const failure = await failureOf(fetcherFor(server).fetch('http://site.test/', limits));
    expect(failure).toMatchObject({ name: 'RetriedError', code: 'body_damaged' });
  });
});

describe('limits', () => {
  it('a gzip bomb is stopped at the limit, long before it has unfolded', async () => {
    const block = Buffer.alloc(1_000_000);
    let blocksTaken = 0;
    const server = await serve({
      '/bomb': (_request, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        const gzip = createGzip();
        gzip.pipe(response);
        const feed = () => {
          while (!response.destroyed && blocksTaken < 5000) {
            blocksTaken += 1;
            if (!gzip.write(block)) return void gzip.once('drain', feed);
          }
          gzip.end();
        };
        feed();
      },
    });
    const { fetch, blobs } = fetcherFor(server);
    const before = process.memoryUsage().rss;
    const failure = await failureOf(fetch('http://site.test/bomb', limits));
    expect(failure).toMatchObject({ name: 'DeadError', code: 'body_too_large' });
    expect(blobs.size).toBe(0);
    expect(blocksTaken).toBeLessThan(5000);
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  });

  it('a body announced as too large is not even begun', async () => {
    const server = await serve({ '/': page(Buffer.alloc(1_000_001)) });
    const failure = await failureOf(fetcherFor(server).fetch('http://site.test/', limits));
    expect(failure).toMatchObject({ name: 'DeadError', code: 'body_too_large' });
  });

  it('a body of exactly the limit is taken', async () => {
    const server = await serve({ '/': page(Buffer.alloc(1_000_000)) });
    expect((await fetcherFor(server).fetch('http://site.test/', limits)).body.bytes).toBe(1_000_000);
  });

  it.each(['/headers', '/body'])('a server that never finishes its %s is given up in time', async (path) => {
    const server = await serve({
      '/headers': () => {},
      '/body': (_request, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.write(gzipSync(Buffer.from('begin')).subarray(0, 12));
      },
    });
    const failure = await failureOf(fetcherFor(server).fetch(`http://site.test${path}`, { ...limits, seconds: 0.3 }));
    expect(failure).toMatchObject({ name: 'RetriedError', code: 'timed_out' });
  });

  it('stops with the reason of its caller', async () => {
    const server = await serve({ '/': () => {} });
    const controller = new AbortController();
    const stopped = fetcherFor(server).fetch('http://site.test/', limits, { signal: controller.signal });
    controller.abort(new Error('the worker stops'));
    await expect(stopped).rejects.toThrow('the worker stops');
  });
});

describe('answers that are no page', () => {
  const table: [number, string, string][] = [
    [404, 'DeadError', 'gone'],
    [410, 'DeadError', 'gone'],
    [400, 'DeadError', 'client_error'],
    [403, 'DeadError', 'client_error'],
    [408, 'RetriedError', 'try_later'],
    [425, 'RetriedError', 'try_later'],
    [429, 'DelayedError', 'overloaded'],
    [500, 'RetriedError', 'server_error'],
    [502, 'RetriedError', 'server_error'],
    [503, 'DelayedError', 'overloaded'],
    [304, 'DeadError', 'unexpected_status'],
    [302, 'DeadError', 'unexpected_status'],
  ];

  it.each(table)('%i is a %s %s', async (status, name, code) => {
    const server = await serve({ '/': (_request, response) => response.writeHead(status).end() });
    const { fetch, blobs } = fetcherFor(server);
    expect(await failureOf(fetch('http://site.test/', limits))).toMatchObject({ name, code });
    expect(blobs.size).toBe(0);
  });

  it.each([429, 503])(
    '%i with Retry-After waits as long as it asks, in seconds or until a date, an hour at most',
    async (status) => {
      const now = new Date('2026-11-22T10:00:00Z');
      const waits: Record<string, string> = {
        '120': '2026-11-22T10:02:00.000Z',
        'Sun, 22 Nov 2026 10:05:00 GMT': '2026-11-22T10:05:00.000Z',
        'Sunday, 22-Nov-26 10:05:00 GMT': '2026-11-22T10:05:00.000Z',
        'Sun Nov 22 10:05:00 2026': '2026-11-22T10:05:00.000Z',
        'Sun, 22 Nov 2026 09:00:00 GMT': '2026-11-22T10:00:01.000Z',
        '0': '2026-11-22T10:00:01.000Z',
        '86400': '2026-11-22T11:00:00.000Z',
      };
      for (const [field, expected] of Object.entries(waits)) {
        const server = await serve({
          '/': (_, response) => response.writeHead(status, { 'retry-after': field }).end(),
        });
        const failure = await failureOf(
          fetcherFor(server, { clock: { now: () => now } }).fetch('http://site.test/', limits),
        );
        expect(failure).toMatchObject({ name: 'DelayedError', code: 'asked_to_wait' });
        expect((failure as DelayedError).notBefore.toISOString()).toBe(expected);
      }
    },
  );

  it.each(['soon', '1.5', '-3', 'Sunny'])('a Retry-After of "%s" is no date, so a minute is waited', async (field) => {
    const now = new Date('2026-11-22T10:00:00Z');
    const server = await serve({ '/': (_, response) => response.writeHead(503, { 'retry-after': field }).end() });
    const { fetch } = fetcherFor(server, { clock: { now: () => now } });
    expect(await failureOf(fetch('http://site.test/', limits))).toMatchObject({
      name: 'DelayedError',
      code: 'overloaded',
      notBefore: new Date('2026-11-22T10:01:00Z'),
    });
  });

  it('a connection that is reset, or refused, is tried again', async () => {
    const server = await serve({
      '/reset': (request) => request.socket.resetAndDestroy(),
      '/half': (request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('only this', () => request.socket.destroy());
      },
    });
    const { fetch } = fetcherFor(server);
    for (const path of ['/reset', '/half']) {
      const failure = await failureOf(fetch(`http://site.test${path}`, limits));
      expect(failure).toMatchObject({ name: 'RetriedError', code: 'connection_failed' });
    }
    await server.close();
    open.splice(open.indexOf(server), 1);
    expect(await failureOf(fetch('http://site.test/', limits))).toMatchObject({ code: 'connection_failed' });
  });
});

describe('redirects', () => {
  it('are followed by hand and recorded', async () => {
    const server = await serve({ '/a': redirectTo('/b?x=1', 301), '/b': redirectTo('c', 307), '/c': page('end') });
    const record = await fetcherFor(server).fetch('http://site.test/a', limits);
    expect(record.finalUrl).toBe('http://site.test/c');
    expect(record.redirects).toEqual([
      { url: 'http://site.test/a', status: 301, location: '/b?x=1' },
      { url: 'http://site.test/b?x=1', status: 307, location: 'c' },
    ]);
  });

  it('that run in a circle, or on and on, are dead', async () => {
    let step = 0;
    const server = await serve({
      '/a': redirectTo('/b#1'),
      '/b': redirectTo('/a#2'),
      '/on': (_request, response) => {
        step += 1;
        response.writeHead(302, { location: `/on?${step}` }).end();
      },
    });
    const { fetch } = fetcherFor(server);
    for (const path of ['/a', '/on']) {
      const failure = await failureOf(fetch(`http://site.test${path}`, limits));
      expect(failure).toMatchObject({ name: 'DeadError', code: 'redirect_loop' });
    }
    expect(server.requests.length).toBeLessThanOrEqual(2 + 11);
  });

  it.each([
    'http://127.0.0.1:PORT/secret',
    'http://[::ffff:127.0.0.1]:PORT/',
    '//2130706433:PORT/',
    'http://localhost:PORT/',
  ])('to %s are refused before anything is dialled', async (location) => {
    const secret = await serve({ '/secret': page('secret') });
    const server = await serve({ '/': redirectTo(location.replace('PORT', String(secret.port))) });
    const failure = await failureOf(fetcherFor(server).fetch('http://site.test/', limits));
    expect(failure).toMatchObject({ name: 'RefusedError', code: 'address_refused' });
    expect(secret.connections()).toBe(0);
  });

  it('to another scheme are refused, to nonsense dead', async () => {
    const server = await serve({ '/file': redirectTo('file:///etc/passwd'), '/bad': redirectTo('http://[') });
    const { fetch } = fetcherFor(server);
    expect(await failureOf(fetch('http://site.test/file', limits))).toMatchObject({ code: 'url_refused' });
    expect(await failureOf(fetch('http://site.test/bad', limits))).toMatchObject({ code: 'bad_url' });
  });

  it('are followed only if the caller admits their target', async () => {
    const server = await serve({ '/a': redirectTo('/b'), '/b': page('b') });
    const admitRedirect = async (target: URL) => {
      throw new FatalError('asked', target.href);
    };
    const failure = await failureOf(fetcherFor(server).fetch('http://site.test/a', limits, { admitRedirect }));
    expect(failure.message).toBe('http://site.test/b');
    expect(server.requests).toEqual(['/a']);
  });
});

describe('names', () => {
  it('that resolve to a private address, alone or beside a public one, are never dialled', async () => {
    const secret = await serve({ '/': page('secret') });
    for (const addresses of [['127.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['::ffff:127.0.0.1']]) {
      const { fetch } = fetcherFor(await serve({}), {}, async () => addresses);
      const failure = await failureOf(fetch(`http://private.example:${secret.port}/`, limits));
      expect(failure).toMatchObject({ code: 'address_refused' });
    }
    expect(secret.connections()).toBe(0);
  });

  it('are looked up once for a connection, so that the second answer is never dialled', async () => {
    const server = await serve({ '/': page('approved') });
    let asked = 0;
    const lookup: NameLookup = async () => (asked++ === 0 ? ['127.0.0.1'] : ['10.0.0.1']);
    const guard = createAddressGuard({ allow: ['127.0.0.1'], hosts: {} }, lookup);
    const { fetch } = fetcherFor(server, { guard });
    expect((await fetch(`http://changing.example:${server.port}/`, limits)).remoteAddress).toBe('127.0.0.1');
    expect(asked).toBe(1);
  });
});
