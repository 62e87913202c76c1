import { scryptSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { disableUser } from '../../../casework/users/change-user.js';
import { addPerson, type ServedDatabase, serveDatabase, testPassphrase } from '../served-database.js';
import { codeOf } from './authenticator.js';
import { type Browser, openBrowser } from './browser.js';

let served: ServedDatabase;
let moment: Date;
let count = 0;
/** Somebody new in each test. */
let username: string;
beforeAll(async () => {
  moment = new Date();
  served = await serveDatabase(undefined, { now: () => moment });
});
afterAll(() => served?.close());
beforeEach(async () => {
  moment = new Date();
  count += 1;
  username = `wang-${count}`;
  await served.db.loginThrottle.deleteMany();
  await addPerson(served.db, username, 'reviewer');
});

const minutes = (number: number) => new Date(moment.getTime() + number * 60_000);
const logIn = (browser: Browser, password = testPassphrase, name = username) =>
  browser.send('/api/auth/sign-in/username', { username: name, password });
const loggedIn = async (more?: Record<string, string>): Promise<Browser> => {
  const browser = openBrowser(served, more);
  expect((await logIn(browser)).status).toBe(200);
  return browser;
};
const isIn = async (browser: Browser) => (await browser.get('/api/session')).status === 200;
const openSessions = () => served.db.userSession.findMany({ where: { user: { username }, endedAt: null } });

/** What the ledger holds of the person, besides their sessions. */
const ownKinds = async () => {
  const { id } = await served.db.user.findUniqueOrThrow({ where: { username } });
  const entries = await served.db.ledgerEntry.findMany({ where: { subjectId: id }, orderBy: { sequence: 'asc' } });
  return entries.map(({ kind }) => kind);
};

describe('a log-in', () => {
  it('opens one session that the ledger speaks of, and says who is logged in', async () => {
    const browser = await loggedIn();
    const { body } = await browser.get('/api/session');
    expect(body).toMatchObject({ person: { username }, role: 'reviewer', secondFactor: false });
    const sessions = await openSessions();
    expect(sessions).toMatchObject([{ origin: 'page' }]);
    const entries = await served.db.ledgerEntry.findMany({ where: { subjectId: sessions[0]?.id ?? '' } });
    expect(entries.map(({ kind }) => kind)).toEqual(['session.opened']);
  });

  it('answers no session token to scripts, and sets a cookie that they cannot read and no other site sends', async () => {
    const browser = openBrowser(served);
    const { body } = await logIn(browser);
    expect(body).toEqual({ needsCode: false });
    expect(browser.set.length).toBeGreaterThan(0);
    for (const cookie of browser.set) {
      expect(cookie).toMatch(/; HttpOnly/i);
      expect(cookie).toMatch(/; SameSite=Strict/i);
      expect(cookie).not.toMatch(/; Domain=/i);
      expect(cookie).not.toMatch(/; Secure/i);
    }
  });

  it('takes a name in capitals and with spaces around it', async () => {
    expect((await logIn(openBrowser(served), testPassphrase, ` ${username.toUpperCase()} `)).status).toBe(200);
  });

  it('answers alike for an unknown name, a wrong passphrase and a disabled person', async () => {
    const wrong = await logIn(openBrowser(served), '不是这一句，差得很远，远到天边去');
    const unknown = await logIn(openBrowser(served), testPassphrase, 'nobody');
    const unusable = await logIn(openBrowser(served), testPassphrase, '-');
    await disableUser(served.db, { username }, moment);
    const disabled = await logIn(openBrowser(served));
    for (const answer of [wrong, unknown, unusable, disabled])
      expect(answer).toMatchObject({ status: 422, body: { code: 'login_refused', message: '用户名或口令不正确。' } });
    expect(await served.db.authSession.count({ where: { user: { username } } })).toBe(0);
  });

  it('takes as long for an unknown name as for a wrong passphrase: both are hashed once', async () => {
    // Of the processor, which the server shares with the test: what has to wait for it takes longer and uses no more.
    const time = async (name: string, round: number) => {
      const began = process.cpuUsage();
      await logIn(openBrowser(served, { 'user-agent': `${name}${round}` }), '不是这一句，差得很远，远到天边去', name);
      return process.cpuUsage(began).user;
    };
    const [unknown, wrong]: [number[], number[]] = [[], []];
    for (let round = 0; round < 4; round += 1) {
      unknown.push(await time('nobody-at-all', round));
      wrong.push(await time(username, round));
    }
    // An answer without hashing would cost a fraction of that.
    expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...wrong) / 3);
  });

  it('gives a cookie of its own to whoever comes with another one (session fixation), and ends that one’s session', async () => {
    const browser = await loggedIn();
    const before = new Map(browser.cookies);
    const [first] = await openSessions();
    await logIn(browser);
    expect(browser.cookies.get('guazheng.session_token')).not.toBe(before.get('guazheng.session_token'));
    const old = openBrowser(served);
    for (const [name, value] of before) old.cookies.set(name, value);
    expect(await isIn(old)).toBe(false);
    expect((await openSessions()).map(({ id }) => id)).not.toContain(first?.id);
    const planted = openBrowser(served);
    planted.cookies.set('guazheng.session_token', 'chosen-by-somebody.else');
    await logIn(planted);
    expect(planted.cookies.get('guazheng.session_token')).not.toContain('chosen-by-somebody');
  });

  it('does not count while its session is not in the record', async () => {
    const browser = await loggedIn();
    await served.db.userSession.deleteMany({ where: { user: { username } } });
    expect(await isIn(browser)).toBe(false);
  });

  it('replaces a hash of before by Argon2id', async () => {
    const salt = Buffer.from('0123456789abcdef');
    const key = scryptSync(testPassphrase.normalize('NFKC'), salt, 32, { N: 2 ** 14, r: 8, p: 1 });
    const password = ['scrypt', 2 ** 14, 8, 1, salt.toString('base64'), key.toString('base64')].join('$');
    await served.db.authAccount.updateMany({ where: { user: { username } }, data: { password } });
    await logIn(openBrowser(served), '不是这一句，差得很远，远到天边去');
    const stored = () => served.db.authAccount.findFirstOrThrow({ where: { user: { username } } });
    expect((await stored()).password).toBe(password);
    await loggedIn();
    expect((await stored()).password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await loggedIn();
  });

  it.each([
    'sign-up/email',
    'list-sessions',
    'update-user',
    'get-session',
    'ok',
    'delete-user',
    'two-factor/get-totp-uri',
    '../session',
    'constructor',
    '__proto__',
    'toString',
  ])('is all there is: %s of the library is not there', async (path) => {
    const browser = await loggedIn();
    expect((await browser.send(`/api/auth/${path}`, {})).status).toBe(404);
    expect((await browser.get(`/api/auth/${path}`)).status).not.toBe(500);
  });

  it('takes no address to go on to', async () => {
    const browser = openBrowser(served);
    const sent = { username, password: testPassphrase, callbackURL: 'https://evil.example/' };
    const answer = await browser.send('/api/auth/sign-in/username', sent);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('location')).toBeNull();
  });
});

