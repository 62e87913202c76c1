import { execFileSync } from 'node:child_process';
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CapturedResource, FullPageRecord } from '../../../contracts/full-capture.js';
import { createAddressGuard } from '../../../crawler/fetch/address-guard.js';
import { type BrowserFetcher, createBrowserFetcher } from '../../../crawler/fetch/browser-fetch.js';
import { findChromium } from '../../../crawler/fetch/chromium.js';
import { createMemoryBlobs } from './memory-blobs.js';
import { turnsOfTheLoop } from './turns-of-the-loop.js';

const chromium = await findChromium(process.env);
if (!chromium) console.warn('full captures by HTTPS are not tested: this machine has no Chromium');

const style = 'p { color: red }\n'.repeat(100);
const noise = gzipSync(randomBytes(100_000));

describe.skipIf(!chromium).each(['http/1.1', 'h2'])('capturing a page in full by HTTPS, %s', (protocol) => {
  const folder = mkdtempSync(join(tmpdir(), 'guazheng-full-https-'));
  const blobs = createMemoryBlobs();
  const sockets = new Set<Socket>();
  let certificates: { own: string; authority: string };
  let server: Http2SecureServer;
  let fetcher: BrowserFetcher;
  let port: number;
  let styled: () => void = () => undefined;
  let hasStyle: Promise<void>;

  beforeAll(async () => {
    certificates = makeCertificates(folder);
    const { own, authority } = certificates;
    server = createSecureServer({
      key: readFileSync(join(folder, 'own.key')),
      cert: own + authority,
      allowHTTP1: true,
      ALPNProtocols: [protocol],
    });
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    server.on('request', (request, response) => {
      const cookies = { 'set-cookie': ['a=1', 'b=2'] };
      if (request.url === '/') {
        hasStyle = new Promise((resolve) => {
          styled = resolve;
        });
        response.writeHead(200, { 'content-type': 'text/html', ...cookies });
        response.end('<title>secure</title><link rel="stylesheet" href="/moved"><img src="/cut"><p>x</p>');
      } else if (request.url === '/moved') {
        response.writeHead(302, { location: '/style', ...cookies }).end();
      } else if (request.url === '/style') {
        response.writeHead(200, { 'content-type': 'text/css', 'content-encoding': 'gzip', ...cookies });
        response.on('close', () => styled()).end(gzipSync(style));
      } else if (request.url === '/cut') {
        response.writeHead(200, { 'content-type': 'image/png', 'content-encoding': 'gzip' });
        // Not before the page has had all that it shares a connection with.
        response.write(
          noise.subarray(0, 50_000),
          () =>
            void hasStyle
              .then(() => turnsOfTheLoop(300))
              .then(() => [...sockets].forEach((socket) => void socket.resetAndDestroy())),
        );
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
    fetcher = createBrowserFetcher({
      guard: createAddressGuard({ allow: [], hosts: { 'secure.test': `127.0.0.1:${port}` } }),
      blobs,
      userAgent: 'guazheng-watch/0.1',
      executablePath: trustingChromium(folder, own),
      stateFolder: folder,
      decisions: { record: async () => {} },
    });
  });

  afterAll(async () => {
    await fetcher.close();
    for (const socket of sockets) socket.destroy();
    server.close();
    rmSync(folder, { recursive: true });
  });

  it('keeps the chain of certificates, the peer behind the tunnel and each response', async () => {
    const record = await fetcher.capture('https://secure.test/', { megabytes: 1, seconds: 20 });
    expect(record.certificateChain.map((pem) => pem.trim())).toEqual([
      certificates.own.trim(),
      certificates.authority.trim(),
    ]);
    expect(record.tls?.certificatePem).toBe(record.certificateChain[0]);
    expect(record.resources.slice(0, 1).map(({ url, body }) => [url, body])).toEqual([
      ['https://secure.test/', record.body],
    ]);
    const peer = { remoteAddress: '127.0.0.1', remotePort: port };
    const redirect = resource(record, '/moved');
    expect(redirect).toMatchObject({ ...peer, status: 302, body: null, failure: null });
    const answered = resource(record, '/style');
    expect(answered).toMatchObject({ ...peer, status: 200, failure: null });
    expect(blobs.get(answered.body?.sha256 ?? '').toString()).toBe(style);
    for (const { requestHeaders, responseHeaders } of [resource(record, 'secure.test/'), redirect, answered]) {
      const cookies = responseHeaders.filter(([name]) => name.toLowerCase() === 'set-cookie');
      expect(cookies.map(([, value]) => value)).toEqual(['a=1', 'b=2']);
      expect(requestHeaders.map(([name]) => name.toLowerCase())).toContain('user-agent');
      const foreign = [...requestHeaders, ...responseHeaders].filter(([name]) => /^(:|proxy-)/i.test(name));
      expect(foreign).toEqual([]);
    }
    expect(redirect.responseHeaders.map(([name]) => name.toLowerCase())).toContain('location');
    expect(answered.requestHeaders.map(([name]) => name.toLowerCase())).toContain('cookie');
  });

  it('does not take a compressed body that broke off for the whole', async () => {
    const record = await fetcher.capture('https://secure.test/', { megabytes: 1, seconds: 20 });
    expect(resource(record, '/cut')).toMatchObject({ body: null, failure: expect.any(String) });
  });
});

function resource({ resources }: FullPageRecord, path: string): CapturedResource {
  const found = resources.find(({ url }) => url.endsWith(path));
  if (!found) throw new Error(`${path} is not among ${resources.map(({ url }) => url).join(' ')}`);
  return found;
}

/** A certificate for secure.test and that of its authority, in PEM; the keys stay in the folder. */
function makeCertificates(folder: string): { own: string; authority: string } {
  const file = (name: string) => join(folder, name);
  const openssl = (...line: string[]) => execFileSync('openssl', line, { stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const authority = ['-subj', '/CN=authority', '-keyout', file('authority.key'), '-out', file('authority.pem')];
  openssl('req', '-x509', ...key, '-days', '2', ...authority);
  openssl('req', ...key, '-subj', '/CN=secure.test', '-keyout', file('own.key'), '-out', file('own.csr'));
  writeFileSync(file('extensions'), 'subjectAltName=DNS:secure.test\n');
  const signedBy = ['-CA', file('authority.pem'), '-CAkey', file('authority.key'), '-CAcreateserial'];
  const extensions = ['-extfile', file('extensions'), '-days', '2'];
  openssl('x509', '-req', '-in', file('own.csr'), ...signedBy, ...extensions, '-out', file('own.pem'));
  return { own: readFileSync(file('own.pem'), 'utf8'), authority: readFileSync(file('authority.pem'), 'utf8') };
}

/** A Chromium that trusts the test's key, since nothing else in the machine's set-up does. */
function trustingChromium(folder: string, certificate: string): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  const trusted = createHash('sha256').update(key).digest('base64');
  const path = join(folder, 'chromium');
  writeFileSync(path, `#!/bin/sh\nexec ${chromium} --ignore-certificate-errors-spki-list=${trusted} "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}
