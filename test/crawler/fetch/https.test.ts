import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAddressGuard } from '../../../crawler/fetch/address-guard.js';
import { createBrowserFetcher } from '../../../crawler/fetch/browser-fetch.js';
import { findChromium } from '../../../crawler/fetch/chromium.js';
import { createHttpFetcher } from '../../../crawler/fetch/http-fetch.js';
import { createMemoryBlobs } from './memory-blobs.js';

const folder = mkdtempSync(join(tmpdir(), 'guazheng-https-'));
let server: Server;
let certificate: string;
let port: number;

beforeAll(async () => {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=secure.test', '-addext', 'subjectAltName=DNS:secure.test'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const files = ['-keyout', key, '-out', cert];
  execFileSync('openssl', ['req', '-x509', '-nodes', '-days', '2', ...curve, ...subject, ...files], { stdio: 'pipe' });
  certificate = readFileSync(cert, 'utf8');
  server = createServer({ key: readFileSync(key), cert: certificate }, (_request, response) =>
    response.end('<p>secure</p>'),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

function fetchSecurely(host: string, certificateAuthorities: string[]) {
  const guard = createAddressGuard({ allow: [], hosts: { [host]: `127.0.0.1:${port}` } });
  const fetcher = createHttpFetcher({
    guard,
    blobs: createMemoryBlobs(),
    userAgent: 'guazheng-watch/0.1',
    certificateAuthorities,
  });
  return fetcher.fetch(`https://${host}/`, { megabytes: 1, seconds: 20 }).finally(() => fetcher.close());
}

describe('fetching by HTTPS', () => {
  it('records protocol, cipher and the certificate that the server showed', async () => {
    const { tls, remotePort } = await fetchSecurely('secure.test', [certificate]);
    expect(remotePort).toBe(port);
    expect(tls?.certificatePem.trim()).toBe(certificate.trim());
    expect(tls?.protocol).toBe('TLSv1.3');
    expect(tls?.cipher).toMatch(/^TLS_/);
    expect(Date.parse(tls?.validTo ?? '') - Date.parse(tls?.validFrom ?? '')).toBe(2 * 86_400_000);
  });

  it('does not take a certificate that nobody vouches for, or one for another name', async () => {
    await expect(fetchSecurely('secure.test', [])).rejects.toMatchObject({
      name: 'DeadError',
      code: 'certificate_invalid',
    });
    await expect(fetchSecurely('other.test', [certificate])).rejects.toMatchObject({ code: 'certificate_invalid' });
  });
});

const chromium = await findChromium(process.env);
if (!chromium) console.warn('browser tests are skipped: this machine has no Chromium');

describe.skipIf(!chromium)('browsing by HTTPS', () => {
  function browseSecurely(executablePath: string) {
    const fetcher = createBrowserFetcher({
      guard: createAddressGuard({ allow: [], hosts: { 'secure.test': `127.0.0.1:${port}` } }),
      blobs: createMemoryBlobs(),
      userAgent: 'guazheng-watch/0.1',
      executablePath,
      stateFolder: folder,
      decisions: { record: async () => {} },
    });
    return fetcher.fetch('https://secure.test/#part', { megabytes: 1, seconds: 20 }).finally(() => fetcher.close());
  }

  it('records the same of the connection as the HTTP fetcher', async () => {
    // A Chromium that trusts the test's key, since nothing else in the machine's set-up does.
    const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
    const trusted = createHash('sha256').update(key).digest('base64');
    const trusting = join(folder, 'chromium');
    writeFileSync(trusting, `#!/bin/sh\nexec ${chromium} --ignore-certificate-errors-spki-list=${trusted} "$@"\n`);
    chmodSync(trusting, 0o755);
    const { tls, remoteAddress, remotePort, status, body } = await browseSecurely(trusting);
    expect({ remoteAddress, remotePort, status }).toEqual({
      remoteAddress: '127.0.0.1',
      remotePort: port,
      status: 200,
    });
    expect(body.sha256).toBe(createHash('sha256').update('<p>secure</p>').digest('hex'));
    expect(tls?.certificatePem.trim()).toBe(certificate.trim());
    expect(tls?.protocol).toBe('TLSv1.3');
    expect(tls?.cipher).toMatch(/AES|CHACHA/);
  });

  it('does not take a certificate that nobody vouches for', async () => {
    await expect(browseSecurely(chromium ?? '')).rejects.toMatchObject({
      name: 'DeadError',
      code: 'certificate_invalid',
    });
  });
});
