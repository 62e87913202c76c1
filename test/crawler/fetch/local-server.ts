import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface LocalServer {
  port: number;
  origin: string;
  server: Server;
  /** Paths asked for, in order. */
  requests: string[];
  /** TCP connections taken, of whatever kind. */
  connections(): number;
  close(): Promise<void>;
}

/** A real HTTP server on 127.0.0.1. It answers 404 for what `routes` does not hold. */
export async function startServer(routes: Record<string, RequestListener>): Promise<LocalServer> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').replace(/\?.*$/, '');
    requests.push(request.url ?? '/');
    const route = routes[path];
    if (route) route(request, response);
    else response.writeHead(404).end('not here');
  });
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    server,
    requests,
    connections: () => connections,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Answers with this body, as HTML in UTF-8 unless the headers say otherwise. */
export function page(body: string | Uint8Array, headers: Record<string, string> = {}): RequestListener {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(body);
  };
}

export function redirectTo(location: string, status = 302): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { location }).end('moved');
  };
}
