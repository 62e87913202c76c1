import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { PutOffError, RetriedError } from '../../../contracts/errors.js';
import { createAddressGuard } from '../../../crawler/fetch/address-guard.js';
import { createHttpFetcher } from '../../../crawler/fetch/http-fetch.js';
import { createRobots, type RobotsOptions } from '../../../crawler/fetch/robots.js';
import type { RobotsCopy } from '../../../crawler/fetch/robots-copies.js';
import type { Decision } from '../../../crawler/ports.js';
import { type LocalServer, page, redirectTo, startServer } from './local-server.js';
import { createMemoryBlobs } from './memory-blobs.js';

const userAgent = 'guazheng-watch/0.1 (+https://example.org/crawler)';
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close();
});

const start = Date.parse('2026-11-22T00:00:00Z');

/** What all workers share: the platform, the clock and the kept copies. */
async function worldOf(routes: Parameters<typeof startServer>[0], seconds = 20) {
  const server: LocalServer = await startServer(routes);
  open.push(server);
  const hosts = { 'site.test': `127.0.0.1:${server.port}`, 'www.site.test': `127.0.0.1:${server.port}` };
  const guard = createAddressGuard({ allow: [], hosts });
  let time = start;
  const clock = { now: () => new Date(time) };
  const kept: RobotsCopy[] = [];
  const copies = {
    newest: async (origin: string) => kept.findLast((copy) => copy.origin === origin),
    keep: async (copy: RobotsCopy) => void kept.push(copy),
  };
  const log: Decision[] = [];
  const decisions = { record: async (decision: Decision) => void log.push(decision) };
  function worker(options: Partial<RobotsOptions> = {}) {
    const fetcher = createHttpFetcher({ guard, blobs: createMemoryBlobs(), userAgent, clock });
    open.push(fetcher);
    const read: typeof fetcher.read = (url, limits, fetchOptions) =>
      fetcher.read(url, { ...limits, seconds }, fetchOptions);
    return createRobots({ read, decisions, userAgent, copies, clock, ...options });
  }
  return { server, worker, log, kept, passHours: (hours: number) => (time += hours * 3_600_000) };
}

