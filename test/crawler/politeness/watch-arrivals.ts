import type { IncomingMessage, Server } from 'node:http';

/** When a request came, in milliseconds of `performance.now()`. */
export interface Arrival {
  at: number;
  /** Since when it may have been waiting at the socket. */
  noEarlierThan: number;
}

/**
 * Tells of each request when it came. A process that had to wait for a processor sees a request late, so its arrival says too since when it may
 * have been waiting: the last look at the sockets. Two requests were sent at most `second.at - first.noEarlierThan` apart.
 */
export function watchArrivals(server: Server, note: (request: IncomingMessage, arrival: Arrival) => void): void {
  let looked = performance.now();
  server.prependListener('request', (request) => note(request, { at: performance.now(), noEarlierThan: looked }));
  // Immediates run right after the sockets were looked at, which a timer makes happen each millisecond.
  const looking = setInterval(() => {
    setImmediate(() => {
      looked = performance.now();
    });
  }, 1);
  server.once('close', () => clearInterval(looking));
}
