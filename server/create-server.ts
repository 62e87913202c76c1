import fastifyHelmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { answerError } from './answer-error.js';
import { refuseForeignRequest } from './local-requests.js';
import { RequestError } from './request-error.js';
import type { Role, Route, Sources } from './route.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Copied from the route table; a route without it is refused at start. */
    role?: Role;
  }
}

/** A Fastify application that serves exactly `routes`; it does not listen yet. */
export async function createServer(
  sources: Sources,
  routes: readonly Route[],
  logger?: FastifyBaseLogger,
): Promise<FastifyInstance> {
  const app = fastify({
    ...(logger === undefined ? {} : { loggerInstance: logger }),
    forceCloseConnections: true,
    frameworkErrors: answerError,
  });
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(async () => {
    throw new RequestError(404, 'page_unknown', '没有这个页面或文件。');
  });

  // A plugin that brings a route along would open a door that no table names and no role guards.
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.role === undefined)
      throw new Error(`Route ${method} ${url} is not in server/routes.ts; add it there with its role.`);
  });
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });

  await app.register(fastifyHelmet, {
    // For data; the one HTML page replaces it by its own policy. `sandbox`: a stranger's bytes opened in a tab stay inert.
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], sandbox: [] },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    // Loopback is not HTTPS.
    strictTransportSecurity: false,
  });
  app.addHook('onRequest', async ({ method, url, headers, socket }) => {
    const fetchSite = headers['sec-fetch-site'];
    refuseForeignRequest({
      method,
      path: url.split('?', 1)[0] ?? '',
      host: headers.host,
      fetchSite: Array.isArray(fetchSite) ? fetchSite.join() : fetchSite,
      port: socket.localPort ?? 0,
    });
  });
  await app.register(fastifyStatic, { serve: false, dotfiles: 'deny' });

  for (const { method, path, role, handle } of routes) {
    app.route({ method, url: path, config: { role }, handler: (request, reply) => handle(sources, request, reply) });
  }
  return app;
}
