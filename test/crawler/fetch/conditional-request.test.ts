import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type CaptureRecord, captureRecord } from '../../../contracts/capture.js';
import { createAddressGuard } from '../../../crawler/fetch/address-guard.js';
import { validatorsOf } from '../../../crawler/fetch/conditional-request.js';
import { createHttpFetcher } from '../../../crawler/fetch/http-fetch.js';
import { page, redirectTo, startServer } from './local-server.js';
import { createMemoryBlobs } from './memory-blobs.js';

const userAgent = 'guazheng-watch/0.1 (+https://example.org/crawler)';
const limits = { megabytes: 1, seconds: 20 };
const date = 'Sun, 22 Nov 2026 10:00:00 GMT';
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close();
});

/** A platform whose page has this entity tag and this date, and answers conditions. */
function versioned(state: { etag: string; date: string }) {
  return ({ headers }: IncomingMessage, response: ServerResponse) => {
    const fields = { etag: state.etag, 'last-modified': state.date };
    const tags = headers['if-none-match'];
    const isUnchanged = tags === undefined ? headers['if-modified-since'] === state.date : tags === state.etag;
    if (isUnchanged) response.writeHead(304, fields).end();
    else response.writeHead(200, { ...fields, 'content-type': 'text/html' }).end(`version ${state.etag}`);
  };
}

async function siteOf(routes: Parameters<typeof startServer>[0]) {
  const server = await startServer(routes);
  const guard = createAddressGuard({ allow: [], hosts: { 'site.test': `127.0.0.1:${server.port}` } });
  const blobs = createMemoryBlobs();
  const fetcher = createHttpFetcher({ guard, blobs, userAgent });
  open.push(server, fetcher);
  return { server, blobs, fetcher };
}

describe('conditional requests', () => {
  it('turn an unchanged page into a capture of 304 without a body, and a changed one into a capture of its own', async () => {
    const state = { etag: 'W/"1"', date };
    const { fetcher, blobs, server } = await siteOf({ '/': versioned(state) });
    const first = await fetcher.fetch('http://site.test/', limits);
    const unless = validatorsOf(first);
    expect(unless).toEqual({ url: 'http://site.test/', etag: 'W/"1"', lastModified: date });
    const second = await fetcher.fetch('http://site.test/', limits, { unless });
    expect(captureRecord.parse(second)).toEqual(second);
    expect(second).toMatchObject({
      status: 304,
      body: { bytes: 0 },
      requestHeaders: { 'if-none-match': 'W/"1"', 'if-modified-since': date },
      responseHeaders: { etag: 'W/"1"' },
    });
    expect(blobs.get(second.body.sha256)).toHaveLength(0);
    state.etag = '"2"';
    const third = await fetcher.fetch('http://site.test/', limits, { unless });
    expect(blobs.get(third.body.sha256).toString()).toBe('version "2"');
    expect(server.connections()).toBe(1);
  });

  it('work with a date alone', async () => {
    const { fetcher } = await siteOf({ '/': versioned({ etag: '"1"', date }) });
    expect(await fetcher.fetch('http://site.test/', limits, { unless: { lastModified: date } })).toMatchObject({
      status: 304,
    });
  });

  it('are made of the page that the validators came from and of no other, so that a redirect never says "unchanged"', async () => {
    const routes = { '/job': page('job', { 'last-modified': date }), '/home': versioned({ etag: '"1"', date }) };
    const { fetcher, server } = await siteOf(routes);
    const unless = validatorsOf(await fetcher.fetch('http://site.test/job', limits));
    routes['/job'] = redirectTo('/home');
    expect(await fetcher.fetch('http://site.test/job', limits, { unless })).toMatchObject({
      status: 200,
      finalUrl: 'http://site.test/home',
      requestHeaders: expect.not.objectContaining({ 'if-modified-since': date }),
    });
    const moved = validatorsOf(await fetcher.fetch('http://site.test/job', limits));
    expect(await fetcher.fetch('http://site.test/job', limits, { unless: moved })).toMatchObject({ status: 304 });
    expect(server.requests).toHaveLength(7);
  });

  it('are the only ones that 304 answers: without a condition it is no page', async () => {
    const { fetcher } = await siteOf({ '/': (_request, response) => response.writeHead(304).end() });
    for (const unless of [undefined, {}]) {
      await expect(fetcher.fetch('http://site.test/', limits, { unless })).rejects.toMatchObject({
        code: 'unexpected_status',
      });
    }
  });
});

describe('validators', () => {
  const record: CaptureRecord = {
    requestedUrl: 'http://site.test/a',
    finalUrl: 'http://site.test/b',
    redirects: [],
    status: 200,
    requestHeaders: {},
    responseHeaders: {},
    remoteAddress: '127.0.0.1',
    remotePort: 80,
    tls: null,
    startedAt: '2026-11-22T10:00:00.000Z',
    finishedAt: '2026-11-22T10:00:00.000Z',
    method: 'http',
    body: { sha256: '0'.repeat(64), bytes: 0 },
    dom: null,
    screenshot: null,
    tool: { name: 'guazheng-watch', version: '0.1', browser: null, node: 'v20', system: 'Linux' },
  };
  const withHeaders = (responseHeaders: Record<string, string>) => validatorsOf({ ...record, responseHeaders });

  it.each(['', 'abc', '"a", "b"', '"a\r\nx: y"', '"a', 'w/"a"'])('an ETag of %j is none', (etag) => {
    expect(withHeaders({ etag })).toBeUndefined();
  });

  it.each(['', 'yesterday', '0', 'Sun, 22 Nov 2026\r\nx: y', 'Sunday'])('a Last-Modified of %j is none', (field) => {
    expect(withHeaders({ 'last-modified': field })).toBeUndefined();
  });

  it('are taken as they came, for the URL that they came from', () => {
    expect(withHeaders({ etag: '"a"', 'last-modified': 'x' })).toEqual({ url: 'http://site.test/b', etag: '"a"' });
  });

  it('of a document say nothing of the page that a browser made of it', () => {
    expect(validatorsOf({ ...record, method: 'browser', responseHeaders: { etag: '"a"' } })).toBeUndefined();
  });
});
