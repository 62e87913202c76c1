/** Answers every request and says on standard output when it came: one line of JSON each, after one with its port. */
import { createServer } from 'node:http';
import { watchArrivals } from '../crawler/politeness/watch-arrivals.js';

const server = createServer((_request, response) => response.end('ok'));
watchArrivals(server, ({ url: host }, arrival) => {
  process.stdout.write(`${JSON.stringify({ host, ...arrival })}\n`);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.stdout.write(`${JSON.stringify(server.address())}\n`));