async function robotsOf(...of: Parameters<typeof worldOf>) {
  const world = await worldOf(...of);
  return { ...world, robots: world.worker() };
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
    expect(await robots.check('http://site.test/jobs')).toEqual({
      crawlDelaySeconds: 2.5,
      legalBasis: undefined,
    });
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
    const silent = await robotsOf({ '/robots.txt': () => {} }, 1);
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

describe('copies of robots.txt', () => {
  const forbidding = page('User-agent: *\nDisallow: /private\n');

  it('are shared: what one worker has fetched another does not fetch again before it expires', async () => {
    const { server, worker, kept, passHours } = await worldOf({ '/robots.txt': forbidding });
    await worker().check('http://site.test/jobs');
    await expect(worker().check('http://site.test/private')).rejects.toMatchObject({ code: 'robots_disallowed' });
    expect(server.requests).toHaveLength(1);
    expect(kept).toEqual([
      {
        origin: 'http://site.test',
        outcome: 'rules',
        text: 'User-agent: *\nDisallow: /private\n',
        detail: 'Received from http://site.test/robots.txt',
        fetchedAt: new Date(start),
        expiresAt: new Date(start + 24 * 3_600_000),
      },
    ]);
    passHours(24.1);
    await worker().check('http://site.test/jobs');
    expect(server.requests).toHaveLength(2);
    expect(kept).toHaveLength(2);
  });

  it('say what came of it: absent for a day, unreachable for ten minutes', async () => {
    const absent = await robotsOf(status(403));
    await absent.robots.check('http://site.test/');
    expect(absent.kept).toMatchObject([
      {
        outcome: 'absent',
        text: '',
        expiresAt: new Date(start + 24 * 3_600_000),
        detail: expect.stringContaining('403'),
      },
    ]);
    const loop = await robotsOf({ '/robots.txt': redirectTo('/robots.txt') });
    await expect(loop.robots.check('http://site.test/')).rejects.toMatchObject({ code: 'robots_unreachable' });
    expect(loop.kept).toMatchObject([
      { outcome: 'unreachable', expiresAt: new Date(start + 600_000), detail: expect.stringContaining('Redirects') },
    ]);
    await expect(loop.worker().check('http://site.test/2')).rejects.toMatchObject({ code: 'robots_unreachable' });
    expect(loop.server.requests).toHaveLength(1);
  });

  it('hold only what a database can keep', async () => {
    const text = Buffer.from('User-agent: *\nDisallow: /a\0b\n\xff');
    const { robots, kept } = await robotsOf({ '/robots.txt': page(text) });
    await robots.check('http://site.test/');
    expect(kept[0]?.text).not.toContain('\0');
  });

  it.each([429, 503])(
    'are not made of a %i that asks to wait, and of one that does not are "unreachable"',
    async (code) => {
      const waiting = await robotsOf(status(code, { 'retry-after': '60' }));
      await expect(waiting.robots.check('http://site.test/')).rejects.toMatchObject({ code: 'asked_to_wait' });
      expect(waiting.kept).toEqual([]);
      const silent = await robotsOf(status(code));
      await expect(silent.robots.check('http://site.test/')).rejects.toMatchObject({ code: 'robots_unreachable' });
      expect(silent.kept).toMatchObject([{ outcome: 'unreachable' }]);
    },
  );

  it('that cannot be kept stop the check, and the next one tries again', async () => {
    const { server, worker } = await worldOf({ '/robots.txt': forbidding });
    let down = true;
    const kept: RobotsCopy[] = [];
    const copies = {
      newest: async () => undefined,
      keep: async (copy: RobotsCopy) => {
        if (down) throw new Error('the database is away');
        kept.push(copy);
      },
    };
    const robots = worker({ copies });
    await expect(robots.check('http://site.test/')).rejects.toThrow('the database is away');
    down = false;
    await robots.check('http://site.test/');
    expect(server.requests).toHaveLength(2);
    expect(kept).toHaveLength(1);
  });
});

describe('the request for robots.txt', () => {
  it('waits for its turn with each host, redirects included, and only when it is made', async () => {
    const { worker } = await worldOf({
      '/robots.txt': redirectTo('http://www.site.test/r'),
      '/r': page('User-agent: *\nDisallow:'),
    });
    const turns: string[] = [];
    const robots = worker({ waitTurn: async (hostname) => void turns.push(hostname) });
    await robots.check('http://site.test/1');
    await robots.check('http://site.test/2');
    expect(turns).toEqual(['site.test', 'www.site.test']);
  });

  it('is not made when another worker had the answer while this one waited', async () => {
    const { server, worker } = await worldOf({ '/robots.txt': page('') });
    const other = worker();
    const robots = worker({ waitTurn: async () => void (await other.check('http://site.test/')) });
    await robots.check('http://site.test/');
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['that has to wait longer', '/robots.txt', new PutOffError('host_pace', 'Later', new Date(start + 60_000))],
    ['whose redirect has to wait longer', '/r', new PutOffError('host_pace', 'Later', new Date(start + 60_000))],
    ['whose redirect gets no turn', '/r', new RetriedError('redis_away', 'The pace keeper does not answer')],
  ])('%s fails for that reason, and nothing is kept of it', async (_what, path, reason) => {
    const { worker, kept, log } = await worldOf({ '/robots.txt': redirectTo('/r'), '/r': page('') });
    const turns = path === '/r' ? [true, false, true, true] : [false, true, true];
    const waitTurn = async () => {
      if (!turns.shift()) throw reason;
    };
    const robots = worker({ waitTurn });
    await expect(robots.check('http://site.test/')).rejects.toBe(reason);
    expect([...kept, ...log]).toEqual([]);
    await robots.check('http://site.test/');
    expect(kept).toHaveLength(1);
  });
});

describe('another legal basis than robots.txt', () => {
  const legalBasis = { id: 'act-1', basis: '川人社监〔2026〕第1号' };

  it('lets a page be fetched that robots.txt forbids, and the decision says so', async () => {
    const { robots, log } = await robotsOf({
      '/robots.txt': page('User-agent: *\nDisallow: /private\nCrawl-delay: 3'),
    });
    expect(await robots.check('http://site.test/private', { legalBasis })).toEqual({
      crawlDelaySeconds: 3,
      legalBasis,
    });
    expect(log).toMatchObject([
      {
        rule: 'legal_basis',
        allowed: true,
        detail: 'Fetched by 川人社监〔2026〕第1号 (act-1), although line 2 of robots.txt forbids it',
      },
    ]);
  });

  it('lets a page be fetched whose robots.txt cannot be had', async () => {
    const { robots, log } = await robotsOf(status(500));
    expect(await robots.check('http://site.test/', { legalBasis })).toMatchObject({ legalBasis });
    expect(log).toMatchObject([
      { rule: 'legal_basis', allowed: true, detail: expect.stringContaining('answered 500') },
    ]);
  });

  it('is not the ground where robots.txt allows the page', async () => {
    const { robots, log } = await robotsOf(status(404));
    expect(await robots.check('http://site.test/', { legalBasis })).toMatchObject({ legalBasis: undefined });
    expect(log).toMatchObject([{ rule: 'robots', allowed: true }]);
  });

  it('neither hastens a platform that asks to wait nor opens a private address', async () => {
    const { robots, server } = await robotsOf(status(503, { 'retry-after': '60' }));
    await expect(robots.check('http://site.test/', { legalBasis })).rejects.toMatchObject({ code: 'asked_to_wait' });
    const url = `${server.origin}/`;
    await expect(robots.check(url, { legalBasis })).rejects.toMatchObject({ code: 'address_refused' });
  });
});
