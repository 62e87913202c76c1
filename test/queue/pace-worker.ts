/**
 * A worker process that asks for pages of some hosts, each page in its turn: put off it comes back when told, as a queue does. Starts
 * when a line comes on its standard input, and ends after the last page.
 */
import { randomUUID } from 'node:crypto';
import { once, setMaxListeners } from 'node:events';
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutOffError } from '../../contracts/errors.js';
import type { PaceKeeper } from '../../crawler/politeness/pace-keeper.js';
import { takeTurn } from '../../crawler/politeness/take-turn.js';
import { createRedisPaceKeeper } from '../../queue/bullmq/redis-pace-keeper.js';

const [url = '', prefix = '', port = '', hosts = '', pages = '', gap = ''] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const { signal } = new AbortController();
// One for each page that waits.
setMaxListeners(0, signal);

async function getPage(path: string): Promise<void> {
  const [response] = await once(get({ port, path: `/${path}`, agent }), 'response');
  response.resume();
  await once(response, 'end');
}

async function fetchPage(pace: PaceKeeper, host: string): Promise<void> {
  const turn = { host, bookingId: randomUUID(), gapMilliseconds: Number(gap), longestWaitMilliseconds: 1_000, signal };
  for (;;) {
    try {
      await takeTurn(pace, turn);
      break;
    } catch (error) {
      if (!(error instanceof PutOffError)) throw error;
      await sleep(Math.max(0, error.notBefore.getTime() - Date.now()));
    }
  }
  const asked = performance.now();
  await getPage(host);
  await pace.answered(host, { milliseconds: performance.now() - asked, slowDown: false });
}

const pace = await createRedisPaceKeeper({ url, prefix });
await getPage('none');
process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdin.destroy();
// All at once: what a queue with that many workers would do.
await Promise.all(
  hosts.split(',').flatMap((host) => Array.from({ length: Number(pages) }, () => fetchPage(pace, host))),
);
await pace.close();
agent.destroy();