describe('a request from another site', () => {
  const send = (headers: Record<string, string>) =>
    fetch(`${served.url}/api/auth/sign-in/username`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ username, password: testPassphrase }),
    });

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['another port', { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' }],
    ['another origin alone', { origin: 'https://evil.example' }],
    ['the null origin', { origin: 'null' }],
    ['nowhere', {}],
  ])('is refused when it comes from %s', async (_, headers) => {
    expect((await send(headers)).status).toBe(403);
    expect(await openSessions()).toEqual([]);
  });

  it('is not one of our own page’s, by its origin where there is no Sec-Fetch-Site', async () => {
    expect((await send({ origin: served.url })).status).toBe(200);
  });

  it('is refused though it is an ordinary form', async () => {
    const response = await fetch(`${served.url}/api/auth/sign-in/username`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' },
      body: 'username=a&password=b',
    });
    expect(response.status).toBe(403);
  });

  it('changes nothing of a session', async () => {
    const browser = await loggedIn({ 'sec-fetch-site': 'same-origin' });
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    for (const path of ['/api/auth/sign-out', '/api/account/tokens']) {
      const response = await fetch(served.url + path, {
        method: 'POST',
        headers: { cookie, origin: 'https://evil.example' },
      });
      expect(response.status).toBe(403);
    }
    expect(await isIn(browser)).toBe(true);
  });
});

