import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { countAttempt } from '../../../casework/users/login-throttle.js';
import { addPerson, type ServedDatabase, serveDatabase, testPassphrase } from '../served-database.js';
import { type Browser, openBrowser } from './browser.js';

const publicUrl = new URL('https://jiandu.example.gov.cn');
const wrong = '不是这一句，差得很远，远到天边去';

let served: ServedDatabase;
let moment: Date;
beforeAll(async () => {
  moment = new Date();
  served = await serveDatabase(undefined, { now: () => moment, publicUrl });
  for (const name of ['wang', 'li']) await addPerson(served.db, name, 'reviewer');
});
afterAll(() => served?.close());
beforeEach(async () => {
  await served.db.loginThrottle.deleteMany();
  moment = new Date();
});

/** A browser behind the reverse proxy. */
const at = (address: string) => openBrowser(served, { 'x-forwarded-for': `10.9.9.9, ${address}` });
const logIn = async (browser: Browser, username = 'wang', password = testPassphrase) =>
  (await browser.send('/api/auth/sign-in/username', { username, password })).status;
const fail = async (address: string, times: number, username = 'wang') => {
  for (let time = 0; time < times; time += 1) await logIn(at(address), username, wrong);
};
const later = (seconds: number) => {
  moment = new Date(moment.getTime() + seconds * 1000);
};

describe('a log-in', () => {
  it('waits after the fifth failure, and longer after each further one, up to a quarter of an hour', async () => {
    await fail('192.0.2.1', 4);
    expect(await logIn(at('192.0.2.1'), 'wang', wrong)).toBe(422);
    for (const seconds of [15, 30, 60, 120, 240, 480, 900, 900]) {
      later(seconds - 1);
      expect(await logIn(at('192.0.2.1')), `before ${seconds}`).toBe(429);
      later(1);
      expect(await logIn(at('192.0.2.1'), 'wang', wrong), `after ${seconds}`).toBe(422);
    }
    later(900);
    expect(await logIn(at('192.0.2.1'))).toBe(200);
    expect(await logIn(at('192.0.2.1'), 'wang', wrong)).toBe(422);
  });

  it('is refused alike for a name that nobody has', async () => {
    await fail('192.0.2.1', 5, 'nobody');
    await fail('192.0.2.2', 5, 'li');
    const [unknown, known] = await Promise.all(
      [['192.0.2.1', 'nobody'] as const, ['192.0.2.2', 'li'] as const].map(([address, username]) =>
        at(address).send('/api/auth/sign-in/username', { username, password: testPassphrase }),
      ),
    );
    expect(unknown).toMatchObject({ status: 429, body: { code: 'login_slowed' } });
    expect(unknown?.body).toEqual(known?.body);
  });

  it('is not let through by many guesses at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => logIn(at('192.0.2.1'), 'wang', wrong)));
    expect(answers.filter((status) => status === 422)).toHaveLength(5);
    expect(answers.filter((status) => status === 429)).toHaveLength(15);
  });

  it('of others in the same office goes on while one of them fails', async () => {
    await fail('192.0.2.1', 5);
    expect(await logIn(at('192.0.2.1'), 'li')).toBe(200);
  });

  it('that is right is not counted, however many there are from an office', async () => {
    for (let time = 0; time < 8; time += 1) expect(await logIn(at('192.0.2.7'), 'li')).toBe(200);
    expect(await served.db.loginThrottle.findMany({ where: { failures: { gt: 0 } } })).toEqual([]);
  });

  it('is stopped for an address after a hundred failures in an hour, but for browsers that are known', async () => {
    const known = at('192.0.2.8');
    await logIn(known, 'li');
    for (let name = 0; name < 100; name += 10)
      await Promise.all(Array.from({ length: 10 }, (_, index) => fail('192.0.2.8', 1, `somebody-${name + index}`)));
    expect(await logIn(at('192.0.2.8'))).toBe(429);
    expect(await logIn(at('192.0.2.9'))).toBe(200);
    expect(await logIn(known, 'li')).toBe(200);
    later(3600);
    expect(await logIn(at('192.0.2.8'))).toBe(200);
  });

  it('at a name that is attacked from everywhere is slowed for strangers, not for a browser that it has come from before', async () => {
    const known = at('192.0.2.50');
    expect(await logIn(known)).toBe(200);
    await known.send('/api/auth/sign-out', {});
    for (let stranger = 0; stranger < 30; stranger += 1) await fail(`198.51.100.${stranger}`, 1);
    expect(await logIn(at('198.51.100.200'))).toBe(429);
    expect(await logIn(known)).toBe(200);
    const forged = at('198.51.100.201');
    for (const [name, value] of known.cookies) if (name.includes('device')) forged.cookies.set(name, `${value}x`);
    expect(await logIn(forged)).toBe(429);
  });

  it('from a known browser is slowed by that browser’s own failures', async () => {
    const known = at('192.0.2.51');
    await logIn(known);
    for (let time = 0; time < 5; time += 1) await logIn(known, 'wang', wrong);
    expect(await logIn(known)).toBe(429);
  });

  it('goes by the address that the proxy wrote, not by what the client did', async () => {
    for (let time = 0; time < 5; time += 1) {
      const browser = openBrowser(served, { 'x-forwarded-for': `203.0.113.${time}, 192.0.2.9` });
      await logIn(browser, 'wang', wrong);
    }
    expect(await logIn(at('192.0.2.9'))).toBe(429);
  });
});

