import type { FastifyReply } from 'fastify';

/** A copy may be kept for its person, and is shown only when the session has been looked at again: pages hold personal data. */
const askEachTime = 'private, no-cache';

/** Sends what the blob store has under `sha256`, or 304 where the browser says that it has these bytes (RFC 9110, section 13.1.2). */
export function sendBytes(
  reply: FastifyReply,
  bytes: Uint8Array,
  sha256: string,
  type: string,
  disposition: string,
): FastifyReply {
  const etag = `"${sha256}"`;
  reply.header('cache-control', askEachTime).header('etag', etag);
  const known = reply.request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known?.includes(etag)) return reply.code(304).send();
  return reply
    .header('content-disposition', disposition)
    .type(type)
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
