import type { RequestListener } from 'node:http';
import { constants, createGzip } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hasRedis } from '../queue/redis-server.js';
import { type FaultWorld, isLong, isRunning, openFaultWorld } from './fault-world.js';
import { detailPage, listOf, platformYaml } from './recruitment-site.js';

let world: FaultWorld;
beforeEach(async () => {
  world = await openFaultWorld({ postings: 5 });
});
afterEach(() => world.close());

const html = { 'content-type': 'text/html; charset=utf-8' };
const gzipped = { ...html, 'content-encoding': 'gzip' };

/** Fails for the first requests, and then answers with a posting. */
function after(failures: number, fail: RequestListener, posting: number): RequestListener {
  let left = failures;
  return (request, response) => {
    left -= 1;
    if (left >= 0) fail(request, response);
    else response.writeHead(200, html).end(detailPage(posting, false));
  };
}

const hang: RequestListener = () => undefined;
/** Says that it answers, and does not go on. */
const stall: RequestListener = (_request, response) => void response.writeHead(200, html).write('<h1>');
const reset: RequestListener = (request) => void request.socket.resetAndDestroy();
const cutOff: RequestListener = (request, response) => {
  response.writeHead(200, { ...html, 'content-length': '100000' }).write('<h1>职位</h1>');
  setImmediate(() => request.socket.destroy());
};
const wait: RequestListener = (_request, response) => void response.writeHead(429, { 'retry-after': '1' }).end();

const endless: RequestListener = (_request, response) => {
  response.writeHead(200, html);
  const more = (): void => {
    while (!response.destroyed && response.write('<p>没完没了</p>'.repeat(2_000)));
  };
  response.on('drain', more);
  more();
};
/** A byte now and then: never silent for long, and never whole. */
const drip: RequestListener = (_request, response) => {
  response.writeHead(200, html);
  const timer = setInterval(() => response.write('<'), 100);
  response.on('close', () => clearInterval(timer));
};
/** A thousandth of its size on the wire. */
const bomb: RequestListener = (_request, response) => {
  response.writeHead(200, gzipped);
  const gzip = createGzip({ level: constants.Z_BEST_COMPRESSION });
  gzip.pipe(response);
  response.on('close', () => gzip.destroy());
  const zeros = Buffer.alloc(1 << 20);
  let left = 300;
  const more = (): void => {
    while (left > 0 && !gzip.destroyed) {
      left -= 1;
      if (!gzip.write(zeros)) return void gzip.once('drain', more);
    }
    gzip.end();
  };
  more();
};

const list =
  (paths: readonly string[], next?: string): RequestListener =>
  (_request, response) =>
    void response.writeHead(200, html).end(listOf(paths, next));

describe.skipIf(!hasRedis())('a platform that is a trap', () => {
  test('costs its own pages with a reason each, and not the run, the worker or the platform’s honest pages', async () => {
    const { site, database } = world;
    const { routes } = site;
    const cures = [hang, stall, reset, cutOff, wait, drip].map((fail, index) => {
      const path = `/cured/${index + 1}`;
      routes[path] = after(1, fail, 100 + index);
      return path;
    });
    routes['/endless'] = endless;
    routes['/bomb'] = bomb;
    routes['/loop'] = (_request, response) => void response.writeHead(302, { location: '/loop' }).end();
    routes['/inside'] = (_request, response) =>
      void response.writeHead(302, { location: 'http://127.0.0.1:22/' }).end();
    routes['/gone'] = (_request, response) => void response.writeHead(404).end();
    const doomed: [path: string, code: string][] = [
      ['/endless', 'body_too_large'],
      ['/bomb', 'body_too_large'],
      ['/loop', 'redirect_loop'],
      ['/inside', 'address_refused'],
      ['/gone', 'gone'],
    ];
    if (isLong) {
      routes['/always/hangs'] = hang;
      routes['/always/resets'] = reset;
      routes['/always/waits'] = wait;
      doomed.push(
        ['/always/hangs', 'timed_out'],
        ['/always/resets', 'connection_failed'],
        ['/always/waits', 'asked_to_wait'],
      );
    }
    routes['/trap/list'] = list([...cures, ...doomed.map(([path]) => path)]);
    routes['/trap/many'] = list(Array.from({ length: 100_000 }, (_, index) => `/many/${index}`));
    routes['/trap/circle'] = list(['/job/1'], '/trap/circle/2');
    routes['/trap/circle/2'] = list(['/job/2'], '/trap/circle/3');
    routes['/trap/circle/3'] = list(['/job/3'], '/trap/circle');
    routes['/trap/calendar'] = (request, response) => {
      const day = Number(new URL(request.url ?? '/', 'http://jobs.test').searchParams.get('day') ?? 0);
      list(['/job/1'], `/trap/calendar?day=${day + 1}`)(request, response);
    };

    const budget = 20;
    const entry = ['/jobs', '/trap/list', '/trap/circle', '/trap/calendar'];
    const runs = [
      await world.addRun(platformYaml({ entry, more: 'limits: { megabytes: 1, seconds: 5 }' })),
      await world.addRun(platformYaml({ id: 'many', entry: ['/trap/many'], more: `limits: { pages: ${budget} }` })),
    ];
    const worker = await world.startWorker('only', { concurrency: 16 });
    for (const crawlRunId of runs) await world.finished(crawlRunId);
    expect(isRunning(worker)).toBe(true);

    const tasks = await database.crawlTask.findMany();
    const ends = new Map(tasks.map(({ url, state, errorCode }) => [new URL(url).pathname, errorCode ?? state]));
    expect(cures.map((path) => [path, ends.get(path)])).toEqual(cures.map((path) => [path, 'done']));
    expect(doomed.map(([path]) => [path, ends.get(path)])).toEqual(doomed);
    for (let number = 1; number <= site.postings; number += 1) expect(ends.get(`/job/${number}`)).toBe('done');
    expect(tasks.filter(({ crawlRunId }) => crawlRunId === runs[1])).toHaveLength(budget);

    const asked = (prefix: string): number => site.log.filter(({ path }) => path.startsWith(prefix)).length;
    expect(asked('/trap/circle')).toBe(3);
    expect(asked('/trap/calendar')).toBeLessThanOrEqual(5);
    const refusals = await database.crawlDecision.findMany({ where: { allowed: false } });
    for (const trap of ['/many/', '/trap/calendar'])
      expect(refusals.some(({ url, detail }) => url.includes(trap) && detail !== '')).toBe(true);
    await world.expectWhole('a platform full of traps');
  }, 600_000);
});