describe('the count for an address', () => {
  const rule = { from: 100, delay: 3_600_000, longestDelay: 3_600_000, window: 3_600_000, fixed: true };
  const start = new Date('2026-11-23T01:00:00Z');
  const minutes = (number: number) => new Date(start.getTime() + number * 60_000);

  it('starts anew an hour after its first failure, however many came since', () => {
    const counted = { failures: 99, blockedUntil: null, updatedAt: start };
    expect(countAttempt(counted, rule, minutes(59))).toEqual({
      failures: 100,
      updatedAt: start,
      blockedUntil: minutes(60),
    });
    expect(countAttempt(counted, rule, minutes(60))).toMatchObject({ failures: 1, updatedAt: minutes(60) });
    expect(countAttempt({ ...counted, failures: 100, blockedUntil: minutes(60) }, rule, minutes(30))).toEqual(
      minutes(60),
    );
  });
});

describe('behind a reverse proxy', () => {
  it('cookies go over TLS to this host alone, and browsers are told to come by TLS', async () => {
    const { request } = await import('node:http');
    const { port } = new URL(served.url);
    const body = JSON.stringify({ username: 'wang', password: testPassphrase });
    const headers = (host: string, origin: string) => ({ host, origin, 'content-type': 'application/json' });
    const send = (host: string, origin: string) =>
      new Promise<{ status: number; cookies: string[]; hsts: string | undefined }>((resolve, reject) => {
        request(
          {
            port,
            host: '127.0.0.1',
            method: 'POST',
            path: '/api/auth/sign-in/username',
            headers: headers(host, origin),
          },
          (response) => {
            response.resume();
            const hsts = response.headers['strict-transport-security'];
            resolve({ status: response.statusCode ?? 0, cookies: response.headers['set-cookie'] ?? [], hsts });
          },
        )
          .on('error', reject)
          .end(body);
      });
    const right = await send(publicUrl.host, publicUrl.origin);
    expect(right.status).toBe(200);
    expect(right.hsts).toContain('max-age=31536000');
    expect(right.cookies.length).toBeGreaterThan(1);
    for (const cookie of right.cookies)
      for (const part of [/^__Host-/, /; Path=\/;/, /; HttpOnly/, /; Secure/, /; SameSite=Strict/])
        expect(cookie).toMatch(part);
    expect((await send(publicUrl.host, `http://${publicUrl.host}`)).status).toBe(403);
    expect((await send(publicUrl.host, 'https://evil.example')).status).toBe(403);
    expect((await send('evil.example', publicUrl.origin)).status).toBe(421);
  });
});
