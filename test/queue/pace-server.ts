/** Answers every request and says on standard output when it came: one line of JSON each, after one with its port. */
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  const at = performance.now();
  response.end('ok');
  process.stdout.write(`${JSON.stringify({ host: request.url, at })}\n`);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.stdout.write(`${JSON.stringify(server.address())}\n`));
