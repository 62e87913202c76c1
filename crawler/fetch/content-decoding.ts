import { pipeline, Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { DeadError } from '../../contracts/errors.js';

type Bytes = AsyncIterable<Uint8Array>;

/** Value of Accept-Encoding: exactly what can be decoded here. */
export const acceptedEncodings = 'gzip, deflate, br';

const decoders: Readonly<Record<string, (source: Bytes) => Bytes>> = {
  identity: (source) => source,
  gzip: (source) => through(source, createGunzip()),
  'x-gzip': (source) => through(source, createGunzip()),
  deflate: inflate,
  br: (source) => through(source, createBrotliDecompress()),
};

/** More than this is an attack on the decoder, not a way to send a page. */
const maxCodings = 5;

/**
 * The body without its content codings, at most `maxBytes` of it: bytes are counted while they are decoded, before and after,
 * so that a bomb is stopped when it passes the limit and never unfolds.
 * @param contentEncoding the Content-Encoding field; codings are undone from the last to the first (RFC 9110 section 8.4)
 * @throws DeadError `body_too_large` or `unknown_encoding`
 */
export function decodeContent(
  source: Bytes,
  contentEncoding: string | undefined,
  maxBytes: number,
  url: string,
): Bytes {
  const codings = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '');
  let bytes = limited(source, maxBytes, url);
  for (const coding of codings.reverse()) {
    const decode = codings.length > maxCodings ? undefined : decoders[coding];
    if (!decode) {
      throw new DeadError('unknown_encoding', `${url} is sent as "${contentEncoding}", which cannot be decoded`);
    }
    bytes = limited(decode(bytes), maxBytes, url);
  }
  return bytes;
}

export function bodyTooLarge(url: string, maxBytes: number): DeadError {
  return new DeadError(
    'body_too_large',
    `The body of ${url} is larger than ${maxBytes} bytes; raise limits.megabytes in the platform file if it must be read`,
  );
}

async function* limited(source: Bytes, maxBytes: number, url: string): AsyncGenerator<Uint8Array> {
  let received = 0;
  for await (const chunk of source) {
    received += chunk.byteLength;
    if (received > maxBytes) throw bodyTooLarge(url, maxBytes);
    yield chunk;
  }
}

/** An error of the source destroys the decoder with it, and a reader that stops early destroys the source. */
function through(source: Bytes, decoder: Transform): Bytes {
  return pipeline(Readable.from(source, { objectMode: false }), decoder, () => {});
}

/** `deflate` means the zlib format, but some servers send raw deflate: the first byte tells (RFC 1950 section 2.2). */
async function* inflate(source: Bytes): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) return;
  const rest: Bytes = { [Symbol.asyncIterator]: () => chunks };
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield first.value;
    yield* rest;
  }
  const isZlib = ((first.value[0] ?? 0) & 0x0f) === 8;
  yield* through(whole(), isZlib ? createInflate() : createInflateRaw());
}
