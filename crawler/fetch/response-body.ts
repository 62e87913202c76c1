import type { CDPSession } from 'playwright';
import { bodyTooLarge } from './content-decoding.js';
import type { PausedRequest } from './request-gate.js';

/** A body in full, and how its response goes on to the page. */
export interface HeldBody {
  bytes: Buffer;
  /** Whether it was taken out, so that the page is not told when it broke off. */
  isPutBack: boolean;
  goOn(): Promise<unknown>;
}

/** Of one piece of a body that is read by and by. */
const pieceBytes = 1_000_000;

/** RFC 9110 section 6.4.1; what a redirect holds never reaches the browser. */
export function hasBody({ request, responseStatusCode: status, responseErrorReason }: PausedRequest): boolean {
  if (status === undefined || responseErrorReason !== undefined || request.method === 'HEAD') return false;
  return status >= 200 && status !== 204 && (status < 300 || status >= 400);
}

/** Why a body is let go on unread; undefined when it is to be read. */
export function reasonNotToRead(paused: PausedRequest): string | undefined {
  const { responseHeaders = [], responseErrorReason } = paused;
  if (responseErrorReason !== undefined) return undefined;
  if (fieldOf(responseHeaders, 'content-type')?.startsWith('text/event-stream'))
    return 'not kept: a stream of events has no end';
  // The browser empties foreign answers that the page may not read (opaque response blocking, Fetch standard).
  return hasBody(paused) && responseHeaders.length === 0
    ? 'not kept: the browser withheld it from the page'
    : undefined;
}

/**
 * The decoded body of a response that is held up, byte for byte: DevTools' other ways give text, decoded and encoded again.
 *
 * One that comes as it is can be no larger than what the proxy lets pass, is copied, and goes on untouched. One that comes compressed
 * unfolds in the browser without a limit; it is taken out piece by piece instead, and what was taken is put back in its place. Neither
 * way tells whether a body broke off: for one that goes on untouched the page is told, for the other only our proxy can know.
 * @throws DeadError `body_too_large`; the response is then still held up
 */
export async function readHeldBody(devTools: CDPSession, paused: PausedRequest, maxBytes: number): Promise<HeldBody> {
  const { requestId, request, responseHeaders = [] } = paused;
  if (!isCompressed(responseHeaders)) {
    const announced = Number(fieldOf(responseHeaders, 'content-length') ?? 0);
    if (announced > maxBytes) throw bodyTooLarge(request.url, maxBytes);
    const { body, base64Encoded } = await devTools.send('Fetch.getResponseBody', { requestId });
    const bytes = Buffer.from(body, base64Encoded ? 'base64' : 'utf8');
    if (bytes.length > maxBytes) throw bodyTooLarge(request.url, maxBytes);
    return { bytes, isPutBack: false, goOn: () => devTools.send('Fetch.continueResponse', { requestId }) };
  }
  const { stream } = await devTools.send('Fetch.takeResponseBodyAsStream', { requestId });
  const bytes = await readStream(devTools, stream, maxBytes, request.url);
  return {
    bytes,
    isPutBack: true,
    goOn: () =>
      devTools.send('Fetch.fulfillRequest', {
        requestId,
        responseCode: paused.responseStatusCode ?? 200,
        ...(paused.responseStatusText ? { responsePhrase: paused.responseStatusText } : {}),
        responseHeaders,
        body: bytes.toString('base64'),
      }),
  };
}

async function readStream(devTools: CDPSession, handle: string, maxBytes: number, url: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let taken = 0;
  try {
    for (let eof = false; !eof; ) {
      const piece = await devTools.send('IO.read', { handle, size: pieceBytes });
      const bytes = Buffer.from(piece.data, piece.base64Encoded ? 'base64' : 'utf8');
      taken += bytes.length;
      if (taken > maxBytes) throw bodyTooLarge(url, maxBytes);
      pieces.push(bytes);
      eof = piece.eof;
    }
  } finally {
    await devTools.send('IO.close', { handle });
  }
  return Buffer.concat(pieces);
}

function isCompressed(headers: { name: string; value: string }[]): boolean {
  const coding = fieldOf(headers, 'content-encoding');
  return coding !== undefined && coding.toLowerCase() !== 'identity';
}

function fieldOf(headers: { name: string; value: string }[], wanted: string): string | undefined {
  return headers.find(({ name }) => name.toLowerCase() === wanted)?.value;
}