describe('a session', () => {
  it('ends after half an hour in which nobody did anything, whatever the page read meanwhile', async () => {
    const browser = await loggedIn();
    moment = minutes(20);
    expect(await isIn(browser)).toBe(true);
    moment = minutes(11);
    expect(await isIn(browser)).toBe(false);
    expect(await openSessions()).toEqual([]);
  });

  it('goes on while somebody does something, but for no longer than twelve hours', async () => {
    const browser = await loggedIn();
    for (let half = 0; half < 28; half += 1) {
      moment = minutes(25);
      expect((await browser.send('/api/session/activity')).status).toBe(204);
    }
    moment = minutes(25);
    expect((await browser.send('/api/session/activity')).status).toBe(401);
  });

  it('ends by a log-out, of this browser alone, in the record too', async () => {
    const [one, two] = [await loggedIn(), await loggedIn()];
    expect((await one.send('/api/auth/sign-out', {})).status).toBe(200);
    expect([await isIn(one), await isIn(two)]).toEqual([false, true]);
    expect(await openSessions()).toHaveLength(1);
  });

  it('does not come back by its old cookie', async () => {
    const browser = await loggedIn();
    const kept = new Map(browser.cookies);
    await browser.send('/api/auth/sign-out', {});
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect(await isIn(browser)).toBe(false);
  });

  it('ends everywhere by a log-out everywhere', async () => {
    const browsers = [await loggedIn(), await loggedIn(), await loggedIn()];
    expect((await browsers[0]?.send('/api/auth/revoke-sessions', {}))?.status).toBe(200);
    for (const browser of browsers) expect(await isIn(browser)).toBe(false);
    expect(await openSessions()).toEqual([]);
  });

  it('is listed with the others of the person, without what would let somebody take it over, and ends from there', async () => {
    const [one, two] = [await loggedIn({ 'user-agent': 'one' }), await loggedIn({ 'user-agent': 'two' })];
    const { body } = await one.get('/api/account/sessions');
    expect(body).toMatchObject({
      sessions: [
        { browser: 'two', isThis: false },
        { browser: 'one', isThis: true },
      ],
    });
    const tokens = await served.db.authSession.findMany({ select: { token: true } });
    for (const { token } of tokens) expect(JSON.stringify(body)).not.toContain(token);
    const [other] = (body as { sessions: { id: string }[] }).sessions;
    expect((await one.send(`/api/account/sessions/${other?.id}`, undefined, 'DELETE')).status).toBe(204);
    expect([await isIn(one), await isIn(two)]).toEqual([true, false]);
    const stranger = await served.logIn('reviewer');
    const [mine] = await openSessions();
    expect((await stranger.send('DELETE', `/api/account/sessions/${mine?.id}`)).status).toBe(404);
    expect(await isIn(one)).toBe(true);
  });

  it('ends at once when the person is disabled', async () => {
    const browser = await loggedIn();
    await served.db.user.updateMany({ where: { username }, data: { disabledAt: moment } });
    expect(await isIn(browser)).toBe(false);
  });

  it('is not found by a cookie that somebody else signed', async () => {
    const browser = await loggedIn();
    const value = browser.cookies.get('guazheng.session_token') ?? '';
    const [token] = decodeURIComponent(value).split('.');
    for (const forged of [token ?? '', `${token}.`, `${token}.AAAA`, `${decodeURIComponent(value).slice(0, -3)}AA=`]) {
      browser.cookies.set('guazheng.session_token', encodeURIComponent(forged));
      expect(await isIn(browser)).toBe(false);
    }
  });

  it('lets its person change the passphrase, which ends all others', async () => {
    const [one, two] = [await loggedIn(), await loggedIn()];
    const change = (currentPassword: string, newPassword: string) =>
      one.send('/api/auth/change-password', { currentPassword, newPassword });
    expect(await change('不是这一句，差得很远，远到天边去', '新的一句口令，长到足够十五个字')).toMatchObject({
      body: { code: 'passphrase_wrong' },
    });
    expect(await change(testPassphrase, '太短')).toMatchObject({ body: { code: 'passphrase_short' } });
    expect((await change(testPassphrase, '新的一句口令，长到足够十五个字')).status).toBe(200);
    expect([await isIn(one), await isIn(two)]).toEqual([true, false]);
    expect(await openSessions()).toHaveLength(1);
    expect((await logIn(openBrowser(served))).status).toBe(422);
    expect((await logIn(openBrowser(served), '新的一句口令，长到足够十五个字')).status).toBe(200);
  });
});

