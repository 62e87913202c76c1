import { RequestError } from './request-error.js';
import { openRoute, type Route } from './route.js';

/** The browser application: its files, and its one page under every other path. */
export const pageRoutes: readonly Route[] = [
  openRoute({
    method: 'GET',
    path: '/*',
    handle: async ({ webApplication }, { request, reply }) => {
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
  }),
];
