/**
 * Answers every request and says on standard output when it came: one line of JSON each, after one with its port. A process that had to
 * wait for a processor sees a request late, so the line says too since when it may have been waiting: the last look at its sockets.
 */
import { createServer } from 'node:http';

let looked = performance.now();
const server = createServer((request, response) => {
  const line = { host: request.url, at: performance.now(), noEarlierThan: looked };
  response.end('ok');
  process.stdout.write(`${JSON.stringify(line)}\n`);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.stdout.write(`${JSON.stringify(server.address())}\n`));
// Immediates run right after the sockets were looked at, which a timer makes happen each millisecond.
setInterval(() => {
  setImmediate(() => {
    looked = performance.now();
  });
}, 1);