describe('a token that somebody else may have', () => {
  const tokenOf = async (browser: Browser) => {
    const { body } = await browser.send('/api/account/tokens', { name: '统计', days: 30 });
    return async () =>
      (await fetch(`${served.url}/api/session`, { headers: { authorization: `Bearer ${body.secret}` } })).status;
  };

  it('ends with the passphrase that it was made under, in the ledger too', async () => {
    const browser = await loggedIn();
    const ask = await tokenOf(browser);
    expect(await ask()).toBe(200);
    const passphrases = { currentPassword: testPassphrase, newPassword: '新的一句口令，长到足够十五个字' };
    expect((await browser.send('/api/auth/change-password', passphrases)).status).toBe(200);
    expect(await ask()).toBe(401);
    expect(await openSessions()).toMatchObject([{ origin: 'page' }]);
    expect(await ownKinds()).toEqual(['user.passphrase_changed']);
  });

  it('ends with a log-out everywhere', async () => {
    const browser = await loggedIn();
    const ask = await tokenOf(browser);
    await browser.send('/api/auth/sign-out', {});
    expect(await ask()).toBe(200);
    expect((await (await loggedIn()).send('/api/auth/revoke-sessions', {})).status).toBe(200);
    expect(await ask()).toBe(401);
    expect(await openSessions()).toEqual([]);
    expect(await ownKinds()).toEqual(['user.logged_out']);
  });

  it('is one of five at most', async () => {
    const browser = await loggedIn();
    const make = () => browser.send('/api/account/tokens', { name: '统计', days: 30 });
    const made = await Promise.all(Array.from({ length: 7 }, make));
    expect(made.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 409, 409]);
    expect(await make()).toMatchObject({ body: { code: 'tokens_enough', message: expect.stringContaining('5 个') } });
    await browser.send(
      `/api/account/tokens/${made.find(({ status }) => status === 200)?.body.id}`,
      undefined,
      'DELETE',
    );
    expect((await make()).status).toBe(200);
  });
});

