import { mkdtempSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAddressGuard } from '../../../crawler/fetch/address-guard.js';
import { type BrowserFetcher, createBrowserFetcher } from '../../../crawler/fetch/browser-fetch.js';
import { findChromium } from '../../../crawler/fetch/chromium.js';
import { type LocalServer, page, startServer } from './local-server.js';
import { createMemoryBlobs } from './memory-blobs.js';

const limits = { megabytes: 5, seconds: 20 };
const executablePath = await findChromium(process.env);
const stateFolder = mkdtempSync(join(tmpdir(), 'guazheng-tabs-'));

/** Says what the page before it has left, in a page's own words. */
const look = `(async () => {
  const heard = [];
  new BroadcastChannel('left').onmessage = ({ data }) => heard.push(data);
  const folder = await navigator.storage.getDirectory();
  const files = [];
  for await (const name of folder.keys()) files.push(name);
  const found = {
    cookie: document.cookie, local: localStorage.length, session: sessionStorage.length,
    databases: (await indexedDB.databases()).map(({ name }) => name), caches: await caches.keys(), files,
    workers: (await Reflect.get(navigator, 'serviceWorker').getRegistrations()).length,
    controlled: Reflect.get(navigator, 'serviceWorker').controller !== null,
    locks: (await navigator.locks.query()).held.length,
    name: window.name, opener: window.opener !== null, frames: window.length,
    referrer: document.referrer,
  };
  await new Promise((resolve) => setTimeout(resolve, 200));
  return { ...found, heard: heard.length, cookieLater: document.cookie, localLater: localStorage.length };
})()`;

/** Leaves everything that a page may leave, now and whenever it still can. */
const leave = `
  const leaveAll = () => {
    document.cookie = 'left=1; max-age=9999';
    localStorage.left = sessionStorage.left = window.name = 'left';
    indexedDB.open('left');
    caches.open('left');
    new BroadcastChannel('left').postMessage('left');
    history.pushState(0, '', '/pushed');
  };
  const worker = () => {
    setInterval(() => {
      indexedDB.open('left by a worker');
      caches.open('left by a worker');
      new BroadcastChannel('left').postMessage('left');
    }, 100);
  };
  const source = URL.createObjectURL(new Blob(['(' + worker + ')()'], { type: 'text/javascript' }));
  new Worker(source);
  new SharedWorker(source);
  navigator.serviceWorker?.register('/worker').catch(() => undefined);
  navigator.storage.getDirectory().then((folder) => folder.getFileHandle('left', { create: true }));
  navigator.locks.request('left', () => new Promise(() => undefined));
  for (const event of ['pagehide', 'unload', 'beforeunload', 'freeze', 'blur', 'offline']) addEventListener(event, leaveAll);
  document.addEventListener('visibilitychange', leaveAll);
  const again = () => { localStorage.again = 'left'; requestAnimationFrame(again); };
  again();
  setInterval(leaveAll, 100);
  open('/opened');
  const frame = document.createElement('iframe');
  document.body.append(frame);
  frame.contentWindow.setInterval(leaveAll, 100);
  frame.contentWindow.addEventListener('pagehide', leaveAll);
  fetch('/late', { keepalive: true }).catch(() => undefined);`;

describe.skipIf(!executablePath)('a tab that serves several visits', () => {
  const routes: Record<string, RequestListener> = {};
  let site: LocalServer;
  let fetcher: BrowserFetcher;

  beforeAll(async () => {
    site = await startServer(routes);
    fetcher = createBrowserFetcher({
      // By its address: only there does a page without encryption have caches, workers and locks.
      guard: createAddressGuard({ allow: ['127.0.0.1'], hosts: {} }),
      blobs: createMemoryBlobs(),
      userAgent: 'guazheng-watch/0.1 (+https://example.org/crawler)',
      executablePath: executablePath ?? '',
      stateFolder,
      decisions: { record: async () => undefined },
    });
  });

  afterAll(async () => {
    await fetcher.close();
    await site.close();
    rmSync(stateFolder, { recursive: true });
  });

  it('shows the next page nothing that a hostile one has left, or is about to leave', async () => {
    const seen: string[] = [];
    const cookies: (string | undefined)[] = [];
    /** Answers that a page has asked for and that come when the next one is there. */
    const late: (() => void)[] = [];
    routes['/seen'] = (request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => seen.push(text));
      request.on('end', () => response.end());
    };
    routes['/late'] = (_request, response) =>
      void late.push(() => response.writeHead(200, { 'set-cookie': 'late=1; max-age=9999' }).end());
    routes['/worker'] = page('', { 'content-type': 'text/javascript' });
    routes['/shared'] = page('', { 'content-type': 'text/javascript', 'cache-control': 'max-age=600' });
    routes['/'] = (request, response) => {
      cookies.push(request.headers.cookie);
      for (const answer of late.splice(0)) answer();
      const body = `<body><script src="/shared"></script><script>
        ${look}.then(async (found) => {
          await fetch('/seen', { method: 'POST', body: JSON.stringify(found) });
          ${leave}
        });</script>`;
      page(body, { 'set-cookie': 'visitor=1; HttpOnly; max-age=9999' })(request, response);
    };
    // What pages of a site share is asked for once in each tab. A machine that is slow to leave such a page gives its tab up.
    const tabs = () => site.requests.filter((path) => path === '/shared').length;
    for (let visits = 0; visits < 2 || tabs() === visits; visits += 1) await fetcher.fetch(`${site.origin}/`, limits);
    expect(new Set(cookies)).toEqual(new Set([undefined]));
    expect(seen).toHaveLength(cookies.length);
    for (const found of seen) {
      expect(JSON.parse(found)).toEqual({
        ...{ cookie: '', local: 0, session: 0, databases: [], caches: [], files: [], workers: 0, controlled: false },
        ...{ locks: 0, name: '', opener: false, frames: 0, referrer: '', heard: 0, cookieLater: '', localLater: 0 },
      });
    }
    expect(site.requests).not.toContain('/opened');
  }, 120_000);
});
