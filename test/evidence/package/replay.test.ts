import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, Frame } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FullPageRecord } from '../../../contracts/full-capture.js';
import type { BlobStore } from '../../../evidence/blobs/blob-store.js';
import { createFolderBlobStore } from '../../../evidence/blobs/folder-blob-store.js';
import { openKeys, type SigningKey } from '../../../evidence/keys.js';
import { writePackage } from '../../../evidence/package/write-package.js';
import { openChromium } from '../../web/open-chromium.js';
import { fullCapture, pageTitle, pageUrl, postingText } from '../warc/captured-page.js';
import { packageInput } from './package-input.js';

const serviceWorker = join(dirname(createRequire(import.meta.url).resolve('@webrecorder/wabac')), 'sw.js');
/** Registers wabac's service worker, has it open the package, and frames the page. */
const viewer = (url: string) => `<!doctype html><title>viewer</title><script type="module">
await navigator.serviceWorker.register('/sw.js?replayPrefix=w', { scope: '/' });
const { active } = await navigator.serviceWorker.ready;
navigator.serviceWorker.addEventListener('message', ({ data }) => {
  if (data.msg_type !== 'collAdded') return;
  const frame = document.createElement('iframe');
  frame.src = '/w/package/20261123010204mp_/${url}';
  document.body.append(frame);
});
active.postMessage({ msg_type: 'addColl', name: 'package', file: { sourceUrl: location.origin + '/package.wacz' } });
</script><body></body>`;

let folder: string;
let blobs: BlobStore;
let key: SigningKey;
let browser: Browser;
let server: Server;
let framed: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guazheng-test-replay-'));
  blobs = await createFolderBlobStore(join(folder, 'blobs'));
  key = (await openKeys(join(folder, 'keys'))).signing;
  browser = await openChromium();
  server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
  if (path === '/') response.setHeader('Content-Type', 'text/html').end(viewer(framed));
  else if (path === '/sw.js') response.setHeader('Content-Type', 'text/javascript').end(await readFile(serviceWorker));
  else if (path === '/package.wacz') answerRange(request, response, await readFile(join(folder, 'package.wacz')));
  else response.writeHead(404).end();
}

/** A part of a file by its places, or its last bytes (RFC 9110 section 14.1.2). */
function answerRange(request: IncomingMessage, response: ServerResponse, content: Buffer): void {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  response.setHeader('Accept-Ranges', 'bytes');
  if (first === '' && last === '') return void response.setHeader('Content-Length', content.length).end(content);
  const start = first === '' ? Math.max(0, content.length - Number(last)) : Number(first);
  const end = first === '' || last === '' ? content.length : Math.min(content.length, Number(last) + 1);
  response.writeHead(206, {
    'Content-Range': `bytes ${start}-${end - 1}/${content.length}`,
    'Content-Length': end - start,
  });
  response.end(request.method === 'HEAD' ? undefined : content.subarray(start, end));
}

/** Looks at a package in a browser that reaches nothing but the server that hands it the package. */
async function replayed(capture: FullPageRecord, url: string, look: (frame: Frame) => Promise<void>): Promise<void> {
  await writePackage(await packageInput(capture, blobs, key), join(folder, 'package.wacz'));
  framed = url;
  // Nothing listens on port 1: whatever is not this machine's own fails.
  const proxy = { server: 'http://127.0.0.1:1', bypass: '127.0.0.1' };
  const context = await browser.newContext({ proxy });
  try {
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const element = await page.waitForSelector('iframe', { state: 'attached' });
    const frame = await element.contentFrame();
    if (frame === null) throw new Error('The page is in no frame');
    await look(frame);
  } finally {
    await context.close();
  }
}

describe('wabac in Chromium, with no network,', () => {
  test('shows a page in GBK with its picture and its style, from the address that redirects to it', async () => {
    await replayed(await fullCapture(blobs), 'http://jobs.example/p/7', async (frame) => {
      await frame.waitForSelector('#text');
      expect(await frame.textContent('#text')).toBe(postingText);
      expect(await frame.title()).toBe(pageTitle);
      await frame.waitForFunction("document.querySelector('#photo').naturalWidth === 1");
      await frame.waitForFunction("getComputedStyle(document.querySelector('#text')).color === 'rgb(1, 2, 3)'");
    });
  });

  test('hands out what was made of the page, under names of its own', async () => {
    const capture = await fullCapture(blobs);
    await replayed(capture, pageUrl, async (frame) => {
      for (const [name, made] of [
        ['dom', capture.dom],
        ['fullPage', capture.screenshot],
        ['pdf', capture.pdf],
      ] as const) {
        const address = JSON.stringify(`/w/package/20261123010209id_/urn:${name}:${pageUrl}`);
        const bytes: number[] = await frame
          .page()
          .evaluate(`fetch(${address}).then(async (answer) => [...new Uint8Array(await answer.arrayBuffer())])`);
        expect(createHash('sha256').update(Uint8Array.from(bytes)).digest('hex')).toBe(made.sha256);
      }
    });
  });
});
