import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WARCParser, type WARCRecord } from 'warcio';
import type { FullPageRecord } from '../../../contracts/full-capture.js';
import type { BlobStore } from '../../../evidence/blobs/blob-store.js';
import { createFolderBlobStore } from '../../../evidence/blobs/folder-blob-store.js';
import { indexWarc } from '../../../evidence/warc/index-warc.js';
import { pagesJsonl } from '../../../evidence/warc/pages-jsonl.js';
import { writeWarc } from '../../../evidence/warc/write-warc.js';
import { inPieces } from '../blob-store-contract.js';
import { fullCapture, pageUrl, postingText } from './captured-page.js';

let folder: string;
let blobs: BlobStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guazheng-test-warc-'));
  blobs = await createFolderBlobStore(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const warcOf = (capture: FullPageRecord) => buffer(writeWarc(capture, blobs));
const sha256 = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

interface ReadRecord {
  readonly record: WARCRecord;
  readonly block: Buffer;
  /** Of the block, before the empty line; empty where there is no HTTP. */
  readonly head: string;
  readonly payload: Buffer;
}

/** Reads records as they are, without taking HTTP apart. */
async function recordsOf(warc: Uint8Array): Promise<ReadRecord[]> {
  const records: ReadRecord[] = [];
  for await (const record of new WARCParser(inPieces(warc, 1000), { parseHttp: false, keepHeadersCase: true })) {
    const block = Buffer.from(await record.readFully());
    const isHttp = record.warcContentType?.startsWith('application/http') === true;
    const end = isHttp ? block.indexOf('\r\n\r\n') + 4 : 0;
    records.push({ record, block, head: block.toString('latin1', 0, end), payload: block.subarray(end) });
  }
  return records;
}

const named = (records: readonly ReadRecord[], type: string, url: string): ReadRecord => {
  const found = records.filter(({ record }) => record.warcType === type && record.warcTargetURI === url);
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} records ${type} ${url}`);
  return first;
};

describe('the WARC of a full capture', () => {
  test('has digests that agree with every block and payload, and lengths that agree with every block', async () => {
    const records = await recordsOf(await warcOf(await fullCapture(blobs)));
    expect(records.map(({ record }) => record.warcType).join(' ')).toBe(
      'warcinfo response request response request response request response request response request request response request resource resource resource',
    );
    for (const { record, block, payload } of records) {
      expect(record.warcHeaders.statusline).toBe('WARC/1.1');
      expect(record.warcContentLength).toBe(block.byteLength);
      if (record.warcType === 'warcinfo') continue;
      expect(record.warcBlockDigest).toBe(sha256(block));
      expect(record.warcPayloadDigest).toBe(sha256(payload));
    }
  });

  test('is the same to the byte each time, also when the capture comes back from storage with its keys in another order', async () => {
    const capture = await fullCapture(blobs);
    const first = await warcOf(capture);
    const turned = Object.fromEntries(Object.entries(capture).reverse()) as FullPageRecord;
    expect((await warcOf(turned)).equals(first)).toBe(true);
    const ids = (await recordsOf(first)).map(({ record }) => record.warcHeader('WARC-Record-ID'));
    expect(new Set(ids).size).toBe(ids.length);
    const later = await recordsOf(await warcOf({ ...capture, startedAt: '2026-11-24T00:00:00Z' }));
    expect(ids).not.toContain(later[0]?.record.warcHeader('WARC-Record-ID'));
  });

  test('keeps header fields in their order and as often as they came, and says what the decoded body’s coding was', async () => {
    const { head, payload, record } = named(
      await recordsOf(await warcOf(await fullCapture(blobs))),
      'response',
      pageUrl,
    );
    expect(head.split('\r\n')).toEqual([
      'HTTP/1.1 200 OK',
      'Content-Type: text/html; charset=gbk',
      'Set-Cookie: a=1',
      'x-orig-content-encoding: gzip',
      'X-Trace: 1',
      'set-cookie: b=2',
      'x-orig-transfer-encoding: chunked',
      'X-Folded: one',
      'X-Folded: X-Forged: two',
      'X-Name: \xd6\xa4',
      `Content-Length: ${payload.byteLength}`,
      '',
      '',
    ]);
    expect(new TextDecoder('gbk').decode(payload)).toContain(postingText);
    expect(record.warcDate).toBe('2026-11-23T01:02:04.000Z');
    expect(record.warcHeader('WARC-IP-Address')).toBe('203.0.113.7');
  });

  test('names in each request the response that answered it, and has the line and fields that were sent', async () => {
    const records = await recordsOf(await warcOf(await fullCapture(blobs)));
    const response = named(records, 'response', pageUrl);
    const request = named(records, 'request', pageUrl);
    expect(request.head).toBe(
      'GET /posting/7?from=list HTTP/1.1\r\nHost: jobs.example\r\nAccept-Language: zh-CN\r\n\r\n',
    );
    expect(request.record.warcHeader('WARC-Concurrent-To')).toBe(response.record.warcHeader('WARC-Record-ID'));
    const unanswered = named(records, 'request', 'https://count.example/hit');
    expect(unanswered.head).toMatch(/^POST \/hit HTTP/);
    expect(unanswered.record.warcHeader('WARC-Concurrent-To')).toBeUndefined();
    expect(unanswered.record.warcHeader('WARC-IP-Address')).toBeUndefined();
  });

  test('never passes a body that was not kept for an empty one', async () => {
    const records = await recordsOf(await warcOf(await fullCapture(blobs)));
    const film = named(records, 'response', 'https://jobs.example/film.mp4');
    expect(film.record.warcHeader('WARC-Truncated')).toBe('unspecified');
    const redirect = named(records, 'response', 'http://jobs.example/p/7');
    expect(redirect.record.warcHeader('WARC-Truncated')).toBeUndefined();
    expect(redirect.head).toContain('x-orig-content-length: 154\r\nContent-Length: 0\r\n');
  });

  test('holds what was made of the page as resources, which no server sent', async () => {
    const capture = await fullCapture(blobs);
    const records = await recordsOf(await warcOf(capture));
    const digests = Object.fromEntries(
      records
        .filter(({ record }) => record.warcType === 'resource')
        .map(({ record }) => [record.warcTargetURI, `${record.warcContentType} ${record.warcPayloadDigest}`]),
    );
    expect(digests).toEqual({
      [`urn:dom:${pageUrl}`]: `text/html; charset=utf-8 sha256:${capture.dom.sha256}`,
      [`urn:fullPage:${pageUrl}`]: `image/png sha256:${capture.screenshot.sha256}`,
      [`urn:pdf:${pageUrl}`]: `application/pdf sha256:${capture.pdf.sha256}`,
    });
  });

  test('is written though the page’s title holds half a character', async () => {
    const capture = { ...(await fullCapture(blobs)), title: '招聘\ud83d' };
    expect(await recordsOf(await warcOf(capture))).toHaveLength(17);
  });

  test('ends with the store’s error when a body is not what its name says', async () => {
    const capture = await fullCapture(blobs);
    const { sha256: name } = capture.pdf;
    const file = join(folder, name.slice(0, 2), name.slice(2, 4), name);
    await chmod(file, 0o600);
    await writeFile(file, '%PDF');
    await expect(blobs.put(writeWarc(capture, blobs))).rejects.toMatchObject({ code: 'blob_corrupt' });
  });

  test('stops reading when its reader goes away', async () => {
    const capture = await fullCapture(blobs);
    let open = 0;
    const counting = {
      async *stream(name: string): AsyncGenerator<Uint8Array> {
        open++;
        try {
          yield* blobs.stream(name);
        } finally {
          open--;
        }
      },
    };
    let read = 0;
    for await (const _ of writeWarc(capture, counting)) if (++read === 3) break;
    await expect.poll(() => open).toBe(0);
  });
});

describe('the index of a WARC', () => {
  test('is what warcio’s own command makes, sorted by bytes, and points at whole gzip members', async () => {
    const warc = await warcOf(await fullCapture(blobs));
    const file = join(folder, 'data.warc.gz');
    await writeFile(file, warc);
    const index = await indexWarc(inPieces(warc, 777), 'data.warc.gz');
    const command = new URL('../../../node_modules/.bin/warcio', import.meta.url).pathname;
    const theirs = execFileSync(command, ['cdx-index', '--format', 'cdxj', file], { encoding: 'utf8' });
    const sorted = execFileSync('sort', [], { input: theirs, env: { ...process.env, LC_ALL: 'C' }, encoding: 'utf8' });
    expect(index).toBe(sorted);

    const lines = index.trimEnd().split('\n');
    expect(lines).toHaveLength(9);
    for (const line of lines) {
      const { url, offset, length } = JSON.parse(line.slice(line.indexOf('{')));
      const member = gunzipSync(warc.subarray(Number(offset), Number(offset) + Number(length))).toString('latin1');
      expect(member.startsWith('WARC/1.1\r\n')).toBe(true);
      expect(member).toContain(`\r\nWARC-Target-URI: ${url}\r\n`);
    }
    expect(index).toMatch(/^example,jobs\)\/posting\/7\?from=list 20261123010204 \{/m);
  });
});

test('the list of pages has its header and a line a page', () => {
  expect(pagesJsonl([{ id: 'a1', url: pageUrl, title: '招聘', ts: '2026-11-23T01:02:04.000Z' }])).toBe(
    `{"format":"json-pages-1.0","id":"pages","title":"All Pages"}\n{"id":"a1","url":"${pageUrl}","title":"招聘","ts":"2026-11-23T01:02:04.000Z"}\n`,
  );
});
