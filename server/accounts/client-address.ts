import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

/**
 * The address that a request comes from. Behind our reverse proxy it is the last one of X-Forwarded-For, which the proxy itself wrote; what
 * stands before it the client may have made up. Without a proxy the header is anybody's.
 */
export function clientAddress(request: FastifyRequest, publicUrl: URL | undefined): string {
  const peer = request.socket.remoteAddress ?? '';
  if (publicUrl === undefined || !/^(::ffff:)?127\.|^::1$/.test(peer)) return peer;
  const forwarded = request.headers['x-forwarded-for'];
  const last = [forwarded].flat().at(-1)?.split(',').at(-1)?.trim();
  return last === undefined || isIP(last) === 0 ? peer : last;
}
