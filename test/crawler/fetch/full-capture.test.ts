import { mkdtempSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BlobReference } from '../../../contracts/capture.js';
import { type CapturedResource, type FullPageRecord, fullPageRecord } from '../../../contracts/full-capture.js';
import { createAddressGuard } from '../../../crawler/fetch/address-guard.js';
import { type BrowserFetcher, createBrowserFetcher } from '../../../crawler/fetch/browser-fetch.js';
import { findChromium } from '../../../crawler/fetch/chromium.js';
import type { Decision } from '../../../crawler/ports.js';
import { type LocalServer, page, redirectTo, startServer } from './local-server.js';
import { createMemoryBlobs } from './memory-blobs.js';
import { turnsOfTheLoop } from './turns-of-the-loop.js';

const limits = { megabytes: 5, seconds: 20 };
const executablePath = await findChromium(process.env);
if (!executablePath) console.warn('full captures are not tested: this machine has no Chromium');

/** 挂证 in GBK. */
const guazheng = Buffer.from([0xb9, 0xd2, 0xd6, 0xa4]);
const around = (before: string, after: string) => Buffer.concat([Buffer.from(before), guazheng, Buffer.from(after)]);
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe.skipIf(!executablePath)('capturing a page in full', () => {
  const routes: Record<string, RequestListener> = {};
  const blobs = createMemoryBlobs();
  const decisions: Decision[] = [];
  const stateFolder = mkdtempSync(join(tmpdir(), 'guazheng-full-'));
  let site: LocalServer;
  let secret: LocalServer;
  let fetcher: BrowserFetcher;

  beforeAll(async () => {
    site = await startServer(routes);
    secret = await startServer({});
    const target = `127.0.0.1:${site.port}`;
    fetcher = createBrowserFetcher({
      guard: createAddressGuard({ allow: [`127.0.0.1:${site.port}`], hosts: { 'site.test': target } }, async (name) =>
        name === 'many.test' ? ['127.0.0.1', '127.0.0.1'] : Promise.reject(new Error(name)),
      ),
      blobs,
      userAgent: 'guazheng-watch/0.1 (+https://example.org/crawler)',
      executablePath: executablePath ?? '',
      stateFolder,
      decisions: { record: async (decision) => void decisions.push(decision) },
    });
  });

  // Those that are concurrent mostly wait, and have routes of their own, which they may not take from each other.
  afterEach(({ task }) => {
    if (task.concurrent) return;
    for (const path of Object.keys(routes)) delete routes[path];
    decisions.length = 0;
    site.requests.length = 0;
  });

  afterAll(async () => {
    await fetcher.close();
    await site.close();
    await secret.close();
    rmSync(stateFolder, { recursive: true });
  });

  const bytesOf = (reference: BlobReference | null) => blobs.get(reference?.sha256 ?? '');
  const asked = (record: FullPageRecord) => record.resources.map(({ url }) => url.replace('http://site.test', ''));

  function resource({ resources }: FullPageRecord, path: string): CapturedResource {
    const found = resources.find(({ url }) => url.endsWith(path));
    if (!found) throw new Error(`${path} is not among ${resources.map(({ url }) => url).join(' ')}`);
    return found;
  }

  it('keeps the document, all that it asks for, how it is rendered, how it looks and how it prints', async () => {
    const document = `<!doctype html><title>工程师 挂靠</title><link rel="stylesheet" href="/style"><img src="/image">
      <p>挂证</p><script>fetch('/data', { method: 'POST', body: '{}' }).then((answer) => answer.text())
        .then((text) => document.body.append(text));</script>`;
    routes['/from'] = redirectTo('/');
    routes['/'] = page(document);
    routes['/style'] = page('p { color: red }', { 'content-type': 'text/css' });
    routes['/image'] = redirectTo('/pixel', 301);
    routes['/pixel'] = page(pixel, { 'content-type': 'image/png' });
    routes['/data'] = page('[1, 2]', { 'content-type': 'application/json' });
    const record = await fetcher.capture('http://site.test/from', limits);

    expect(fullPageRecord.parse(record)).toEqual(record);
    expect(record).toMatchObject({
      requestedUrl: 'http://site.test/from',
      finalUrl: 'http://site.test/',
      status: 200,
      title: '工程师 挂靠',
      method: 'browser',
      resolvedAddresses: ['127.0.0.1'],
      certificateChain: [],
      redirects: [{ url: 'http://site.test/from', status: 302, location: '/' }],
    });
    expect(bytesOf(record.body).toString()).toBe(document);
    expect(bytesOf(record.dom).toString()).toContain('[1, 2]');
    expect(bytesOf(record.screenshot).subarray(1, 4).toString()).toBe('PNG');
    expect(bytesOf(record.pdf).subarray(0, 5).toString()).toBe('%PDF-');
    expect(bytesOf(record.pdf).toString('latin1')).toMatch(/\/FontFile[23]/);

    expect(asked(record).slice(0, 2)).toEqual(['/from', '/']);
    expect(asked(record).slice(2).sort()).toEqual(['/data', '/image', '/pixel', '/style']);
    expect(resource(record, '/from')).toMatchObject({ status: 302, statusText: 'Found', body: null, failure: null });
    expect(resource(record, '/image')).toMatchObject({ status: 301, resourceType: 'Image', body: null, failure: null });
    expect(resource(record, '/data')).toMatchObject({
      method: 'POST',
      resourceType: 'Fetch',
      status: 200,
      statusText: 'OK',
      remoteAddress: '127.0.0.1',
      remotePort: site.port,
      failure: null,
    });
    expect(bytesOf(resource(record, '/pixel').body).equals(pixel)).toBe(true);
    expect(bytesOf(resource(record, '/style').body).toString()).toBe('p { color: red }');
    expect(resource(record, 'site.test/').body).toEqual(record.body);
    const times = record.resources.map(({ startedAt }) => startedAt);
    expect(times.every((time) => time >= record.startedAt && time <= record.finishedAt)).toBe(true);
  });

  it('keeps header fields as they went over the wire: names, order, and those that come twice', async () => {
    let received: string[] = [];
    routes['/'] = (request, response) => {
      received = request.rawHeaders;
      response.sendDate = false;
      const fields = ['X-First', '1', 'Set-Cookie', 'a=1', 'set-cookie', 'b=2', 'X-Dup', 'x', 'X-Dup', 'y'];
      response.writeHead(200, [...fields, 'Content-Type', 'text/html', 'Content-Length', '8']).end('<p>x</p>');
    };
    const { requestHeaders, responseHeaders } = resource(await fetcher.capture('http://site.test/', limits), '/');
    expect(responseHeaders.slice(0, -1)).toEqual([
      ['X-First', '1'],
      ['Set-Cookie', 'a=1'],
      ['set-cookie', 'b=2'],
      ['X-Dup', 'x'],
      ['X-Dup', 'y'],
      ['Content-Type', 'text/html'],
      ['Content-Length', '8'],
    ]);
    expect(requestHeaders.flat()).toEqual(received);
  });

  it('keeps bytes as served whatever their charset, compressed or not, and whatever asks for them', async () => {
    const zip = { 'content-encoding': 'gzip' };
    const binary = Buffer.from(Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256));
    const served: Record<string, Buffer> = {
      '/': around(
        '<!doctype html><meta charset="gbk"><link rel="stylesheet" href="/style"><script src="/script"></script><p>',
        `</p><iframe src="/frame"></iframe><script>
          const asked = new XMLHttpRequest();
          asked.open('GET', '/blocking', false);
          asked.send();
          document.body.append('blocking ' + asked.responseText.length);
          fetch('/blob').then((answer) => answer.blob());
          new Worker('/worker');
        </script>`,
      ),
      '/style': around('/* ', ' */ p { color: red }'),
      '/script': around('window.word = "', '"'),
      '/frame': around('<p>', '</p>'),
      '/blocking': around('', ''),
      '/blob': binary,
      '/worker': Buffer.from('fetch("/by-worker")'),
      '/by-worker': around('worker ', ''),
    };
    const type = (name: string) => ({ 'content-type': `${name}; charset=gbk` });
    routes['/'] = page(served['/'] ?? '', type('text/html'));
    routes['/style'] = page(gzipSync(served['/style'] ?? ''), { ...type('text/css'), ...zip });
    routes['/script'] = page(gzipSync(served['/script'] ?? ''), { ...type('text/javascript'), ...zip });
    routes['/frame'] = page(served['/frame'] ?? '', type('text/html'));
    routes['/blocking'] = page(gzipSync(served['/blocking'] ?? ''), { ...type('text/plain'), ...zip });
    routes['/blob'] = page(gzipSync(binary), { ...type('application/octet-stream'), ...zip });
    routes['/worker'] = page(served['/worker'] ?? '', type('text/javascript'));
    routes['/by-worker'] = page(gzipSync(served['/by-worker'] ?? ''), { ...type('text/plain'), ...zip });
    const record = await fetcher.capture('http://site.test/', limits);
    expect(asked(record).sort()).toEqual(Object.keys(served).sort());
    for (const [path, bytes] of Object.entries(served)) {
      expect(bytesOf(resource(record, path === '/' ? 'site.test/' : path).body).equals(bytes), path).toBe(true);
    }
    const dom = bytesOf(record.dom).toString();
    expect(dom).toContain('<p>挂证</p>');
    expect(dom).toContain('blocking 2');
  });

  it('goes on without what fails, and says why', async () => {
    routes['/'] = page(`<img src="/reset"><img src="/missing"><script src="https://site.test/no-tls"></script>
      <img src="/half"><img src="/half-zipped"><img src="http://unknown.test/"><video src="/film"></video><p>x</p>`);
    routes['/reset'] = (request) => void request.socket.resetAndDestroy();
    const half = (request: Parameters<RequestListener>[0], response: Parameters<RequestListener>[1]) =>
      response.write(
        gzipSync(pixel).subarray(0, 40),
        () => void turnsOfTheLoop(50).then(() => request.socket.resetAndDestroy()),
      );
    routes['/half'] = (request, response) => {
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': '9000' });
      half(request, response);
    };
    routes['/half-zipped'] = (request, response) => {
      response.writeHead(200, { 'content-type': 'image/png', 'content-encoding': 'gzip' });
      half(request, response);
    };
    const record = await fetcher.capture('http://site.test/', limits);
    expect(resource(record, '/missing')).toMatchObject({ status: 404, failure: null, body: { bytes: 8 } });
    const unanswered = { status: 0, body: null, remoteAddress: '', remotePort: 0, responseHeaders: [] };
    expect(resource(record, '/reset')).toMatchObject({ ...unanswered, failure: expect.stringMatching(/connection/i) });
    expect(resource(record, '/no-tls')).toMatchObject({ ...unanswered, failure: expect.stringMatching(/./) });
    expect(resource(record, 'unknown.test/')).toMatchObject({ ...unanswered, failure: expect.stringMatching(/name/) });
    expect(resource(record, '/film')).toMatchObject({ ...unanswered, failure: expect.stringMatching(/not asked for/) });
    for (const path of ['/half', '/half-zipped']) {
      expect(resource(record, path), path).toMatchObject({ status: 200, body: null, failure: expect.any(String) });
    }
    expect(site.requests).not.toContain('/film');
  });

  it('lets no page reach a private address, and records the attempt as failed', async () => {
    const direct = `127.0.0.1:${secret.port}`;
    routes['/'] = page(`<img src="http://${direct}/plain"><img src="https://${direct}/tunnel"><img src="/redirect">
      <iframe src="http://${direct}/frame"></iframe>`);
    routes['/redirect'] = redirectTo(`http://${direct}/redirected`);
    const record = await fetcher.capture('http://site.test/', limits);
    expect(secret.connections()).toBe(0);
    for (const path of ['/plain', '/tunnel', '/redirected', '/frame']) {
      const refused = { status: 0, body: null, failure: expect.stringContaining('not public') };
      expect(resource(record, path), path).toMatchObject(refused);
    }
    expect(resource(record, '/redirect')).toMatchObject({ status: 302, failure: null });
    expect(decisions.map(({ rule, allowed }) => `${rule} ${allowed}`)).toContain('address_guard false');
    await expect(fetcher.capture(`http://${direct}/`, limits)).rejects.toMatchObject({ code: 'address_refused' });
  });

  it.each([404, 410])('captures a page that is gone as it is: %s', async (status) => {
    routes['/gone'] = (_request, response) =>
      response.writeHead(status, { 'content-type': 'text/html' }).end('<title>gone</title><p>offline</p>');
    const record = await fetcher.capture('http://site.test/gone', limits);
    expect(record).toMatchObject({ status, title: 'gone', finalUrl: 'http://site.test/gone' });
    expect(bytesOf(record.dom).toString()).toContain('offline');

    routes['/empty'] = (_request, response) => response.writeHead(status).end();
    const empty = await fetcher.capture('http://site.test/empty', limits);
    expect(empty).toMatchObject({ status, finalUrl: 'http://site.test/empty', body: { bytes: 0 } });
    expect(empty.resources).toHaveLength(1);
  });

  it.each([
    [403, 'DeadError', 'client_error'],
    [429, 'DelayedError', 'overloaded'],
    [500, 'RetriedError', 'server_error'],
  ])('refuses other answers as a light capture does: %s', async (status, name, code) => {
    routes['/'] = (_request, response) => response.writeHead(status).end('<p>no</p>');
    await expect(fetcher.capture('http://site.test/', limits)).rejects.toMatchObject({ name, code });
  });

  it('keeps no body beyond the limits, of one resource or of all, and the page itself all the same', async () => {
    const small = { megabytes: 0.1, seconds: 20 };
    const rows = Buffer.from('row\n'.repeat(1_000_000));
    routes['/'] = page(`<script>
      fetch('/announced'); fetch('/bomb'); fetch('/chunked');
      for (let index = 0; index < 14; index += 1) fetch('/part?' + index);
    </script><p>page</p>`);
    routes['/announced'] = page(rows, { 'content-length': String(rows.length) });
    routes['/bomb'] = page(gzipSync(rows), { 'content-encoding': 'gzip' });
    routes['/chunked'] = (_request, response) => {
      response.write(rows);
      response.end();
    };
    routes['/part'] = page(rows.subarray(0, 90_000));
    const record = await fetcher.capture('http://site.test/', small);
    for (const path of ['/announced', '/bomb', '/chunked']) {
      const tooLarge = { body: null, failure: expect.stringContaining('larger than 100000 bytes') };
      expect(resource(record, path), path).toMatchObject(tooLarge);
    }
    const parts = record.resources.filter(({ url }) => url.includes('/part'));
    expect(parts).toHaveLength(14);
    expect(parts.filter(({ body }) => body !== null)).toHaveLength(11);
    expect(parts.find(({ body }) => body === null)?.failure).toContain('together');
    routes['/large'] = page(rows);
    await expect(fetcher.capture('http://site.test/large', small)).rejects.toMatchObject({ code: 'body_too_large' });
  });

  it('scrolls, waits for its turn, asks about redirects, and stops when its caller does', async () => {
    routes['/'] = page(`<p style="height: 4000px">x</p><script>
      addEventListener('scroll', () => fetch('/scrolled'), { once: true });
    </script>`);
    const turns: string[] = [];
    const record = await fetcher.capture('http://site.test/', limits, {
      scroll: { times: 2 },
      waitTurn: async (hostname) => void turns.push(hostname),
    });
    expect(asked(record)).toContain('/scrolled');
    expect(turns.length).toBeGreaterThan(1);
    routes['/moved'] = redirectTo('/');
    const admitRedirect = async (target: URL) => Promise.reject(new Error(`asked for ${target.href}`));
    await expect(fetcher.capture('http://site.test/moved', limits, { admitRedirect })).rejects.toThrow('asked for');
    routes['/wait'] = () => {};
    const controller = new AbortController();
    const stopped = fetcher.capture('http://site.test/wait', limits, { signal: controller.signal });
    controller.abort(new Error('the worker stops'));
    await expect(stopped).rejects.toThrow('the worker stops');
  });

  it.concurrent('takes a page that never falls quiet as it is, and its streams without their end', async () => {
    routes['/busy'] = page(`<p>page</p><script>
      new EventSource('/events');
      fetch('/endless');
      (async () => { for (;;) await fetch('/poll'); })();
    </script>`);
    routes['/poll'] = (_request, response) => void setTimeout(() => response.end('x'), 100);
    const endless =
      (type: string): RequestListener =>
      (_request, response) => {
        response.writeHead(200, { 'content-type': type });
        const timer = setInterval(() => response.write('data: x\n\n'), 50);
        response.on('close', () => clearInterval(timer));
      };
    routes['/events'] = endless('text/event-stream');
    routes['/endless'] = endless('text/plain');
    const record = await fetcher.capture('http://site.test/busy', limits);
    expect(bytesOf(record.dom).toString()).toContain('<p>page</p>');
    expect(asked(record).filter((path) => path === '/poll').length).toBeGreaterThan(3);
    expect(resource(record, '/events')).toMatchObject({
      status: 200,
      body: null,
      failure: expect.stringMatching(/end/),
    });
    expect(resource(record, '/endless')).toMatchObject({
      status: 200,
      body: null,
      failure: expect.stringMatching(/full/),
    });
  });

  it.concurrent('does not count the time for which its requests wait for their turns, however long in all', async () => {
    const pictures = [1, 2, 3, 4].map((number) => `/picture-${number}`);
    routes['/patient'] = page(
      `<script src="/script"></script>${pictures.map((path) => `<img src="${path}">`).join('')}<p>page</p>`,
    );
    routes['/script'] = page('window.loaded = true', { 'content-type': 'text/javascript' });
    for (const path of pictures) routes[path] = page(pixel, { 'content-type': 'image/png' });
    // The script alone waits longer than the document may take, and all together longer than the visit.
    let turn = Promise.resolve();
    const waitTurn = () => {
      turn = turn.then(() => new Promise((resolve) => setTimeout(resolve, 3_500)));
      return turn;
    };
    const record = await fetcher.capture('http://site.test/patient', { megabytes: 5, seconds: 3 }, { waitTurn });
    for (const path of pictures) {
      expect(bytesOf(resource(record, path).body).equals(pixel), path).toBe(true);
    }
  });

  it.concurrent('gives up a document whose answer does not come in time, and one whose redirect waits only when its time is used', async () => {
    routes['/never'] = () => {};
    const short = { megabytes: 5, seconds: 3 };
    await expect(fetcher.capture('http://site.test/never', short)).rejects.toMatchObject({ code: 'timed_out' });
    routes['/moved'] = redirectTo('/at-last');
    routes['/at-last'] = page('<p>at last</p>');
    const admitRedirect = () => new Promise<void>((resolve) => setTimeout(resolve, 13_000));
    const record = await fetcher.capture('http://site.test/moved', short, { admitRedirect });
    expect(record.finalUrl).toBe('http://site.test/at-last');
  });

  it('says how high the page is and how much of it the picture shows', async () => {
    const heightOf = (png: BlobReference) => bytesOf(png).readUInt32BE(20);
    routes['/short'] = page('<!doctype html><body style="margin: 0"><div style="height: 3000px">x</div>');
    const short = await fetcher.capture('http://site.test/short', limits);
    expect(short).toMatchObject({ pageHeight: 3000, pictureHeight: 3000 });
    expect(heightOf(short.screenshot)).toBe(3000);
    routes['/long'] = page('<!doctype html><body style="margin: 0"><div style="height: 12000px">x</div>');
    const long = await fetcher.capture('http://site.test/long', limits);
    expect(long).toMatchObject({ pageHeight: 12_000, pictureHeight: 10_000 });
    expect(heightOf(long.screenshot)).toBe(10_000);
  });

  it('reads what a visitor sees and nothing else, whatever the page’s scripts do to be read otherwise', async () => {
    routes['/'] = page(`<!doctype html><!-- in a comment --><p>shown</p><p style="display: none">hidden</p>
      <script>const word = 'in a script';
        Object.defineProperty(HTMLElement.prototype, 'innerText', { get() { throw new Error('forged'); } });
        document.body.append('by script');</script>`);
    const { visibleText } = await fetcher.capture('http://site.test/', limits);
    expect(visibleText?.split(/\s+/).join(' ')).toBe('shown by script');
    routes['/hidden'] = page('<!doctype html><body style="display: none">nothing<script>const word = 1</script>');
    expect((await fetcher.capture('http://site.test/hidden', limits)).visibleText).toBe('');
    routes['/endless'] = page(`<!doctype html><p>${'字'.repeat(101_000)}</p>`);
    expect((await fetcher.capture('http://site.test/endless', limits)).visibleText).toHaveLength(100_000);
  });

  it('fails when its evidence cannot be stored', async () => {
    routes['/'] = page('<img src="/pixel">');
    routes['/pixel'] = page(pixel, { 'content-type': 'image/png' });
    const put = blobs.put;
    blobs.put = async (bytes) => {
      if (bytes instanceof Uint8Array && pixel.equals(bytes)) throw new Error('the disk is full');
      return put(bytes);
    };
    await expect(fetcher.capture('http://site.test/', limits)).rejects.toThrow('the disk is full');
    blobs.put = put;
  });
});
