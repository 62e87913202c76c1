import type { FastifyReply } from 'fastify';
import { listAgencies } from './agencies.js';
import { readBody, readScreenshot } from './captures.js';
import { metricsContentType, readMetrics } from './metrics.js';
import { readOverview } from './overview.js';
import { listPostings, readPosting } from './postings.js';
import { agencyQuery, idParameter, parseRequest, postingQuery } from './query.js';
import { RequestError } from './request-error.js';
import type { Route } from './route.js';

/** Named after their contents, so that a copy never goes stale. */
const forEver = 'private, max-age=31536000, immutable';

/** Every route of the server. One that is not in this table cannot be registered (create-server.ts). */
export const routes: readonly Route[] = [
  { method: 'GET', path: '/api/overview', role: 'reader', handle: ({ db }) => readOverview(db) },
  {
    method: 'GET',
    path: '/api/postings',
    role: 'reader',
    handle: ({ db }, request) => listPostings(db, parseRequest(postingQuery, request.query)),
  },
  {
    method: 'GET',
    path: '/api/postings/:id',
    role: 'reader',
    handle: ({ db }, request) => readPosting(db, parseRequest(idParameter, request.params).id),
  },
  {
    method: 'GET',
    path: '/api/agencies',
    role: 'reader',
    handle: ({ db }, request) => listAgencies(db, parseRequest(agencyQuery, request.query).q),
  },
  {
    method: 'GET',
    path: '/api/captures/:id/screenshot',
    role: 'reader',
    handle: async (sources, request, reply) => {
      const { bytes, sha256 } = await readScreenshot(sources, parseRequest(idParameter, request.params).id);
      return sendBytes(reply, bytes, sha256, 'image/png', 'inline');
    },
  },
  {
    method: 'GET',
    path: '/api/captures/:id/body',
    role: 'reader',
    handle: async (sources, request, reply) => {
      const { bytes, sha256 } = await readBody(sources, parseRequest(idParameter, request.params).id);
      // Never as HTML: the page is a stranger's, and `.txt` opens in an editor.
      return sendBytes(reply, bytes, sha256, 'application/octet-stream', `attachment; filename="${sha256}.txt"`);
    },
  },
  {
    method: 'GET',
    path: '/metrics',
    role: 'reader',
    handle: async ({ db }, _request, reply) => reply.type(metricsContentType).send(await readMetrics(db, new Date())),
  },
  {
    method: 'GET',
    path: '/*',
    role: 'reader',
    handle: async ({ webApplication }, request, reply) => {
      const { pathname } = new URL(request.url, 'http://localhost');
      if (pathname === '/api' || pathname.startsWith('/api/')) {
        throw new RequestError(404, 'route_unknown', '没有这个接口。');
      }
      if (pathname.startsWith('/assets/')) {
        return reply.sendFile(pathname.slice(1), webApplication.folder, { maxAge: '365d', immutable: true });
      }
      const { html, policy } = webApplication.renderPage();
      return reply
        .header('content-security-policy', policy)
        .header('cache-control', 'no-store')
        .type('text/html; charset=utf-8')
        .send(html);
    },
  },
];

function sendBytes(reply: FastifyReply, bytes: Uint8Array, sha256: string, type: string, disposition: string) {
  return reply
    .header('content-disposition', disposition)
    .header('cache-control', forEver)
    .header('etag', `"${sha256}"`)
    .type(type)
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
