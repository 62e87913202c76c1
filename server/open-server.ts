import type { AddressInfo } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import { InputError, systemCodeOf } from '../contracts/errors.js';
import { createServer } from './create-server.js';
import type { Sources } from './route.js';
import { routes } from './routes.js';
import { openWebApplication } from './web-application.js';

export interface ServerOptions extends Omit<Sources, 'webApplication'> {
  /** The built browser application (`vite build`). */
  webFolder: string;
  /** 0 takes a free one. */
  port: number;
  /** Requests and failures are logged here; without it nothing is. */
  logger?: FastifyBaseLogger;
}

export interface OpenServer {
  /** Where the page is, e.g. `http://127.0.0.1:3000`. */
  url: string;
  /** Stops listening and drops open connections; the database stays open. */
  close(): Promise<void>;
}

/**
 * Serves the API and the web page on 127.0.0.1.
 * Throws InputError when the port cannot be had or the page is not built.
 */
export async function openServer({ webFolder, port, logger, ...sources }: ServerOptions): Promise<OpenServer> {
  const webApplication = await openWebApplication(webFolder);
  const app = await createServer({ ...sources, webApplication }, routes, logger);
  try {
    await app.listen({ host: '127.0.0.1', port });
  } catch (error) {
    await app.close();
    throw explainListenError(error, port);
  }
  const [address] = app.addresses() as [AddressInfo];
  return { url: `http://127.0.0.1:${address.port}`, close: () => app.close() };
}

/** What a person can do about a port that cannot be had; any other error as it is. */
export function explainListenError(error: unknown, port: number): unknown {
  const where = `Port ${port} on 127.0.0.1`;
  switch (systemCodeOf(error)) {
    case 'EADDRINUSE':
      return new InputError('port_in_use', `${where} is in use; stop the program that has it or choose another port.`, {
        cause: error,
      });
    case 'EACCES':
      return new InputError('port_forbidden', `${where} needs more rights; choose a port above 1023.`, {
        cause: error,
      });
    default:
      return error;
  }
}
