import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { v5 as nameBasedUuid } from 'uuid';
import { BaseSerializerBuffer, HeadersMultiMap, StatusAndHeaders, WARCRecord, WARCSerializer } from 'warcio';
import type { FullPageRecord } from '../../contracts/full-capture.js';
import type { BlobStore } from '../blobs/blob-store.js';
import { canonicalJson, type JsonValue } from '../verify/canonical-json.js';
import { type WarcRecordPlan, warcRecords } from './warc-records.js';

/**
 * A full capture as WARC/1.1, each record a gzip member of its own, so that an index can point to it. Every record but the first has the
 * SHA-256 of its block and of its payload. The same capture gives the same bytes. Bodies are read from the store as they are needed, twice:
 * for the digest, which stands before the bytes, and for the bytes.
 *
 * @throws DeadError `blob_missing` or `blob_corrupt`, and whatever else the store throws, in place of the end
 */
export async function* writeWarc(
  capture: FullPageRecord,
  blobs: Pick<BlobStore, 'stream'>,
): AsyncGenerator<Uint8Array, void> {
  const idOf = recordIds(capture);
  for (const [index, plan] of warcRecords(capture).entries()) {
    const content = (): AsyncIterable<Uint8Array> => blockOf(plan, blobs);
    const fields: [string, string][] = [
      ['WARC-Type', plan.type],
      ['WARC-Record-ID', idOf(index)],
      ['WARC-Date', plan.date],
      ...optional('WARC-Target-URI', plan.url),
      ...optional('WARC-Concurrent-To', plan.answersTo === 'previous' ? idOf(index - 1) : undefined),
      ...Object.entries(plan.fields),
      ...payloadDigest(plan),
    ];
    // The head of a message is part of the content: warcio's own representation of it loses the order of repeated fields.
    const record = new WARCRecord({
      warcHeaders: new StatusAndHeaders({ statusline: 'WARC/1.1', headers: new SingleFields(fields) }),
      reader: content(),
    });
    yield* gzipMember(new WARCSerializer(record, {}, new RereadBuffer(content)));
  }
}

function optional(name: string, value: string | undefined): [string, string][] {
  return value === undefined ? [] : [[name, value]];
}

async function* blockOf(plan: WarcRecordPlan, blobs: Pick<BlobStore, 'stream'>): AsyncGenerator<Uint8Array, void> {
  if (plan.head.byteLength > 0) yield plan.head;
  if (plan.body !== null) yield* blobs.stream(plan.body.sha256);
}

/** The payload of an HTTP message is its body (WARC/1.1 section 5.9), whose hash is its name in the store. */
function payloadDigest({ type, body }: WarcRecordPlan): [string, string][] {
  if (type === 'warcinfo') return [];
  return [['WARC-Payload-Digest', `sha256:${body?.sha256 ?? createHash('sha256').digest('hex')}`]];
}

/** warcio takes `,,,` in a value for several values, and an address that holds it for an error. No field here comes twice. */
class SingleFields extends HeadersMultiMap {
  override isMultiValue(): boolean {
    return false;
  }
}

/** Name-based UUIDs (RFC 9562 section 5.5) of the capture's content and the record's place in it. */
function recordIds(capture: FullPageRecord): (index: number) => string {
  // Canonical JSON takes neither keys that are undefined nor half characters, and a page's title may hold those.
  const value: JsonValue = JSON.parse(JSON.stringify(capture), (_, part) =>
    typeof part === 'string' ? part.toWellFormed() : part,
  );
  const namespace = nameBasedUuid(
    `urn:sha256:${createHash('sha256').update(canonicalJson(value)).digest('hex')}`,
    nameBasedUuid.URL,
  );
  return (index) => `<urn:uuid:${nameBasedUuid(String(index), namespace)}>`;
}

/** Reads a block once more instead of keeping it between its digest and its writing. */
class RereadBuffer extends BaseSerializerBuffer {
  constructor(readonly readAll: () => AsyncIterable<Uint8Array>) {
    super();
  }

  write(): void {}

  purge(): void {}
}

async function* gzipMember(record: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  // What fails on the way in comes out of the last stream again.
  yield* pipeline(Readable.from(record), createGzip(), () => undefined);
}
