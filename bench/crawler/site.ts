import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerParent } from './child-messages.js';
import { type ServedHost, type SiteAnswer, siteRequest } from './site-messages.js';
import { appScript, sitePages } from './site-pages.js';

/** A picture of one pixel (PNG). */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
/** Rendered pages are kept up to so many: the site is not what is measured. Above it memory would be. */
const mostKept = 4000;

// Run as a process of its own: the site's work must not be counted with that of those who crawl it.
answerParent(siteRequest, async ({ hosts }): Promise<SiteAnswer> => {
  const listeners = new Map(Object.entries(hosts).map(([host, served]) => [host, listenerOf(served)]));
  const server = createServer((incoming, response) => {
    const listener = listeners.get((incoming.headers.host ?? '').replace(/:\d+$/, ''));
    if (listener === undefined) response.writeHead(421).end();
    else listener(incoming, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port };
});

function listenerOf({ details, pages, firstPosting, responseMilliseconds }: ServedHost): RequestListener {
  const documentOf = sitePages({ details, kind: pages, firstPosting });
  const kept = new Map<string, Buffer>();
  const bodyOf = (path: string): Buffer | undefined => {
    const known = kept.get(path);
    if (known !== undefined) return known;
    const document = documentOf(path);
    if (document === undefined) return undefined;
    const body = Buffer.from(document);
    if (kept.size < mostKept) kept.set(path, body);
    return body;
  };
  return (incoming, response) => {
    const { status = 200, type, body } = answerOf(incoming.url ?? '/', bodyOf);
    const send = (): void => {
      response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
    };
    if (responseMilliseconds === 0) send();
    else setTimeout(send, responseMilliseconds);
  };
}

interface Answer {
  readonly status?: number;
  readonly type: string;
  readonly body: Buffer | string;
}

function answerOf(path: string, bodyOf: (path: string) => Buffer | undefined): Answer {
  const page = bodyOf(path);
  if (page !== undefined) return { type: 'text/html; charset=utf-8', body: page };
  if (path === '/app.js') return { type: 'text/javascript; charset=utf-8', body: appScript };
  if (path === '/site.css')
    return { type: 'text/css', body: 'body{font:14px/1.6 sans-serif;margin:0 auto;width:1100px}' };
  if (path.startsWith('/img/')) return { type: 'image/png', body: pixel };
  if (path === '/robots.txt') return { type: 'text/plain', body: 'User-agent: *\nDisallow: /account/\n' };
  return {
    status: 404,
    type: 'text/html; charset=utf-8',
    body: '<!DOCTYPE html><title>404</title><h1>页面不存在</h1>',
  };
}
