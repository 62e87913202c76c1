import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAddressGuard } from '../../../crawler/fetch/address-guard.js';
import { type LoopbackProxy, startLoopbackProxy } from '../../../crawler/fetch/loopback-proxy.js';
import type { ProxySession, SessionOptions } from '../../../crawler/fetch/proxy-session.js';
import { type LocalServer, page, startServer } from './local-server.js';

const sessionOptions: SessionOptions = { responseBytes: 1000 };
let site: LocalServer;
let secret: LocalServer;
let proxy: LoopbackProxy;
let session: ProxySession;

beforeEach(async () => {
  site = await startServer({
    '/': page('plain'),
    '/large': page('x'.repeat(1001)),
    '/headers': (incoming, response) => response.end(JSON.stringify(incoming.headers)),
    '/echo': (incoming, response) => void incoming.pipe(response),
    '/never': () => {},
  });
  secret = await startServer({ '/': page('secret') });
  proxy = await startLoopbackProxy(createAddressGuard({ allow: [], hosts: { 'site.test': `127.0.0.1:${site.port}` } }));
  session = proxy.openSession(sessionOptions);
});

afterEach(async () => {
  await proxy.close();
  await site.close();
  await secret.close();
});

const credentials = ({ credentials: { username, password } }: ProxySession) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

async function ask(url: string, authorization = credentials(session), body = '', headers: Record<string, string> = {}) {
  const { hostname, port } = new URL(proxy.origin);
  const method = body === '' ? 'GET' : 'POST';
  const outgoing = request({
    hostname,
    port,
    path: url,
    method,
    headers: { 'proxy-authorization': authorization, ...headers },
  });
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

/** Everything that comes back on one raw connection until it ends. */
async function askRaw(lines: string[], then?: (socket: Socket) => void): Promise<string> {
  const socket = connect(Number(new URL(proxy.origin).port), '127.0.0.1');
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  then?.(socket);
  return text(socket);
}

describe('the loopback proxy', () => {
  it('passes requests and bodies on, without the fields that were meant for itself', async () => {
    expect(await ask('http://site.test/')).toMatchObject({ status: 200, body: 'plain' });
    expect((await ask('http://site.test/echo', undefined, 'sent')).body).toBe('sent');
    const extra = { connection: 'x-hop, close', 'x-hop': '1', 'x-end': '2', host: 'forged.test' };
    const seen: Record<string, string> = JSON.parse((await ask('http://site.test/headers', undefined, '', extra)).body);
    expect(seen).toMatchObject({ host: 'site.test', 'x-end': '2' });
    expect(seen).not.toHaveProperty('proxy-authorization');
    expect(seen).not.toHaveProperty('x-hop');
    expect(session.peerOf(new URL('http://site.test/'))).toMatchObject({ address: '127.0.0.1', port: site.port });
  });

  it('is of no use to anybody without the credentials of a page that is open', async () => {
    const closed = proxy.openSession(sessionOptions);
    closed.close();
    for (const authorization of ['', 'Basic eDp5', credentials(closed)]) {
      expect((await ask('http://site.test/', authorization)).status).toBe(407);
    }
    expect(await askRaw(['CONNECT site.test:80 HTTP/1.1', 'Host: site.test'])).toMatch(/^HTTP\/1.1 407 /);
    expect(site.connections()).toBe(0);
  });

  it('tunnels to approved addresses', async () => {
    const head = ['CONNECT site.test:80 HTTP/1.1', `Proxy-Authorization: ${credentials(session)}`];
    const answer = await askRaw(head, (socket) => {
      socket.once('data', () => socket.write('GET / HTTP/1.1\r\nHost: site.test\r\nConnection: close\r\n\r\n'));
    });
    expect(answer).toMatch(/^HTTP\/1.1 200 Connection Established\r\n\r\nHTTP\/1.1 200 OK[\s\S]*\r\nplain\r\n/);
  });

  it.each(['127.0.0.1', 'localhost', '127.1', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', '[::1]'])(
    'refuses plain requests and tunnels to %s with a sentence, and tells of it',
    async (host) => {
      const refused: string[] = [];
      session.onFailure((target) => refused.push(target));
      const target = `${host}:${secret.port}`;
      const plain = await ask(`http://${target}/`);
      expect(plain).toMatchObject({ status: 403, body: expect.stringContaining('GUAZHENG_ALLOW_ADDRESSES') });
      const head = [`CONNECT ${target} HTTP/1.1`, `Proxy-Authorization: ${credentials(session)}`];
      expect(await askRaw(head)).toMatch(/^HTTP\/1.1 403 [\s\S]*GUAZHENG_ALLOW_ADDRESSES/);
      expect(refused).toHaveLength(2);
      expect(secret.connections()).toBe(0);
    },
  );

  it.each(['nothing', 'a:b:80', '127.0.0.1#site.test:80', 'u@127.0.0.1:80', ':80'])(
    'refuses the tunnel target "%s"',
    async (target) => {
      const head = [`CONNECT ${target} HTTP/1.1`, `Proxy-Authorization: ${credentials(session)}`];
      expect(await askRaw(head)).not.toMatch(/^HTTP\/1.1 200/);
    },
  );

  it('refuses other schemes, upgrades, and requests that are not meant for a proxy', async () => {
    for (const url of ['https://site.test/', 'ftp://site.test/', 'file:///etc/passwd', '/']) {
      expect((await ask(url)).status).not.toBe(200);
    }
    const upgrade = ['GET http://site.test/ HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket'];
    expect(await askRaw([...upgrade, `Proxy-Authorization: ${credentials(session)}`])).toMatch(/^HTTP\/1.1 403/);
    expect(site.connections()).toBe(0);
  });

  it('cuts a response off at the limit and says why', async () => {
    await expect(ask('http://site.test/large')).rejects.toThrow();
    expect(session.failureOf(new URL('http://site.test/large'))).toMatchObject({ code: 'body_too_large' });
  });

  it('waits for the host’s turn before every request but the first', async () => {
    const turns: string[] = [];
    session = proxy.openSession({ ...sessionOptions, waitTurn: async (hostname) => void turns.push(hostname) });
    await ask('http://site.test/');
    expect(turns).toEqual([]);
    await ask('http://site.test/');
    await ask('http://site.test/');
    expect(turns).toEqual(['site.test', 'site.test']);
  });

  it('ends every connection of a page with the page, or with its deadline', async () => {
    const waiting = ask('http://site.test/never');
    await once(site.server, 'request');
    session.close();
    await expect(waiting).rejects.toThrow();
    const deadline = new AbortController();
    session = proxy.openSession({ ...sessionOptions, signal: deadline.signal });
    const late = ask('http://site.test/never');
    await once(site.server, 'request');
    deadline.abort();
    await expect(late).rejects.toThrow();
  });
});
