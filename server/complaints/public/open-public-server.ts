import type { AddressInfo } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import { explainListenError, type OpenServer } from '../../open-server.js';
import { createPublicServer, type PublicSources } from './public-server.js';

/**
 * Serves the public form of complaints on 127.0.0.1, for a reverse proxy to publish.
 * @param port 0 takes a free one
 * @throws InputError when the port cannot be had
 */
export async function openPublicServer(
  sources: PublicSources,
  port: number,
  logger?: FastifyBaseLogger,
): Promise<OpenServer> {
  const app = await createPublicServer(sources, logger);
  try {
    await app.listen({ host: '127.0.0.1', port });
  } catch (error) {
    await app.close();
    throw explainListenError(error, port);
  }
  const [address] = app.addresses() as [AddressInfo];
  return { url: sources.publicUrl?.origin ?? `http://127.0.0.1:${address.port}`, close: () => app.close() };
}
