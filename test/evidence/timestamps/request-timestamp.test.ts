import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { RetriedError } from '../../../contracts/errors.js';
import { checkTimestamp } from '../../../evidence/timestamps/check-timestamp.js';
import { requestTimestamp } from '../../../evidence/timestamps/request-timestamp.js';
import { startTimestampAuthority, type TimestampAuthority } from '../timestamp-authority.js';

const data = new TextEncoder().encode('what is to be dated');
const clock = { now: () => new Date() };
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

let authority: TimestampAuthority;
let linked: TimestampAuthority;
beforeAll(async () => {
  authority = await startTimestampAuthority();
  linked = await startTimestampAuthority({
    keys: 'rsa',
    intermediate: true,
    sendsChain: false,
    crlDistributionPoint: true,
  });
});
afterAll(async () => {
  await authority.close();
  await linked.close();
});

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});
/** A server that answers every request with this. */
async function serve(answer: Uint8Array | string, status = 200): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status).end(answer)).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' ? `http://127.0.0.1:${address?.port}/tsa` : '';
}

describe('a timestamp', () => {
  test('comes with the chain that the token holds and the time that the authority says', async () => {
    const began = Date.now();
    const stamp = await requestTimestamp(authority.url, data, { clock });
    expect(stamp.authority).toBe(authority.url);
    expect(stamp.certificates.map(hex)).toEqual(authority.chainDer.map(hex));
    expect(stamp.revocation).toEqual([]);
    // Its certificates name no place.
    expect(stamp.isRevocationKnown).toBe(true);
    // Whole seconds.
    expect(stamp.stampedAt.getTime()).toBeGreaterThan(began - 1001);
    expect(stamp.stampedAt.getTime()).toBeLessThanOrEqual(Date.now());
    expect(Math.abs(stamp.stampedAt.getTime() - stamp.offsetMilliseconds - began)).toBeLessThan(60_000);
  });

  test('comes with issuers and revocation lists fetched from where the certificates say they are', async () => {
    const stamp = await requestTimestamp(linked.url, data, { clock });
    expect(stamp.certificates.map(hex)).toEqual(linked.chainDer.map(hex));
    // One of the intermediate authority and one of the root.
    expect(stamp.revocation).toHaveLength(2);
    expect(stamp.isRevocationKnown).toBe(true);
    const checked = await checkTimestamp(stamp.response, data);
    expect(checked.certificates).toHaveLength(1);
  });

  test('comes without what cannot be fetched', async () => {
    const stamp = await requestTimestamp(linked.url, data, {
      clock,
      fetch: (url, init) => (init.method === 'POST' ? fetch(url, init) : Promise.reject(new Error('away'))),
    });
    expect(stamp.certificates.map(hex)).toEqual([hex(linked.tsaCertificateDer)]);
    expect(stamp.revocation).toEqual([]);
  });

  test('says that its revocation is not known when a list that a certificate names is missing', async () => {
    for (const missing of ['intermediate.crl', 'root.crl']) {
      const stamp = await requestTimestamp(linked.url, data, {
        clock,
        fetch: (url, init) => (url.endsWith(missing) ? Promise.reject(new Error('away')) : fetch(url, init)),
      });
      expect(stamp.revocation).toHaveLength(1);
      expect(stamp.isRevocationKnown).toBe(false);
    }
  });

  test.each(['own', 'linked'] as const)('is good for OpenSSL too (%s chain)', async (which) => {
    const folder = await mkdtemp(join(tmpdir(), 'guazheng-test-stamp-'));
    try {
      const from = which === 'own' ? authority : linked;
      const stamp = await requestTimestamp(from.url, data, { clock });
      const pem = (der: Uint8Array) =>
        `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`;
      await writeFile(join(folder, 'data'), data);
      await writeFile(join(folder, 'response.tsr'), stamp.response);
      await writeFile(join(folder, 'root.pem'), from.caPem);
      await writeFile(join(folder, 'chain.pem'), stamp.certificates.map(pem).join(''));
      const words = ['ts', '-verify', '-data', 'data', '-in', 'response.tsr', '-CAfile', 'root.pem'];
      const verify = () =>
        String(execFileSync('openssl', [...words, '-untrusted', 'chain.pem'], { cwd: folder, stdio: 'pipe' }));
      expect(verify()).toContain('Verification: OK');
      await writeFile(join(folder, 'data'), 'something else');
      expect(verify).toThrow('message imprint mismatch');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('of an authority whose clock is a day behind says so', async () => {
    const late = await startTimestampAuthority({ genTimeOffset: -86_400_000 });
    try {
      const stamp = await requestTimestamp(late.url, data, { clock });
      expect(stamp.offsetMilliseconds).toBeGreaterThan(-86_500_000);
      expect(stamp.offsetMilliseconds).toBeLessThan(-86_300_000);
    } finally {
      await late.close();
    }
  });
});

describe('refused is', () => {
  const refusal = async (url: string, options = {}): Promise<RetriedError> => {
    const error: unknown = await requestTimestamp(url, data, { clock, ...options }).catch((thrown: unknown) => thrown);
    if (!(error instanceof RetriedError)) throw new Error(`not a RetriedError: ${error}`);
    expect(error.code).toBe('timestamp_failed');
    expect(error.message).toContain(url);
    expect(error.message.split('\n')).toHaveLength(1);
    return error;
  };

  test('an authority that is away', async () => {
    expect((await refusal('http://127.0.0.1:9/')).message).toMatch(/cannot be reached|failed/);
  });

  test('an authority that asks to come later, until it does not', async () => {
    authority.pause();
    try {
      expect((await refusal(authority.url)).message).toContain('status 503');
    } finally {
      authority.resume();
    }
    await requestTimestamp(authority.url, data, { clock });
  });

  test('an answer that never comes, once the request is stopped', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    servers.push(silent);
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const stop = new AbortController();
    silent.once('request', () => stop.abort());
    expect((await refusal(`http://127.0.0.1:${port}/`, { signal: stop.signal })).message).toContain('stopped');
  });

  test.each([
    ['a page', 'it works!', 'no timestamp response'],
    ['nothing', '', 'no timestamp response'],
    ['more than an answer can be', new Uint8Array(2 * 1024 * 1024), 'more than 1048576 bytes'],
    // TimeStampResp with status rejection (2) and no token.
    ['a refusal', Uint8Array.of(0x30, 5, 0x30, 3, 2, 1, 2), 'status 2'],
    ['a grant without a timestamp', Uint8Array.of(0x30, 5, 0x30, 3, 2, 1, 0), 'holds no timestamp'],
  ])('%s in place of an answer', async (_, answer, why) => {
    expect((await refusal(await serve(answer))).message).toContain(why);
  });

  test('a redirect', async () => {
    const server = createServer((_request, response) =>
      response.writeHead(307, { location: authority.url }).end(),
    ).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    const address = server.address();
    await refusal(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`);
  });

  test('an older answer over the same data', async () => {
    const { response } = await requestTimestamp(authority.url, data, { clock });
    await checkTimestamp(response, data);
    expect((await refusal(await serve(response))).message).toContain('nonce');
  });

  test('an answer over other data', async () => {
    const { response } = await requestTimestamp(authority.url, new Uint8Array(3), { clock });
    expect((await refusal(await serve(response))).message).toContain('over something else');
  });

  test('an answer with any one byte of its signed part or signature changed', async () => {
    const { response } = await requestTimestamp(authority.url, data, { clock });
    const places = [response.indexOf(0x18) + 10, response.length - 5, response.length - 40];
    for (const place of places) {
      const changed = Uint8Array.from(response);
      changed[place] = (changed[place] ?? 0) ^ 1;
      await expect(checkTimestamp(changed, data)).rejects.toThrow();
    }
  });
});
