import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createAddressGuard } from '../../../crawler/fetch/address-guard.js';
import { createHttpFetcher } from '../../../crawler/fetch/http-fetch.js';
import { createRobots } from '../../../crawler/fetch/robots.js';
import type { Decision } from '../../../crawler/ports.js';
import { type LocalServer, page, redirectTo, startServer } from './local-server.js';
import { createMemoryBlobs } from './memory-blobs.js';

const userAgent = 'guazheng-watch/0.1 (+https://example.org/crawler)';
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close();
});

async function robotsOf(routes: Parameters<typeof startServer>[0]) {
  const server: LocalServer = await startServer(routes);
  const hosts = { 'site.test': `127.0.0.1:${server.port}` };
  const guard = createAddressGuard({ allow: [], hosts });
  let time = Date.parse('2026-11-22T00:00:00Z');
  const clock = { now: () => new Date(time) };
  const fetcher = createHttpFetcher({ guard, blobs: createMemoryBlobs(), userAgent, clock });
  open.push(server, fetcher);
  const log: Decision[] = [];
  const decisions = { record: async (decision: Decision) => void log.push(decision) };
  const read: typeof fetcher.read = (url, limits) => fetcher.read(url, { ...limits, seconds: 1 });
  const robots = createRobots({ read, decisions, userAgent, clock });
  return { server, robots, log, passHours: (hours: number) => (time += hours * 3_600_000) };
}

function status(code: number, headers: Record<string, string> = {}): Record<string, RequestListener> {
  return { '/robots.txt': (_request, response) => void response.writeHead(code, headers).end() };
}

describe('robots.txt', () => {
  it('is obeyed for our own product name, with the longest rule winning', async () => {
    const text = [
      'User-agent: *',
      'Disallow: /',
      '',
      'User-Agent: GuaZheng-Watch',
      'Disallow: /private',
      'Allow: /private/jobs$',
      'Crawl-delay: 2.5',
    ].join('\r\n');
    const { robots, log } = await robotsOf({ '/robots.txt': page(text) });
    expect(await robots.check('http://site.test/jobs')).toEqual({ crawlDelaySeconds: 2.5 });
    await robots.check('http://site.test/private/jobs');
    await expect(robots.check('http://site.test/private/jobs/1')).rejects.toMatchObject({
      name: 'RefusedError',
      code: 'robots_disallowed',
      message: 'http://site.test/private/jobs/1 is not fetched: line 5 of its robots.txt forbids it',
    });
    expect(log.map(({ allowed }) => allowed)).toEqual([true, true, false]);
    expect(log[1]?.detail).toBe('Line 6 of robots.txt allows it');
  });

  it('is fetched once by pages that ask together, and again after a day', async () => {
    const { robots, server, passHours } = await robotsOf({ '/robots.txt': page('') });
    const urls = ['http://site.test/1', 'http://site.test/2', 'http://site.test/3'];
    await Promise.all(urls.map((url) => robots.check(url)));
    passHours(23);
    await robots.check('http://site.test/4');
    expect(server.requests).toHaveLength(1);
    passHours(2);
    await robots.check('http://site.test/5');
    expect(server.requests).toHaveLength(2);
  });

  it.each([400, 401, 403, 404, 410])('allows everything when it is answered with %i', async (code) => {
    const { robots, log } = await robotsOf(status(code));
    await robots.check('http://site.test/jobs');
    expect(log).toMatchObject([{ url: 'http://site.test/jobs', rule: 'robots', allowed: true }]);
  });

  it.each([500, 502, 503])('forbids everything for ten minutes when it is answered with %i', async (code) => {
    const { robots, server, log, passHours } = await robotsOf(status(code));
    for (const url of ['http://site.test/1', 'http://site.test/2']) {
      await expect(robots.check(url)).rejects.toMatchObject({ name: 'RefusedError', code: 'robots_unreachable' });
    }
    expect(server.requests).toHaveLength(1);
    expect(log).toHaveLength(2);
    expect(log[0]?.allowed).toBe(false);
    passHours(0.2);
    await expect(robots.check('http://site.test/3')).rejects.toMatchObject({ code: 'robots_unreachable' });
    expect(server.requests).toHaveLength(2);
  });

  it('forbids everything when it does not come in time, or the connection breaks', async () => {
    const silent = await robotsOf({ '/robots.txt': () => {} });
    await expect(silent.robots.check('http://site.test/')).rejects.toMatchObject({ code: 'robots_unreachable' });
    const broken = await robotsOf({ '/robots.txt': (request) => request.socket.resetAndDestroy() });
    await expect(broken.robots.check('http://site.test/')).rejects.toMatchObject({ code: 'robots_unreachable' });
  });

  it.each([429, 503])('puts the page off when %i comes with Retry-After', async (code) => {
    const { robots, server, passHours } = await robotsOf(status(code, { 'retry-after': '1800' }));
    for (const url of ['http://site.test/1', 'http://site.test/2']) {
      await expect(robots.check(url)).rejects.toMatchObject({ name: 'DelayedError', code: 'asked_to_wait' });
    }
    expect(server.requests).toHaveLength(1);
    passHours(1);
    await expect(robots.check('http://site.test/3')).rejects.toMatchObject({ code: 'asked_to_wait' });
    expect(server.requests).toHaveLength(2);
  });

  it('is not asked for at an address that the guard refuses', async () => {
    const { robots, server, log } = await robotsOf({});
    await expect(robots.check(`${server.origin}/jobs`)).rejects.toMatchObject({ code: 'address_refused' });
    expect(server.connections()).toBe(0);
    expect(log).toMatchObject([{ allowed: false }]);
  });

  it('may lie behind a redirect', async () => {
    const { robots } = await robotsOf({ '/robots.txt': redirectTo('/r'), '/r': page('User-agent: *\nDisallow: /a') });
    await expect(robots.check('http://site.test/a')).rejects.toMatchObject({ code: 'robots_disallowed' });
  });

  it('is read to the 500th kibibyte; rules beyond do not count', async () => {
    const filler = '# comment\n'.repeat(60_000);
    const text = `User-agent: *\nDisallow: /early\n${filler}Disallow: /late\n`;
    const { robots } = await robotsOf({ '/robots.txt': page(text) });
    await expect(robots.check('http://site.test/early')).rejects.toMatchObject({ code: 'robots_disallowed' });
    await robots.check('http://site.test/late');
  });

  it('that is no text at all forbids nothing and breaks nothing', async () => {
    const { robots } = await robotsOf({ '/robots.txt': page(Buffer.from([0, 255, 254, 13, 10, 58, 58, 10, 37, 37])) });
    await robots.check('http://site.test/%E4%B8%AD?q=%');
  });
});
