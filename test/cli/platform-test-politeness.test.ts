import { writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LocalServer, page, redirectTo, startServer } from '../crawler/fetch/local-server.js';
import { type Arrival, watchArrivals } from '../crawler/politeness/watch-arrivals.js';
import { type Ended, guazheng, sentenceOf, temporaryFolder } from './run-guazheng.js';

const platformFile = (gapMilliseconds: number): string => `id: good
name: 示例
entry: [http://good.test/jobs]
pace: { gapMilliseconds: ${gapMilliseconds} }
fetch: http
list: { from: html, item: li, fields: { url: a@href, title: a } }
detail: { from: html, fields: { title: h1, text: main } }
`;

let folder: string;
let server: LocalServer;
let asked: (Arrival & { what: string })[];
let routes: Record<string, RequestListener>;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
  await writeFile(join(folder, 'good.yaml'), platformFile(400));
  routes = {};
  asked = [];
  server = await startServer(routes);
  watchArrivals(server.server, ({ headers, url }, arrival) => {
    asked.push({ what: `${headers.host?.replace(/:.*/, '')}${url}`, ...arrival });
  });
});
afterEach(async () => {
  await server.close();
  await remove();
});

function testPlatform(): Promise<Ended> {
  const address = `127.0.0.1:${server.port}`;
  return guazheng(['platform', 'test', 'good.yaml'], {
    cwd: folder,
    env: {
      GUAZHENG_HOME: join(folder, 'home'),
      GUAZHENG_ALLOW_ADDRESSES: address,
      GUAZHENG_HOSTS: `good.test=${address},other.test=${address}`,
    },
  });
}
/** Between two requests, in milliseconds: no less than what passed between their being sent. */
const longestGaps = (): number[] =>
  asked.slice(1).map(({ at }, index) => at - (asked[index]?.noEarlierThan ?? Number.NaN));
const robots = (text: string): RequestListener => page(text, { 'content-type': 'text/plain' });
const listPage = page('<ul><li><a href="/1">建造师</a></li></ul>');
const detailPage = page('<h1>建造师</h1><main>长期招聘</main>');

describe('a test of a platform file that fetches', () => {
  test("keeps the platform's pace, robots.txt and redirects included", async () => {
    await writeFile(join(folder, 'good.yaml'), platformFile(2_000));
    Object.assign(routes, { '/jobs': redirectTo('/list'), '/list': listPage, '/1': detailPage });
    const ended = await testPlatform();
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    expect(asked.map(({ what }) => what)).toEqual([
      ...['good.test/robots.txt', 'good.test/jobs', 'good.test/list', 'good.test/1'],
    ]);
    expect(longestGaps()).toHaveLength(3);
    // Between its turn and the request the command may wait for a processor: not for a second.
    for (const longest of longestGaps()) expect(longest).toBeGreaterThan(1_000);
  });

  test('keeps the longer gap that robots.txt asks for', async () => {
    Object.assign(routes, { '/robots.txt': robots('User-agent: *\nCrawl-delay: 2\n') });
    Object.assign(routes, { '/jobs': listPage, '/1': detailPage });
    expect((await testPlatform()).code).toBe(0);
    expect(longestGaps().at(-1)).toBeGreaterThan(1_000);
  });

  test('asks robots.txt of where a redirect leads, and does not go there when it forbids', async () => {
    routes['/jobs'] = redirectTo('http://other.test/list');
    routes['/robots.txt'] = (request, response) =>
      robots(request.headers.host?.startsWith('other') ? 'User-agent: *\nDisallow: /\n' : '')(request, response);
    const ended = await testPlatform();
    expect(ended.code).toBe(2);
    expect(sentenceOf(ended)).toMatch(
      /http:\/\/other\.test\/list is not fetched: line 2 of its robots\.txt forbids it/,
    );
    expect(asked.map(({ what }) => what)).toEqual([
      ...['good.test/robots.txt', 'good.test/jobs', 'other.test/robots.txt'],
    ]);
  });
});
