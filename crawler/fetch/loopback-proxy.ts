import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageOf, RefusedError, RetriedError, systemCodeOf } from '../../contracts/errors.js';
import { type AddressGuard, assertCrawlableUrl } from './address-guard.js';
import { dialGuarded } from './guarded-dial.js';
import { fieldsOfList, fieldsOfObject } from './header-fields.js';
import {
  newCredentials,
  type ProxyCredentials,
  ProxySession,
  plainTarget,
  type SessionOptions,
} from './proxy-session.js';
import { transportFailure } from './transport-failure.js';

export interface LoopbackProxy {
  /** `http://127.0.0.1:port` */
  readonly origin: string;
  /**
   * A session for one page. Without one nothing passes, so that other users of the machine have no use of the proxy.
   * @param credentials of an earlier session that is closed, where a browser context goes on with another page; default new ones
   */
  openSession(options: SessionOptions, credentials?: ProxyCredentials): ProxySession;
  close(): Promise<void>;
}

/**
 * The browser's only way out: a forward proxy on loopback that resolves each name itself, asks the guard, and dials the approved
 * address. Redirects, scripts, frames, WebSockets and rebinding names all come through here as plain requests or CONNECT.
 */
export async function startLoopbackProxy(guard: AddressGuard): Promise<LoopbackProxy> {
  const sessions = new Map<string, ProxySession>();
  const sessionOf = ({ headers }: IncomingMessage) => sessions.get(headers['proxy-authorization'] ?? '');

  const server = createServer((incoming, outgoing) => {
    const session = sessionOf(incoming);
    if (session) void forward(guard, session, incoming, outgoing);
    else outgoing.writeHead(407, { 'Proxy-Authenticate': challenge }).end();
  });
  server.on('connect', (incoming, client, head) => {
    // A page that is closed resets its tunnels; that concerns nobody.
    client.on('error', () => client.destroy());
    const session = sessionOf(incoming);
    if (session) void tunnel(guard, session, incoming.url ?? '', client, head);
    else refuseTunnel(client, `407 Proxy Authentication Required\r\nProxy-Authenticate: ${challenge}`, '');
  });
  // Browsers send WebSockets through CONNECT. What asks a proxy to upgrade is something else.
  server.on('upgrade', (_incoming, client) =>
    refuseTunnel(client, '403 Forbidden', 'This proxy upgrades no connection'),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    origin: `http://127.0.0.1:${port}`,
    openSession(options, credentials = newCredentials()) {
      const session = new ProxySession(options, credentials);
      const key = `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
      sessions.set(key, session);
      session.signal.addEventListener('abort', () => sessions.delete(key), { once: true });
      return session;
    },
    async close() {
      for (const session of sessions.values()) session.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const challenge = 'Basic realm="guazheng-watch"';

async function forward(
  guard: AddressGuard,
  session: ProxySession,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
) {
  let target = incoming.url ?? '';
  session.keep(incoming.socket);
  try {
    const url = assertCrawlableUrl(target);
    target = plainTarget(url);
    if (url.protocol !== 'http:') throw new RefusedError('url_refused', `${target} is asked for without a tunnel`);
    await session.admit(target, url.hostname);
    const port = Number(url.port) || 80;
    const connection = await dialGuarded(guard, url.hostname, port, session.signal);
    const peer = session.connected(url.hostname, port, connection);
    // A proxy replaces Host by the target's (RFC 9112 section 3.2.2).
    const headers = { ...endToEnd(incoming.headers), host: url.host, connection: 'close' };
    const upstream = request({
      createConnection: () => connection.socket,
      method: incoming.method,
      path: url.pathname + url.search,
      headers,
    });
    // An error before the response rejects `once`; one after it ends the response's own stream.
    upstream.on('error', () => {});
    const [answered] = await Promise.all([once(upstream, 'response'), pipeline(incoming, upstream)]);
    const response: IncomingMessage = answered[0];
    outgoing.writeHead(response.statusCode ?? 502, response.statusMessage, endToEnd(response.headers));
    const passed = pipeline(response, session.meter(target, 'response'), outgoing);
    session.onExchange?.(target, {
      peer,
      requestHeaders: fieldsOfObject(headers),
      responseHeaders: fieldsOfList(response.rawHeaders),
      passed,
    });
    await passed;
  } catch (error) {
    if (isLeft(error)) return;
    const failure = transportFailure(error, target);
    session.failed(target, failure);
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(statusOf(failure), { 'content-type': 'text/plain; charset=utf-8' }).end(messageOf(failure));
  }
}

async function tunnel(guard: AddressGuard, session: ProxySession, target: string, client: Duplex, head: Buffer) {
  let established = false;
  try {
    const { host, port } = /^(?<host>\[[^\]]*\]|[^:]*):(?<port>\d{1,5})$/.exec(target)?.groups ?? {};
    if (host === undefined || port === undefined) {
      throw new RefusedError('address_refused', `"${target}" is no host:port, so no tunnel leads there`);
    }
    await session.admit(target, host);
    const connection = await dialGuarded(guard, host, Number(port), session.signal);
    session.connected(host, Number(port), connection);
    const upstream = connection.socket;
    established = true;
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    upstream.write(head);
    await Promise.all([pipeline(upstream, session.meter(target, 'tunnel'), client), pipeline(client, upstream)]);
  } catch (error) {
    if (isLeft(error)) return;
    const failure = transportFailure(error, target);
    session.failed(target, failure);
    if (established) client.destroy();
    else refuseTunnel(client, `${statusOf(failure)} Failed`, messageOf(failure));
  }
}

/** The browser lost interest (a cancelled request, an idle tunnel): no failure of the target, whose own end gives another code. */
function isLeft(error: unknown): boolean {
  return systemCodeOf(error) === 'ERR_STREAM_PREMATURE_CLOSE';
}

function statusOf(failure: unknown): number {
  if (failure instanceof RefusedError) return 403;
  return failure instanceof RetriedError && failure.code === 'timed_out' ? 504 : 502;
}

function refuseTunnel(client: Duplex, statusAndHeaders: string, sentence: string): void {
  const body = Buffer.from(sentence);
  client.end(`HTTP/1.1 ${statusAndHeaders}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${sentence}`);
}

/** Fields that concern one connection alone (RFC 9110 section 7.6.1). */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const nominated = new Set((headers.connection ?? '').toLowerCase().split(/\s*,\s*/));
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name) && !nominated.has(name)));
}
