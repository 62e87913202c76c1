import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiError } from '../../contracts/api/error.js';
import { DelayedError, InputError, PutOffError } from '../../contracts/errors.js';
import { answerError } from '../../server/answer-error.js';
import { openServer } from '../../server/open-server.js';
import { type ServedDatabase, serveDatabase, writePage } from './served-database.js';

let served: ServedDatabase;
let port: number;
/** Of a reader who is logged in. */
let cookie: string;
beforeAll(async () => {
  served = await serveDatabase();
  port = Number(new URL(served.url).port);
  cookie = (await served.logIn('auditor')).headers.cookie ?? '';
});
afterAll(() => served?.close());

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: string;
}

/** By node:http, because fetch does not let a caller choose Host. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method, headers: { cookie, ...headers } }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });
}
const codeOf = ({ body }: Answer) => apiError.parse(JSON.parse(body)).code;

describe('who is let in', () => {
  it.each(['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])('a request to %s and the right port', async (name) => {
    expect((await ask('/api/overview', { host: `${name}:${port}` })).status).toBe(200);
  });

  it.each([
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.',
    'localhost@evil.example',
    '127.0.0.2',
    '[::ffff:127.0.0.1]',
  ])('no request for %s, though its name leads here (DNS rebinding)', async (name) => {
    for (const path of ['/api/overview', '/', '/assets/a.js', '/api/nothing']) {
      const answer = await ask(path, { host: `${name}:${port}` });
      expect([answer.status, codeOf(answer)]).toEqual([421, 'host_refused']);
    }
  });

  it('no request for another port, none without one, and none without Host', async () => {
    expect((await ask('/api/overview', { host: `127.0.0.1:${port + 1}` })).status).toBe(421);
    expect((await ask('/api/overview', { host: '127.0.0.1' })).status).toBe(421);
    const raw = await new Promise<string>((resolve, reject) => {
      let text = '';
      connect(port, '127.0.0.1')
        .setEncoding('utf8')
        .on('data', (chunk) => {
          text += chunk;
        })
        .on('end', () => resolve(text))
        .on('error', reject)
        .end('GET /api/overview HTTP/1.0\r\n\r\n');
    });
    expect(raw).toMatch(/^HTTP\/1\.1 4\d\d /);
  });

  it('no call of the API from a page of another site or another port', async () => {
    for (const site of ['cross-site', 'same-site', 'anything-else']) {
      const answer = await ask('/api/postings', { 'sec-fetch-site': site });
      expect([answer.status, codeOf(answer)]).toEqual([403, 'cross_site_refused']);
    }
    expect((await ask('/api/postings', { 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    // A link from elsewhere may open the page itself.
    expect((await ask('/', { 'sec-fetch-site': 'cross-site' })).status).toBe(200);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'nothing that changes without an origin: %s is refused',
    async (method) => {
      for (const path of ['/api/postings', '/']) {
        expect(codeOf(await ask(path, {}, method))).toBe('cross_site_refused');
        expect((await ask(path, { origin: `http://127.0.0.1:${port}` }, method)).status).toBe(404);
      }
    },
  );

  it('listens on 127.0.0.1 alone', async () => {
    await expect(fetch(`http://127.0.0.2:${port}/api/overview`)).rejects.toThrow();
    await expect(fetch(`http://[::1]:${port}/api/overview`)).rejects.toThrow();
  });
});

describe('what is sent', () => {
  it('carries the protecting headers on every kind of answer, refusals included', async () => {
    const answers = [
      await ask('/'),
      await ask('/assets/a.js'),
      await ask('/api/overview'),
      await ask('/api/nothing'),
      await ask('/', { host: 'evil.example' }),
      await ask('/', {}, 'POST'),
    ];
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
      });
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  it('allows no inline script or style on the page but what carries this answer’s nonce', async () => {
    const [one, two] = [await ask('/'), await ask('/postings/some-id?band=all')];
    const nonces = [one, two].map(({ headers, body }) => {
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("script-src 'self';");
      expect(policy).not.toContain('unsafe');
      const nonce = /style-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
      expect(body).toContain(`nonce="${nonce}"`);
      expect(body).not.toContain('__CSP_NONCE__');
      return nonce;
    });
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(nonces[0]?.length).toBeGreaterThanOrEqual(22);
    expect(one.headers['cache-control']).toBe('no-store');
  });

  it('serves files of the application alone: nothing beside or above its folder', async () => {
    expect((await ask('/assets/a.js')).headers['cache-control']).toContain('immutable');
    for (const path of [
      '/assets/missing.js',
      '/assets/../../blobs',
      '/assets/%2e%2e/%2e%2e/etc/passwd',
      '/assets/..%2findex.html',
      '/assets/.hidden',
      '/assets/%00',
    ]) {
      const { status, body } = await ask(path);
      expect([200, 400, 403, 404], path).toContain(status);
      if (status === 200) expect(body).toContain('<!doctype html>');
      else expect(apiError.safeParse(JSON.parse(body)).success, path).toBe(true);
    }
    expect((await ask('/assets/missing.js')).status).toBe(404);
  });

  it('answers unknown API paths and malformed URLs as JSON', async () => {
    expect(codeOf(await ask('/api/nothing'))).toBe('route_unknown');
    expect(codeOf(await ask('/api'))).toBe('route_unknown');
    expect((await ask('/%')).status).toBe(400);
    expect(codeOf(await ask('/%'))).toBe('request_invalid');
  });

  it('answers HEAD without a body', async () => {
    expect(await ask('/api/overview', {}, 'HEAD')).toMatchObject({ status: 200, body: '' });
  });

  it('tells the reader nothing of a failure inside', async () => {
    const broken = await serveDatabase();
    const { headers } = await broken.logIn('auditor');
    await broken.db.$executeRawUnsafe('DROP TABLE "ApiToken"');
    try {
      const response = await fetch(`${broken.url}/api/account/tokens`, { headers });
      const text = await response.text();
      expect(response.status).toBe(500);
      expect(apiError.parse(JSON.parse(text)).code).toBe('internal');
      expect(text).not.toMatch(/ApiToken|prisma|stack|node_modules/i);
    } finally {
      await broken.close();
    }
  });
});

describe('an answer to what goes better later', () => {
  it('asks in Chinese to try again, and is no defect for the log', async () => {
    const logged: unknown[] = [];
    const app = fastify();
    const later = new Date(Date.now() + 1_000);
    const thrown = {
      '/conflict': new DelayedError('conflict', 'Workers wrote the same rows.', later),
      '/away': new PutOffError('blob_store_away', 'The store is away.', later),
    };
    for (const [path, error] of Object.entries(thrown))
      app.get(path, async (request) => {
        request.log.error = (line: unknown) => void logged.push(line);
        throw error;
      });
    app.setErrorHandler(answerError);
    const conflict = await app.inject('/conflict');
    expect([conflict.statusCode, conflict.headers['retry-after']]).toEqual([503, '1']);
    expect(apiError.parse(conflict.json())).toEqual({
      code: 'conflict',
      message: '同时有别的更改，这次没有保存，请重试。',
    });
    const away = await app.inject('/away');
    expect([away.statusCode, apiError.parse(away.json()).message]).toEqual([
      503,
      '系统暂时繁忙，这次没有完成，请稍后重试。',
    ]);
    expect(logged).toEqual([]);
    await app.close();
  });
});

describe('openServer', () => {
  it('says in one sentence that the port is in use', async () => {
    const other = createTcpServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    const sources = served.sources();
    const folder = await mkdtemp(join(tmpdir(), 'guazheng-server-'));
    const opening = openServer({ ...sources, webFolder: join(tmpdir(), 'no-such-folder'), port: taken });
    await expect(opening).rejects.toMatchObject({ code: 'web_not_built' });
    const second = openServer({ ...sources, webFolder: await writePage(folder), port: taken });
    await expect(second).rejects.toThrow(InputError);
    await expect(second).rejects.toThrow(`Port ${taken} on 127.0.0.1 is in use`);
    await new Promise((resolve) => other.close(resolve));
    await rm(folder, { recursive: true });
  });

  it('ends although a browser keeps a connection open', async () => {
    const short = await serveDatabase();
    await (await fetch(`${short.url}/api/overview`)).json();
    await short.close();
    await expect(fetch(`${short.url}/api/overview`)).rejects.toThrow();
  });
});