describe('a second factor', () => {
  const setUp = async (): Promise<{ browser: Browser; uri: string; backupCodes: string[] }> => {
    const browser = await loggedIn();
    const { body } = await browser.send('/api/auth/two-factor/enable', { password: testPassphrase });
    const uri = String(body.totpUri);
    expect((await browser.send('/api/auth/two-factor/verify-totp', { code: codeOf(uri) })).status).toBe(200);
    return { browser, uri, backupCodes: body.backupCodes as string[] };
  };
  /** The code of the next half minute, which is taken already. */
  const nextCode = (uri: string) => codeOf(uri, Date.now() + 30_000);

  it('is shown for an authenticator under the person’s name, and asked for from then on', async () => {
    const { browser, uri } = await setUp();
    expect(decodeURIComponent(new URL(uri).pathname)).toContain(`挂证广告监测:${username}`);
    expect((await browser.get('/api/session')).body).toMatchObject({ secondFactor: true });
    const other = openBrowser(served);
    expect(await logIn(other)).toMatchObject({ status: 200, body: { needsCode: true } });
    expect(await isIn(other)).toBe(false);
    expect(await openSessions()).toHaveLength(1);
    expect((await other.send('/api/auth/two-factor/verify-totp', { code: nextCode(uri) })).status).toBe(200);
    expect(await isIn(other)).toBe(true);
    expect(await openSessions()).toHaveLength(2);
  });

  it('is not set up without the passphrase, nor before a code was right', async () => {
    const browser = await loggedIn();
    const wrong = await browser.send('/api/auth/two-factor/enable', { password: '不是这一句，差得很远，远到天边去' });
    expect(wrong).toMatchObject({ status: 422, body: { code: 'passphrase_wrong' } });
    await browser.send('/api/auth/two-factor/enable', { password: testPassphrase });
    expect((await browser.get('/api/session')).body).toMatchObject({ secondFactor: false });
    expect(await logIn(openBrowser(served))).toMatchObject({ body: { needsCode: false } });
  });

  it('takes each code once: what was seen over a shoulder opens nothing', async () => {
    const { uri } = await setUp();
    const code = nextCode(uri);
    const [one, two] = [openBrowser(served), openBrowser(served)];
    await logIn(one);
    await logIn(two);
    const both = await Promise.all(
      [one, two].map((browser) => browser.send('/api/auth/two-factor/verify-totp', { code })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 422]);
    const third = openBrowser(served);
    await logIn(third);
    expect(await third.send('/api/auth/two-factor/verify-totp', { code })).toMatchObject({
      body: { code: 'code_wrong' },
    });
    expect(await isIn(third)).toBe(false);
  });

  it('gives up after five wrong codes: the passphrase is asked for again', async () => {
    const { uri } = await setUp();
    const browser = openBrowser(served);
    await logIn(browser);
    const right = nextCode(uri);
    for (let guess = 0; guess < 5; guess += 1) {
      const code = String((Number(right) + 1 + guess) % 1_000_000).padStart(6, '0');
      expect((await browser.send('/api/auth/two-factor/verify-totp', { code })).status).toBe(422);
    }
    const answer = await browser.send('/api/auth/two-factor/verify-totp', { code: right });
    expect(answer).toMatchObject({ body: { code: 'challenge_over' } });
    expect(await isIn(browser)).toBe(false);
  });

  it('is replaced by a backup code, each of which works once', async () => {
    const { backupCodes } = await setUp();
    expect(backupCodes).toHaveLength(10);
    const [code] = backupCodes;
    const [one, two] = [openBrowser(served), openBrowser(served)];
    await logIn(one);
    await logIn(two);
    expect((await one.send('/api/auth/two-factor/verify-backup-code', { code })).status).toBe(200);
    expect(await two.send('/api/auth/two-factor/verify-backup-code', { code })).toMatchObject({
      body: { code: 'code_wrong' },
    });
    expect([await isIn(one), await isIn(two)]).toEqual([true, false]);
  });

  it('is no longer asked for once it is ended by the passphrase', async () => {
    const { browser } = await setUp();
    expect((await browser.send('/api/auth/two-factor/disable', { password: testPassphrase })).status).toBe(200);
    expect(await isIn(browser)).toBe(true);
    expect(await logIn(openBrowser(served))).toMatchObject({ body: { needsCode: false } });
    expect(await ownKinds()).toEqual(['user.second_factor_on', 'user.second_factor_off']);
  });

  it('that is lost is ended by an administrator, who cannot end their own like that', async () => {
    const { browser } = await setUp();
    const administrator = await served.logIn('administrator');
    const { id } = await served.db.user.findUniqueOrThrow({ where: { username } });
    const reset = (who: string) => administrator.send('POST', `/api/people/${who}/reset-second-factor`);
    expect((await reset(id)).status).toBe(204);
    expect(await isIn(browser)).toBe(false);
    expect(await logIn(openBrowser(served))).toMatchObject({ body: { needsCode: false } });
    expect(await served.db.authTwoFactor.count({ where: { userId: id } })).toBe(0);
    expect(await ownKinds()).toEqual(['user.second_factor_on', 'user.second_factor_reset']);
    expect(await (await reset(id)).json()).toMatchObject({ code: 'second_factor_missing' });
    expect(await (await reset(administrator.userId)).json()).toMatchObject({ code: 'own_second_factor' });
  });

  it('lies encrypted in the database', async () => {
    const { uri, backupCodes } = await setUp();
    const row = JSON.stringify(await served.db.authTwoFactor.findMany());
    expect(row).not.toContain(new URL(uri).searchParams.get('secret'));
    for (const code of backupCodes) expect(row).not.toContain(code);
  });
});
