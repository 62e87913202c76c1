import fastifyHelmet from '@fastify/helmet';
import fastifyMultipart from '@fastify/multipart';
import fastifyStatic from '@fastify/static';
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Access, accessTable, personalRoutes, tokenRoutes } from './access-table.js';
import { answerError } from './answer-error.js';
import { refuseForeignRequest } from './local-requests.js';
import { parseRequest } from './parse-request.js';
import { RequestError } from './request-error.js';
import type { Route, Sources } from './route.js';
import type { Session } from './session.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** From the access table; a route without it is refused at start. */
    access?: Access;
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
    if (config?.access === undefined)
      throw new Error(`Route ${method} ${url} is not in server/access-table.ts; add it there with its roles.`);
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
    // Loopback is not HTTPS; the reverse proxy before it is.
    strictTransportSecurity: sources.accounts.publicUrl === undefined ? false : { maxAge: 31_536_000 },
  });
  app.addHook('onRequest', async ({ method, url, headers, socket }) => {
    refuseForeignRequest({
      method,
      path: url.split('?', 1)[0] ?? '',
      host: headers.host,
      fetchSite: firstOf(headers['sec-fetch-site']),
      origin: headers.origin,
      hasToken: headers.authorization !== undefined,
      port: socket.localPort ?? 0,
      publicUrl: sources.accounts.publicUrl,
    });
  });
  // Files are read by the routes that take them, each with its own limits.
  await app.register(fastifyMultipart);
  app.addHook('onClose', async () => sources.judging.close());
  await app.register(fastifyStatic, { serve: false, dotfiles: 'deny' });

  const admitted = new WeakMap<FastifyRequest, Session | undefined>();
  for (const route of routes) {
    const { method, path, bodyLimit } = route;
    const access = accessTable[`${method} ${path}`];
    if (access === undefined || (access === 'anyone') !== route.isOpen)
      throw new Error(`Route ${method} ${path} is not in server/access-table.ts as it is declared.`);
    app.route({
      ...{ method, url: path, config: { access } },
      ...(bodyLimit === undefined ? {} : { bodyLimit }),
      // Before a body is read: nobody has us take in what they may not send.
      onRequest: async (request) => {
        admitted.set(request, await admit(sources, access, request));
      },
      handler: async (request, reply) => answer(sources, route, admitted.get(request), request, reply),
    });
  }
  return app;
}

/** Lets only those through whom the access table names. */
async function admit(sources: Sources, access: Access, request: FastifyRequest): Promise<Session | undefined> {
  if (access === 'anyone') return undefined;
  const session = await sources.accounts.find(request);
  if (session === undefined) throw new RequestError(401, 'login_needed', '请先登录。');
  if (!access.includes(session.role)) {
    throw new RequestError(403, 'role_insufficient', '您的角色不能进行此操作，如有需要请联系管理员。');
  }
  if (session.origin === 'token' && !mayByToken(request)) {
    throw new RequestError(403, 'token_insufficient', '访问令牌只能用于读取和检测，不能进行此操作。');
  }
  return session;
}

function mayByToken({ method, routeOptions }: FastifyRequest): boolean {
  // HEAD is served by the route of GET.
  if (method === 'GET' || method === 'HEAD') return !personalRoutes.has(`GET ${routeOptions.url}`);
  return tokenRoutes.has(`${method} ${routeOptions.url}`);
}

async function answer(
  sources: Sources,
  route: Route,
  session: Session | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const call = {
    params: route.params && parseRequest(route.params, request.params),
    query: route.query && parseRequest(route.query, request.query),
    body: route.body && parseRequest(route.body, request.body),
    ...{ session, request, reply },
  };
  // The schemas that read its parts are the route's own (route.ts), and `isOpen` says whether there is a session.
  const result = await route.handle(sources, call as never);
  if (route.answer !== undefined) return route.answer.parse(result);
  if (result !== undefined) return result;
  return reply.sent ? reply : reply.code(204).send();
}

function firstOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join() : value;
}
