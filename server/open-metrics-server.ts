import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refuseForeignRequest } from './local-requests.js';
import { metricsContentType } from './metrics.js';
import { explainListenError, type OpenServer } from './open-server.js';
import { RequestError } from './request-error.js';

/**
 * Serves `/metrics` and nothing else on 127.0.0.1, for a worker, which has no page.
 * @param failed hears why a scrape was answered with 503
 * @throws InputError when the port cannot be had
 */
export async function openMetricsServer(
  port: number,
  read: () => Promise<string>,
  failed: (error: unknown) => void,
): Promise<OpenServer> {
  const server = createServer((request, response) => {
    const answer = (status: number, text: string): void => {
      response.writeHead(status, { 'content-type': metricsContentType, 'cache-control': 'no-store' }).end(text);
    };
    const path = request.url?.split('?', 1)[0] ?? '';
    try {
      const { host } = request.headers;
      refuseForeignRequest({
        ...{ method: 'GET', path, host, fetchSite: undefined, origin: undefined, hasToken: false },
        port: boundPort(),
      });
    } catch (error) {
      answer(error instanceof RequestError ? error.status : 400, '');
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      answer(405, '');
      return;
    }
    if (path !== '/metrics') {
      answer(404, '');
      return;
    }
    read().then(
      (text) => answer(200, text),
      (error: unknown) => {
        failed(error);
        answer(503, '');
      },
    );
  });
  const boundPort = (): number => (server.address() as AddressInfo).port;
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    throw explainListenError(error, port);
  }
  return {
    url: `http://127.0.0.1:${boundPort()}/metrics`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
