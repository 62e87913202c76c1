import type { CaptureRecord } from '../../../contracts/capture.js';
import type { CapturedResource, FullPageRecord } from '../../../contracts/full-capture.js';
import type { BlobStore } from '../../../evidence/blobs/blob-store.js';
import { encodeGbkPage } from '../../../fixtures/platforms/gbk-encoder.js';

export const pageUrl = 'https://jobs.example/posting/7?from=list';
export const postingText = '急聘一级建造师（机电），证书挂靠两年，不用坐班，一次性付清。';
export const pageTitle = '急聘一级建造师 - 招聘网';
const page = `<!doctype html><html><head><meta charset="gbk"><title>${pageTitle}</title>
<link rel="stylesheet" href="/style.css"></head>
<body><h1>${pageTitle}</h1><p id="text">${postingText}</p><img id="photo" src="/photo.png?size=1,,,2"></body></html>`;
/** One pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const base: Omit<CaptureRecord, 'body' | 'dom' | 'screenshot' | 'method'> = {
  requestedUrl: 'http://jobs.example/p/7',
  finalUrl: `${pageUrl}#apply`,
  redirects: [{ url: 'http://jobs.example/p/7', status: 302, location: pageUrl }],
  status: 200,
  requestHeaders: { 'User-Agent': 'guazheng-watch', Accept: 'text/html' },
  responseHeaders: {
    'content-type': 'text/html; charset=gbk',
    'content-encoding': 'gzip',
    'content-length': '99',
    'set-cookie': 'a=1\nb=2',
  },
  remoteAddress: '203.0.113.7',
  remotePort: 443,
  tls: null,
  startedAt: '2026-11-23T01:02:03.456Z',
  finishedAt: '2026-11-23T01:02:09.001Z',
  tool: {
    name: 'guazheng-watch',
    version: '0.1.0',
    browser: 'Chromium 156',
    node: 'v20.20.2',
    system: 'Linux 6.1 x64',
  },
};

const exchange: Omit<CapturedResource, 'url' | 'resourceType' | 'responseHeaders' | 'body'> = {
  method: 'GET',
  startedAt: '2026-11-23T01:02:04.000Z',
  requestHeaders: [
    ['Host', 'jobs.example'],
    ['Accept-Language', 'zh-CN'],
  ],
  status: 200,
  statusText: 'OK',
  remoteAddress: '203.0.113.7',
  remotePort: 443,
  failure: null,
};

/** A page in GBK, reached over a redirect, with a stylesheet, a picture, a POST, a request without answer and an answer without its body. */
export async function fullCapture(blobs: BlobStore): Promise<FullPageRecord> {
  const body = await blobs.put(encodeGbkPage(page));
  const resources: CapturedResource[] = [
    {
      ...exchange,
      url: 'http://jobs.example/p/7',
      resourceType: 'Document',
      status: 302,
      statusText: 'Found',
      responseHeaders: [
        ['Location', pageUrl],
        ['Content-Length', '154'],
      ],
      body: null,
    },
    {
      ...exchange,
      url: `${pageUrl}#apply`,
      resourceType: 'Document',
      responseHeaders: [
        ['Content-Type', 'text/html; charset=gbk'],
        ['Set-Cookie', 'a=1'],
        ['Content-Encoding', 'gzip'],
        ['X-Trace', '1'],
        ['set-cookie', 'b=2'],
        ['Transfer-Encoding', 'chunked'],
        [':status', '200'],
        ['X-Folded', 'one\r\nX-Forged: two'],
        ['X-Name', '\xd6\xa4'],
      ],
      body,
    },
    {
      ...exchange,
      url: 'https://jobs.example/style.css',
      resourceType: 'Stylesheet',
      responseHeaders: [['Content-Type', 'text/css']],
      body: await blobs.put(Buffer.from('#text { color: rgb(1, 2, 3) }')),
    },
    {
      ...exchange,
      url: 'https://jobs.example/photo.png?size=1,,,2',
      resourceType: 'Image',
      responseHeaders: [['Content-Type', 'image/png']],
      body: await blobs.put(png),
    },
    {
      ...exchange,
      url: 'https://jobs.example/like',
      method: 'POST',
      resourceType: 'XHR',
      requestHeaders: [['Content-Type', 'application/json']],
      responseHeaders: [['Content-Type', 'application/json']],
      body: await blobs.put(Buffer.from('{"likes":8}')),
    },
    {
      ...exchange,
      url: 'https://count.example/hit',
      method: 'POST',
      resourceType: 'XHR',
      status: 0,
      statusText: '',
      remoteAddress: '',
      remotePort: 0,
      responseHeaders: [],
      body: null,
      failure: 'net::ERR_CONNECTION_REFUSED',
    },
    {
      ...exchange,
      url: 'https://jobs.example/film.mp4',
      resourceType: 'Media',
      responseHeaders: [['Content-Type', 'video/mp4']],
      body: null,
      failure: 'larger than the limit',
    },
    {
      ...exchange,
      url: 'data:image/png;base64,AAAA',
      resourceType: 'Image',
      responseHeaders: [],
      body: null,
    },
  ];
  return {
    ...base,
    method: 'browser',
    body,
    dom: await blobs.put(Buffer.from(page.replace('gbk', 'utf-8'))),
    screenshot: await blobs.put(Buffer.concat([png, Buffer.from('screenshot')])),
    pageHeight: 1200,
    pictureHeight: 1200,
    pdf: await blobs.put(Buffer.from('%PDF-1.4\n')),
    resolvedAddresses: ['203.0.113.7'],
    certificateChain: [],
    resources,
    title: pageTitle,
  };
}
