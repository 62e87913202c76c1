import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { captureRecord } from '../../../contracts/capture.js';
import { createAddressGuard } from '../../../crawler/fetch/address-guard.js';
import {
  type BrowserFetcher,
  type BrowserFetcherOptions,
  createBrowserFetcher,
} from '../../../crawler/fetch/browser-fetch.js';
import { findChromium } from '../../../crawler/fetch/chromium.js';
import type { Decision } from '../../../crawler/ports.js';
import { type LocalServer, page, redirectTo, startServer } from './local-server.js';
import { createMemoryBlobs } from './memory-blobs.js';
import { turnsOfTheLoop } from './turns-of-the-loop.js';

const userAgent = 'guazheng-watch/0.1 (+https://example.org/crawler)';
const limits = { megabytes: 5, seconds: 20 };
const executablePath = await findChromium(process.env);
const stateFolder = mkdtempSync(join(tmpdir(), 'guazheng-browser-'));
if (!executablePath) console.warn('browser tests are skipped: this machine has no Chromium');

describe.skipIf(!executablePath)('fetching by browser', () => {
  const routes: Record<string, RequestListener> = {};
  const blobs = createMemoryBlobs();
  const decisions: Decision[] = [];
  let site: LocalServer;
  let secret: LocalServer;
  let options: BrowserFetcherOptions;
  let fetcher: BrowserFetcher;

  beforeAll(async () => {
    site = await startServer(routes);
    secret = await startServer({});
    const target = `127.0.0.1:${site.port}`;
    const hosts = { 'site.test': target, 'other.test': target, 'hm.baidu.com': target };
    const lookup = async (name: string) => {
      if (name === 'rebinding.test') return ['127.0.0.1'];
      throw Object.assign(new Error(name), { code: 'ENOTFOUND' });
    };
    options = {
      guard: createAddressGuard({ allow: [], hosts }, lookup),
      blobs,
      userAgent,
      executablePath: executablePath ?? '',
      stateFolder,
      decisions: { record: async (decision) => void decisions.push(decision) },
    };
    fetcher = createBrowserFetcher(options);
  });

  // Those that are concurrent mostly wait. They have browsers of their own, and may not take their routes from each other.
  afterEach(({ task }) => {
    decisions.length = 0;
    site.requests.length = 0;
    if (task.concurrent) return;
    for (const path of Object.keys(routes)) delete routes[path];
  });

  afterAll(async () => {
    await fetcher.close();
    await site.close();
    await secret.close();
    rmSync(stateFolder, { recursive: true });
  });

  const text = (reference: { sha256: string } | null) => blobs.get(reference?.sha256 ?? '').toString();

  it('stores the document as received, the DOM as rendered and a picture', async () => {
    const gbk = Buffer.concat([
      Buffer.from('<!doctype html><meta charset="gbk"><body><p>'),
      Buffer.from([0xb9, 0xd2, 0xd6, 0xa4]),
      Buffer.from('</p><script>document.body.append("rendered")</script>'),
    ]);
    routes['/'] = page(gbk, { 'content-type': 'text/html', 'set-cookie': 'a=1' });
    const record = await fetcher.fetch('http://site.test/', limits, { screenshot: true });
    expect(captureRecord.parse(record)).toEqual(record);
    expect(record).toMatchObject({
      requestedUrl: 'http://site.test/',
      finalUrl: 'http://site.test/',
      redirects: [],
      status: 200,
      remoteAddress: '127.0.0.1',
      remotePort: site.port,
      tls: null,
      method: 'browser',
      responseHeaders: { 'set-cookie': 'a=1' },
      tool: { name: 'guazheng-watch', browser: expect.stringMatching(/^Chromium \d+/) },
    });
    expect(record.requestHeaders['user-agent']).toContain(userAgent);
    expect(Object.keys(record.requestHeaders).filter((name) => name.startsWith('proxy'))).toEqual([]);
    expect(blobs.get(record.body.sha256).equals(gbk)).toBe(true);
    expect(text(record.dom)).toContain('<p>挂证</p>');
    expect(text(record.dom)).toContain('rendered');
    const png = blobs.get(record.screenshot?.sha256 ?? '');
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    expect(png.readUInt32BE(16)).toBe(1280);
  });

  it('records redirects of the server and of the page itself', async () => {
    routes['/a'] = redirectTo('/b');
    routes['/b'] = page('<script>document.cookie = "seen=1"; location.replace("http://other.test/c")</script>');
    routes['/c'] = page('<p>at last</p>');
    const record = await fetcher.fetch('http://site.test/a', limits);
    expect(record.finalUrl).toBe('http://other.test/c');
    expect(record.redirects).toEqual([
      { url: 'http://site.test/a', status: 302, location: '/b' },
      { url: 'http://site.test/b', status: 200, location: 'http://other.test/c' },
    ]);
    expect(text(record.body)).toBe('<p>at last</p>');
  });

  it('asks before it follows a redirect, and follows none without end', async () => {
    routes['/a'] = redirectTo('/b');
    const admitRedirect = async (target: URL) => {
      throw new Error(`asked for ${target.href}`);
    };
    await expect(fetcher.fetch('http://site.test/a', limits, { admitRedirect })).rejects.toThrow(
      'asked for http://site.test/b',
    );
    routes['/on'] = redirectTo('/on');
    await expect(fetcher.fetch('http://site.test/on', limits)).rejects.toMatchObject({ code: 'redirect_loop' });
    routes['/js'] = page('<script>location.href = "/js?" + Math.random()</script>');
    await expect(fetcher.fetch('http://site.test/js', limits)).rejects.toMatchObject({ code: 'redirect_loop' });
    expect(site.requests).not.toContain('/b');
  });

  it('never lets a page reach a private address, whatever way it tries', async () => {
    const stun = createSocket('udp4').bind(0, '127.0.0.1');
    await once(stun, 'listening');
    let packets = 0;
    stun.on('message', () => (packets += 1));
    const direct = `127.0.0.1:${secret.port}`;
    const hosts = [
      direct,
      `localhost:${secret.port}`,
      `[::ffff:127.0.0.1]:${secret.port}`,
      `rebinding.test:${secret.port}`,
    ];
    const attempts = hosts.map(
      (host) => `
        fetch('http://${host}/fetch', { mode: 'no-cors' }).catch(() => {});
        new Image().src = 'http://${host}/image';
        document.body.append(Object.assign(document.createElement('iframe'), { src: 'http://${host}/frame' }));
        document.body.append(Object.assign(document.createElement('script'), { src: 'https://${host}/script' }));
        document.head.append(Object.assign(document.createElement('link'), { rel: 'preconnect', href: 'http://${host}' }));
        document.head.append(Object.assign(document.createElement('link'), { rel: 'prefetch', href: 'http://${host}/prefetch' }));
        document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: 'http://${host}/style' }));
        try { new WebSocket('ws://${host}/socket'); new EventSource('http://${host}/events'); } catch {}
        navigator.sendBeacon('http://${host}/beacon');
        open('http://${host}/popup');
        new Worker(URL.createObjectURL(new Blob(["fetch('http://${host}/worker', { mode: 'no-cors' })"])));`,
    );
    routes['/'] = page(`<body><script>${attempts.join('\n')}
      fetch('/redirect').catch(() => {});
      const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:${stun.address().port}' }] });
      peer.createDataChannel('x');
      peer.createOffer().then((offer) => peer.setLocalDescription(offer));
    </script><p>page</p>`);
    routes['/redirect'] = redirectTo(`http://${direct}/redirected`);
    const record = await fetcher.fetch('http://site.test/', limits, { scroll: { times: 3 } });
    stun.close();
    expect(text(record.dom)).toContain('<p>page</p>');
    expect(site.requests).toContain('/redirect');
    expect(secret.connections()).toBe(0);
    expect(packets).toBe(0);
    const refused = decisions.filter(({ rule, allowed }) => rule === 'address_guard' && !allowed).map(({ url }) => url);
    for (const path of ['fetch', 'frame', 'redirected', 'style', 'worker'])
      expect(refused).toContain(`http://${direct}/${path}`);
    expect(refused).toContain(direct);
  });

  it.each(['PORT/', 'redirect'])(
    'refuses a page at a private address, and one that redirects there: %s',
    async (kind) => {
      const url = `http://127.0.0.1:${secret.port}/`;
      routes['/'] = redirectTo(url);
      const failure = fetcher.fetch(kind === 'redirect' ? 'http://site.test/' : url, limits);
      await expect(failure).rejects.toMatchObject({ name: 'RefusedError', code: 'address_refused' });
      const secure = fetcher.fetch(`https://127.0.0.1:${secret.port}/`, limits);
      await expect(secure).rejects.toMatchObject({ name: 'RefusedError', code: 'address_refused' });
      expect(secret.connections()).toBe(0);
    },
  );

  it('scrolls until a list that loads by scrolling is complete', async () => {
    routes['/list'] = page(`<div id="list"></div><script>
      let next = 0, busy = false;
      async function more() {
        if (busy || next >= 5) return;
        busy = true;
        for (const name of await (await fetch('/items?page=' + next)).json()) {
          const item = document.createElement('p');
          item.style.height = '400px';
          item.textContent = name;
          list.append(item);
        }
        next += 1; busy = false;
      }
      addEventListener('scroll', () => { if (innerHeight + scrollY + 50 > document.body.scrollHeight) more(); });
      more();
    </script>`);
    routes['/items'] = (request, response) => {
      const number = new URL(request.url ?? '', 'http://site.test').searchParams.get('page');
      setTimeout(() => response.end(JSON.stringify([1, 2, 3, 4, 5, 6].map((item) => `item ${number}-${item}`))), 100);
    };
    const turns: string[] = [];
    const waitTurn = async (hostname: string) => void turns.push(hostname);
    const all = await fetcher.fetch('http://site.test/list', limits, {
      scroll: { times: 50 },
      screenshot: true,
      waitTurn,
    });
    expect(text(all.dom).match(/item \d-\d/g)).toHaveLength(30);
    expect(blobs.get(all.screenshot?.sha256 ?? '').readUInt32BE(20)).toBe(10_000);
    expect(new Set(turns)).toEqual(new Set(['site.test']));
    expect(turns.length).toBeGreaterThanOrEqual(5 + 5);

    // Never more than two rounds bring, and as much where the page has not to wait for a processor for as long as a list that ends.
    for (let items = 0; items < 18; ) {
      const some = await fetcher.fetch('http://site.test/list', limits, { scroll: { times: 2 } });
      items = text(some.dom).match(/item \d-\d/g)?.length ?? 0;
      expect(items).toBeLessThanOrEqual(18);
      expect(some.screenshot).toBeNull();
    }
  });

  it('tells answers apart as the HTTP fetcher does', async () => {
    routes['/503'] = (_request, response) => response.writeHead(503, { 'retry-after': '60' }).end('busy');
    routes['/500'] = (_request, response) => response.writeHead(500).end('fault');
    routes['/reset'] = (request) => request.socket.resetAndDestroy();
    routes['/half'] = (request, response) => {
      response.writeHead(200, { 'content-type': 'text/html', 'content-length': '100' });
      response.write('<p>only this', () => void turnsOfTheLoop(50).then(() => request.socket.resetAndDestroy()));
    };
    routes['/never'] = () => {};
    routes['/download'] = page('x', {
      'content-disposition': 'attachment',
      'content-type': 'application/octet-stream',
    });
    const outcomes = {
      'http://site.test/503': { name: 'DelayedError', code: 'asked_to_wait' },
      'http://site.test/500': { name: 'RetriedError', code: 'server_error' },
      'http://site.test/404': { name: 'DeadError', code: 'gone' },
      'http://site.test/reset': { name: 'RetriedError', code: 'connection_failed' },
      'http://site.test/half': { name: 'RetriedError', code: 'connection_failed' },
      'http://site.test/never': { name: 'RetriedError', code: 'timed_out' },
      'http://site.test/download': { name: 'DeadError', code: 'not_a_page' },
      'http://missing.test/': { name: 'RetriedError', code: 'name_unresolved' },
      'https://site.test/': { name: 'RetriedError', code: 'connection_failed' },
    };
    for (const [url, outcome] of Object.entries(outcomes)) {
      // The others have their answers at once: a busy machine is not to make them late.
      const seconds = outcome.code === 'timed_out' ? 3 : limits.seconds;
      await expect(fetcher.fetch(url, { ...limits, seconds }), url).rejects.toMatchObject(outcome);
    }
  });

  it('takes no more than the limit, as sent, unfolded or made by script', async () => {
    const small = { megabytes: 0.5, seconds: 20 };
    const rows = Buffer.from('<p>row</p>\n'.repeat(100_000));
    const encoding = { 'content-encoding': 'gzip' };
    routes['/plain'] = page(rows);
    routes['/bomb'] = page(gzipSync(rows), encoding);
    routes['/fetches-bomb'] = page('<script>fetch("/bomb")</script>');
    routes['/script'] = page(`<script>document.write('<p></p>'.repeat(100_000))</script>`);
    for (const path of ['/plain', '/fetches-bomb', '/script']) {
      const failure = fetcher.fetch(`http://site.test${path}`, small);
      await expect(failure, path).rejects.toMatchObject({ name: 'DeadError', code: 'body_too_large' });
    }
    const compressed = fetcher.fetch('http://site.test/bomb', small);
    await expect(compressed).rejects.toMatchObject({ name: 'DeadError', code: 'unknown_encoding' });
  });

  it('asks for no pictures, fonts, films and counters, but for a page that is captured as evidence', async () => {
    const body = `<style>@font-face { font-family: x; src: url(/font) } p { font-family: x }</style>
      <link rel="stylesheet" href="/style"><img src="/own"><img src="http://other.test/foreign"><video src="/film"></video>
      <script src="http://hm.baidu.com/hm.js"></script><iframe src="http://hm.baidu.com/frame"></iframe><p>text</p>
      <script>alert('hello'); confirm('well?'); navigator.serviceWorker?.register('/worker')</script>`;
    routes['/'] = page(body);
    expect(await fetcher.fetch('http://site.test/', limits)).toMatchObject({ screenshot: null });
    expect(site.requests.sort()).toEqual(['/', '/style']);
    site.requests.length = 0;
    await fetcher.fetch('http://site.test/', limits, { screenshot: true });
    expect(site.requests.sort()).toEqual(['/', '/font', '/foreign', '/frame', '/hm.js', '/own', '/style']);
    routes['/moved'] = redirectTo('http://hm.baidu.com/');
    expect(await fetcher.fetch('http://site.test/moved', limits)).toMatchObject({ finalUrl: 'http://hm.baidu.com/' });
  });

  it('keeps nothing from one page to the next of its site', async () => {
    const seen: string[] = [];
    const cookies: (string | undefined)[] = [];
    routes['/seen'] = (request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => seen.push(text));
      request.on('end', () => {
        response.end();
        for (const release of held.splice(0)) release();
      });
    };
    // The page is not quiet before it has told, however long a database of the browser takes.
    const held: (() => void)[] = [];
    routes['/held'] = (_request, response) => {
      if (seen.length === cookies.length) response.end();
      else held.push(() => response.end());
    };
    const leave = `
      document.cookie = 'script=1'; localStorage.a = sessionStorage.a = window.name = 'left';
      history.pushState(0, '', '/pushed');
      addEventListener('pagehide', () => { document.cookie = 'late=1'; localStorage.b = sessionStorage.b = 'left'; });
      addEventListener('unload', () => { localStorage.c = sessionStorage.c = 'left'; });
      setInterval(() => { document.cookie = 'later=1'; localStorage.d = sessionStorage.d = 'left'; }, 1);`;
    const look = `(async () => {
      const databases = (await indexedDB.databases()).length;
      const found = { cookie: document.cookie, local: localStorage.length, session: sessionStorage.length, databases,
        name: window.name, history: history.length, referrer: document.referrer };
      await new Promise((resolve) => { indexedDB.open('left').onsuccess = resolve; });
      await fetch('/seen', { method: 'POST', body: JSON.stringify(found) });
      ${leave}
    })()`;
    routes['/'] = (request, response) => {
      cookies.push(request.headers.cookie);
      const body = `<p>x</p><script>${look}</script><link rel="stylesheet" href="/held">`;
      page(body, { 'set-cookie': 'visitor=1; HttpOnly' })(request, response);
    };
    for (let visit = 0; visit < 3; visit += 1) await fetcher.fetch('http://site.test/', limits);
    expect(cookies).toEqual([undefined, undefined, undefined]);
    expect(seen).toHaveLength(3);
    expect(new Set(seen).size).toBe(1);
    expect(JSON.parse(seen[0] ?? '')).toMatchObject({ local: 0, session: 0, databases: 0, name: '', referrer: '' });
  });

  it('asks once for what pages of a site share, and each time for a page itself', async () => {
    const kept = { 'cache-control': 'max-age=600' };
    routes['/'] = page('<p></p><script src="/shared"></script>', { ...kept, 'content-type': 'text/html' });
    routes['/shared'] = page('document.body.append("built")', { ...kept, 'content-type': 'text/javascript' });
    for (let visit = 0; visit < 3; visit += 1) {
      expect(text((await fetcher.fetch('http://site.test/', limits)).dom)).toContain('built');
    }
    expect(site.requests).toEqual(['/', '/shared', '/', '/']);
    await fetcher.fetch('http://site.test/', limits, { screenshot: true });
    expect(site.requests.slice(4)).toEqual(['/', '/shared']);
  });

  it('shows no further page where a foreign frame has been, and gives that frame no pictures', async () => {
    routes['/frame'] = page('<p>frame</p><img src="/picture"><script src="http://hm.baidu.com/counter"></script>');
    routes['/common'] = page('', { 'cache-control': 'max-age=600', 'content-type': 'text/javascript' });
    routes['/'] = page('<script src="/common"></script><iframe src="http://other.test/frame"></iframe>');
    for (let visit = 0; visit < 2; visit += 1) await fetcher.fetch('http://site.test/', limits);
    expect(site.requests.sort()).toEqual(['/', '/', '/common', '/common', '/frame', '/frame']);
  });

  it('shows pages frame by frame, so that what waits for a frame or for being seen is done', async () => {
    routes['/'] = page(`<p id="seen">x</p><script>
      requestAnimationFrame(() => requestAnimationFrame(() => document.body.append('drawn')));
      new IntersectionObserver(([entry]) => entry.isIntersecting && document.body.append('in view')).observe(seen);
      document.body.animate({ opacity: [0, 1] }, 20).finished.then(() => document.body.append('moved'));
    </script>`);
    const shown = async () => text((await fetcher.fetch('http://site.test/', limits)).dom).split('</script>')[1] ?? '';
    const missing = async () => {
      const dom = await shown();
      return ['drawn', 'in view', 'moved'].filter((word) => !dom.includes(word));
    };
    // A browser that has to wait for a processor before its next frame is as quiet as a page that is done.
    await expect.poll(missing).toEqual([]);
  });

  it('opens no pop-up', async () => {
    routes['/'] = page(
      '<a href="/linked" target="_blank">x</a><script>open("/opened"); document.links[0].click()</script>',
    );
    await fetcher.fetch('http://site.test/', limits, { screenshot: true });
    expect(site.requests).toEqual(['/']);
  });

  it('waits for what scripts ask for, one after another, and for a timer that begins it', async () => {
    let answered = 0;
    routes['/data'] = (_request, response) =>
      void setTimeout(() => {
        answered = performance.now();
        response.end('{}');
      }, 200);
    routes['/'] = page(`<p>x</p><script>
      setTimeout(async () => {
        for (let round = 1; round < 4; round += 1) {
          await fetch('/data');
          await new Promise((resolve) => setTimeout(resolve, 200));
          document.body.append('round ' + round);
        }
      }, 20);
    </script>`);
    for (;;) {
      answered = performance.now();
      const { dom } = await fetcher.fetch('http://site.test/', limits);
      if (text(dom).includes('round 3')) break;
      // A browser that has to wait for a processor may be silent for as long as a page that is done, but not for less.
      expect(performance.now() - answered).toBeGreaterThan(400);
    }
  });

  it('gives up a page that hangs and goes on with the next', async () => {
    routes['/hang'] = page('<p>x</p><script>setTimeout(() => { for (;;); }, 0)</script>');
    routes['/'] = page('<p>fine</p>');
    const hung = fetcher.fetch('http://site.test/hang', { ...limits, seconds: 1 });
    await expect(hung).rejects.toMatchObject({ name: 'RetriedError', code: 'timed_out' });
    expect(text((await fetcher.fetch('http://site.test/', limits)).body)).toBe('<p>fine</p>');
  });

  it('says that a killed browser may be tried again, and starts another one', async () => {
    routes['/'] = page('<p>fine</p>');
    const reached = new Promise<void>((resolve) => {
      routes['/wait'] = () => resolve();
    });
    const interrupted = fetcher.fetch('http://site.test/wait', limits);
    const outcome = expect(interrupted).rejects.toMatchObject({ name: 'RetriedError', code: 'browser_failed' });
    await reached;
    for (const pid of await browsersOf(stateFolder)) process.kill(-pid, 'SIGKILL');
    await outcome;
    expect(text((await fetcher.fetch('http://site.test/', limits)).body)).toBe('<p>fine</p>');
    expect(await browsersOf(stateFolder)).toHaveLength(1);
  });

  it.concurrent('kills a browser that hangs as a whole, at the cost of the page alone', async () => {
    routes['/'] = page('<p>fine</p>');
    const folder = mkdtempSync(join(tmpdir(), 'guazheng-hung-'));
    const own = createBrowserFetcher({ ...options, stateFolder: folder });
    await own.fetch('http://site.test/', limits);
    const [hung = 0] = await browsersOf(folder);
    process.kill(hung, 'SIGSTOP');
    const failed = own.fetch('http://site.test/', { ...limits, seconds: 0.3 });
    await expect(failed).rejects.toMatchObject({ name: 'RetriedError', code: 'timed_out' });
    expect(text((await own.fetch('http://site.test/', limits)).body)).toBe('<p>fine</p>');
    await vi.waitUntil(async () => !(await browsersOf(folder)).includes(hung), 60_000);
    await own.close();
    rmSync(folder, { recursive: true });
  });

  it.concurrent('replaces a browser after so many pages, and lets those under way finish', async () => {
    const asked: (() => void)[] = [];
    routes['/slow'] = (request, response) => void asked.push(() => page('<p>slow</p>')(request, response));
    routes['/'] = page('<p>fine</p>');
    const folder = mkdtempSync(join(tmpdir(), 'guazheng-recycled-'));
    const recycled = createBrowserFetcher({ ...options, stateFolder: folder, recycle: { pages: 2, minutes: 30 } });
    try {
      const slow = recycled.fetch('http://site.test/slow', limits);
      await recycled.fetch('http://site.test/', limits);
      const [first] = await browsersOf(folder);
      await recycled.fetch('http://site.test/', limits);
      expect(await browsersOf(folder)).toHaveLength(2);
      for (const answer of asked) answer();
      expect(text((await slow).body)).toBe('<p>slow</p>');
      await vi.waitUntil(async () => !(await browsersOf(folder)).includes(first ?? 0), 60_000);
      await recycled.fetch('http://site.test/', limits);
      await recycled.fetch('http://site.test/', limits);
      await vi.waitUntil(async () => (await browsersOf(folder)).length === 1, 60_000);
    } finally {
      await recycled.close();
    }
    expect(await browsersOf(folder)).toEqual([]);
    expect(readdirSync(join(folder, 'browsers', hostname()))).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  it.concurrent('replaces a browser after so much time', async () => {
    routes['/'] = page('<p>fine</p>');
    const folder = mkdtempSync(join(tmpdir(), 'guazheng-recycled-'));
    const recycled = createBrowserFetcher({ ...options, stateFolder: folder, recycle: { pages: 200, minutes: 0 } });
    await recycled.fetch('http://site.test/', limits);
    const before = await browsersOf(folder);
    await recycled.fetch('http://site.test/', limits);
    await vi.waitUntil(async () => (await browsersOf(folder)).length === 1, 60_000);
    expect(await browsersOf(folder)).not.toEqual(before);
    await recycled.close();
    rmSync(folder, { recursive: true });
  });

  it.concurrent('leaves nothing on the disk when it is closed, nor after a crash', async () => {
    routes['/'] = page('<p>fine</p>');
    const folder = mkdtempSync(join(tmpdir(), 'guazheng-crashed-'));
    const homes = join(folder, 'browsers', hostname());
    const left = (name: string) =>
      [...readdirSync(homes), ...readdirSync(tmpdir())].filter((each) => each.includes(name));
    const crashed = createBrowserFetcher({ ...options, stateFolder: folder });
    await crashed.fetch('http://site.test/', limits);
    const [first = ''] = readdirSync(homes);
    for (const pid of await browsersOf(folder)) process.kill(-pid, 'SIGKILL');
    await vi.waitUntil(() => left(first).length === 0, 60_000);
    await crashed.fetch('http://site.test/', limits);
    const [second = ''] = readdirSync(homes);
    expect(second).not.toBe('');
    await crashed.close();
    expect(left(second)).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  it.concurrent('says that it failed where the browser does not start, and starts it when it can', async () => {
    routes['/'] = page('<p>fine</p>');
    const folder = mkdtempSync(join(tmpdir(), 'guazheng-broken-'));
    const broken = createBrowserFetcher({ ...options, stateFolder: folder, executablePath: '/bin/false' });
    await expect(broken.fetch('http://site.test/', limits)).rejects.toMatchObject({ code: 'browser_failed' });
    await expect(broken.fetch('http://site.test/', limits)).rejects.toMatchObject({ code: 'browser_failed' });
    expect(readdirSync(join(folder, 'browsers', hostname()))).toEqual([]);
    await broken.close();
    rmSync(folder, { recursive: true });
  });

  it('stops with the reason of its caller', async () => {
    routes['/wait'] = () => {};
    const controller = new AbortController();
    const stopped = fetcher.fetch('http://site.test/wait', limits, { signal: controller.signal });
    controller.abort(new Error('the worker stops'));
    await expect(stopped).rejects.toThrow('the worker stops');
  });
});

/** Process ids of the browsers whose command line names the folder. */
async function browsersOf(folder: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return pids
    .filter((_, index) => lines[index]?.includes(`--guazheng-browser=`) && lines[index]?.includes(folder))
    .map(Number);
}
