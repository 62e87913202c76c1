import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { offerSetUp } from '../../../casework/users/invitations.js';
import { verifyLedger } from '../../../evidence/ledger/verify-ledger.js';
import { addPerson, type LoggedIn, type ServedDatabase, serveDatabase, testPassphrase } from '../served-database.js';
import { openBrowser } from './browser.js';

let served: ServedDatabase;
let moment: Date;
beforeEach(async () => {
  moment = new Date();
  served = await serveDatabase(undefined, { now: () => moment });
});
afterEach(() => served?.close());

const hours = (number: number) => {
  moment = new Date(moment.getTime() + number * 3_600_000);
};
const stranger = () => openBrowser(served);
async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  const text = await response.text();
  const body: object = text === '' ? {} : JSON.parse(text);
  return { status: response.status, ...body };
}
const kinds = async () =>
  (await served.db.ledgerEntry.findMany({ orderBy: { sequence: 'asc' } })).map(({ kind }) => kind);
const newPerson = (more: object = {}) => ({
  username: 'wang',
  name: '王敏',
  role: 'reviewer',
  credentialNumber: '鄂A-001',
  organisationId: 'default',
  ...more,
});
const add = async (administrator: LoggedIn, more: object = {}) =>
  bodyOf(await administrator.send('POST', '/api/people', newPerson(more)));

describe('the first start', () => {
  const first = (secret: unknown, more: object = {}) =>
    stranger().send('/api/set-up', { secret, username: 'zhou', name: '周立', passphrase: testPassphrase, ...more });

  it('makes one administrator by its link, once', async () => {
    expect((await stranger().get('/api/set-up')).body).toEqual({ isSetUp: false });
    const secret = (await offerSetUp(served.db, moment))?.secret;
    expect(await first(secret, { passphrase: '太短' })).toMatchObject({
      status: 422,
      body: { code: 'passphrase_short' },
    });
    expect(await first('something else')).toMatchObject({ status: 422, body: { code: 'invitation_unusable' } });
    const both = await Promise.all([first(secret), first(secret, { username: 'zhou-2' })]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 422]);
    expect(await served.db.user.findMany()).toMatchObject([{ role: 'administrator', organisationId: 'default' }]);
    expect(await offerSetUp(served.db, moment)).toBeUndefined();
    expect((await stranger().get('/api/set-up')).body).toEqual({ isSetUp: true });
    expect(await kinds()).toEqual(['user.added', 'invitation.used']);
    expect(await verifyLedger(served.db)).toMatchObject({ ok: true });
  });

  it('has a link that is dead after a day, after a newer one, and once there is an administrator', async () => {
    const old = (await offerSetUp(served.db, moment))?.secret;
    const newer = (await offerSetUp(served.db, moment))?.secret;
    expect((await first(old)).status).toBe(422);
    hours(25);
    expect((await first(newer)).status).toBe(422);
    const last = (await offerSetUp(served.db, moment))?.secret;
    await addPerson(served.db, 'somebody', 'administrator');
    expect((await first(last)).status).toBe(422);
  });

  it('keeps no secret of a link', async () => {
    const secret = (await offerSetUp(served.db, moment))?.secret ?? '';
    expect(JSON.stringify(await served.db.invitation.findMany())).not.toContain(secret);
  });
});

describe('an administrator', () => {
  let administrator: LoggedIn;
  beforeEach(async () => {
    administrator = await served.logIn('administrator');
  });

  it('adds a person, who chooses a passphrase by a link that works once', async () => {
    const { status, secret } = await add(administrator);
    expect(status).toBe(200);
    expect((await stranger().send('/api/invitations/read', { secret })).body).toMatchObject({
      username: 'wang',
      name: '王敏',
    });
    expect((await stranger().send('/api/invitations/use', { secret, passphrase: '太短' })).status).toBe(422);
    const use = () => stranger().send('/api/invitations/use', { secret, passphrase: testPassphrase });
    expect((await Promise.all([use(), use()])).map(({ status: code }) => code).sort()).toEqual([204, 422]);
    const wang = stranger();
    expect((await wang.send('/api/auth/sign-in/username', { username: 'wang', password: testPassphrase })).status).toBe(
      200,
    );
    expect(await kinds()).toEqual([
      'session.opened',
      'user.added',
      'invitation.given',
      'invitation.used',
      'session.opened',
    ]);
    expect((await stranger().send('/api/invitations/read', { secret })).status).toBe(422);
  });

  it('gives a new link, which makes the old one dead, and the passphrase and the sessions once it is used', async () => {
    const { secret: first } = await add(administrator);
    await stranger().send('/api/invitations/use', { secret: first, passphrase: testPassphrase });
    const wang = stranger();
    await wang.send('/api/auth/sign-in/username', { username: 'wang', password: testPassphrase });
    const { id } = await served.db.user.findUniqueOrThrow({ where: { username: 'wang' } });
    const invite = async () => (await bodyOf(await administrator.send('POST', `/api/people/${id}/invitation`))).secret;
    const second = await invite();
    const third = await invite();
    const use = (secret: unknown) =>
      stranger().send('/api/invitations/use', { secret, passphrase: '新的一句口令，长到足够十五个字' });
    expect((await use(second)).status).toBe(422);
    expect((await wang.get('/api/session')).status).toBe(200);
    expect((await use(third)).status).toBe(204);
    expect((await wang.get('/api/session')).status).toBe(401);
    expect(
      (await stranger().send('/api/auth/sign-in/username', { username: 'wang', password: testPassphrase })).status,
    ).toBe(422);
  });

  it('is named to the person whose link they renewed, to the person alone', async () => {
    const reviewer = await served.logIn('reviewer');
    const other = await served.logIn('administrator');
    const renewalOf = async (person: LoggedIn) => (await bodyOf(await person.get('/api/session'))).linkRenewal;
    expect(await renewalOf(reviewer)).toBeNull();
    expect((await administrator.send('POST', `/api/people/${reviewer.userId}/invitation`)).status).toBe(200);
    expect(await kinds()).toContain('user.invited_again');
    expect(await renewalOf(reviewer)).toEqual({ at: moment.toISOString(), by: administrator.username });
    moment = new Date(moment.getTime() + 1_000);
    await other.send('POST', `/api/people/${reviewer.userId}/invitation`);
    expect(await renewalOf(reviewer)).toEqual({ at: moment.toISOString(), by: other.username });
    expect(await renewalOf(administrator)).toBeNull();
    expect(await verifyLedger(served.db)).toMatchObject({ ok: true });
  });

  it('has a link that expires after a week, and one of a disabled person is dead', async () => {
    const { secret, userId } = await add(administrator);
    hours(7 * 24 + 1);
    expect((await stranger().send('/api/invitations/use', { secret, passphrase: testPassphrase })).status).toBe(422);
    hours(-7 * 24 - 1);
    await administrator.send('POST', `/api/people/${userId}/disable`);
    expect((await stranger().send('/api/invitations/use', { secret, passphrase: testPassphrase })).status).toBe(422);
    expect((await administrator.send('POST', `/api/people/${userId}/invitation`)).status).toBe(422);
  });

  it('gives a credential number to one person in office at a time, of two at once too', async () => {
    const answers = await Promise.all([add(administrator), add(administrator, { username: 'li' })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
    expect(answers.find(({ status }) => status === 422)).toMatchObject({ code: 'credential_taken' });
    const there = await served.db.user.findFirstOrThrow({ where: { role: 'reviewer' } });
    await administrator.send('POST', `/api/people/${there.id}/disable`);
    expect(await add(administrator, { username: 'zhao' })).toMatchObject({ status: 200 });
  });

  it('changes a role, which ends the person’s sessions and tokens, and is in the ledger', async () => {
    const reviewer = await served.logIn('reviewer');
    const { secret } = await bodyOf(await reviewer.send('POST', '/api/account/tokens', { name: '统计', days: 30 }));
    const byToken = () => fetch(`${served.url}/api/session`, { headers: { authorization: `Bearer ${secret}` } });
    expect((await byToken()).status).toBe(200);
    const change = (role: string) => administrator.send('PUT', `/api/people/${reviewer.userId}/role`, { role });
    expect((await change('king')).status).toBe(400);
    expect((await change('supervisor')).status).toBe(204);
    expect((await reviewer.get('/api/session')).status).toBe(401);
    expect((await byToken()).status).toBe(401);
    expect((await kinds()).at(-1)).toBe('user.role_changed');
    expect(await served.db.userSession.count({ where: { userId: reviewer.userId, endedAt: null } })).toBe(0);
  });

  it('disables a person, who is out at once and stays out', async () => {
    const reviewer = await served.logIn('reviewer');
    expect((await administrator.send('POST', `/api/people/${reviewer.userId}/disable`)).status).toBe(204);
    expect((await reviewer.get('/api/session')).status).toBe(401);
    const { username } = reviewer;
    expect((await stranger().send('/api/auth/sign-in/username', { username, password: testPassphrase })).status).toBe(
      422,
    );
    expect((await kinds()).at(-1)).toBe('user.disabled');
  });

  it('ends a person’s sessions', async () => {
    const reviewer = await served.logIn('reviewer');
    expect((await administrator.send('POST', `/api/people/${reviewer.userId}/log-out`)).status).toBe(204);
    expect((await reviewer.get('/api/session')).status).toBe(401);
  });

  it('does not take away the last administrator of an organisation, neither do two of them each other', async () => {
    const own = administrator.userId;
    expect(await bodyOf(await administrator.send('POST', `/api/people/${own}/disable`))).toMatchObject({
      status: 409,
      code: 'last_administrator',
    });
    expect((await administrator.send('PUT', `/api/people/${own}/role`, { role: 'auditor' })).status).toBe(409);
    // Somebody who was invited and cannot log in yet does not count.
    await add(administrator, { username: 'second', role: 'administrator', credentialNumber: '' });
    expect((await administrator.send('POST', `/api/people/${own}/disable`)).status).toBe(409);
    const other = await served.logIn('administrator');
    const both = await Promise.all([
      administrator.send('POST', `/api/people/${other.userId}/disable`),
      other.send('POST', `/api/people/${own}/disable`),
    ]);
    expect(both.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(
      await served.db.user.count({ where: { role: 'administrator', disabledAt: null, accounts: { some: {} } } }),
    ).toBe(1);
  });

  it('adds organisations below their own, and people there; sees nothing beside or above it', async () => {
    const addTo = (by: LoggedIn, id: string, parentId: string) =>
      by.send('POST', '/api/organisations', { id, name: id, parentId });
    expect((await addTo(administrator, 'wuhan', 'default')).status).toBe(204);
    expect((await addTo(administrator, 'wuhan', 'default')).status).toBe(422);
    const city = await served.logIn('administrator', 'wuhan');
    expect((await addTo(city, 'wuchang', 'wuhan')).status).toBe(204);
    expect((await addTo(city, 'other', 'default')).status).toBe(422);
    expect(await add(city, { organisationId: 'default' })).toMatchObject({ status: 422, code: 'organisation_unknown' });
    expect(await add(city, { organisationId: 'wuchang' })).toMatchObject({ status: 200 });
    const { people } = await bodyOf(await city.get('/api/people'));
    expect((people as { organisation: { id: string } }[]).map(({ organisation }) => organisation.id).sort()).toEqual([
      'wuchang',
      'wuhan',
    ]);
    const { organisations } = await bodyOf(await city.get('/api/organisations'));
    expect((organisations as { id: string }[]).map(({ id }) => id).sort()).toEqual(['wuchang', 'wuhan']);
    for (const act of ['disable', 'invitation', 'log-out'])
      expect((await city.send('POST', `/api/people/${administrator.userId}/${act}`)).status).toBe(404);
    expect((await administrator.get('/api/session')).status).toBe(200);
  });
});

describe('a token', () => {
  it('is shown once, kept as a hash, read by, and dead when revoked or expired', async () => {
    const reviewer = await served.logIn('reviewer');
    const made = await bodyOf(await reviewer.send('POST', '/api/account/tokens', { name: '统计程序', days: 30 }));
    expect(made.secret).toMatch(/^gzw_[\w-]{43}$/);
    expect(JSON.stringify(await served.db.apiToken.findMany())).not.toContain(made.secret);
    const list = await (await reviewer.get('/api/account/tokens')).text();
    expect(list).toContain('统计程序');
    expect(list).not.toContain(String(made.secret));
    const ask = async (secret: unknown = made.secret) =>
      (await fetch(`${served.url}/api/session`, { headers: { authorization: `Bearer ${secret}` } })).status;
    expect(await ask()).toBe(200);
    const used = () => served.db.apiToken.findFirstOrThrow();
    const first = (await used()).lastUsedAt;
    expect(first).toEqual(moment);
    moment = new Date(moment.getTime() + 30_000);
    await ask();
    expect((await used()).lastUsedAt).toEqual(first);
    moment = new Date(moment.getTime() + 30_000);
    await ask();
    expect((await used()).lastUsedAt).toEqual(moment);
    expect(await ask(`${String(made.secret).slice(0, -1)}_`)).toBe(401);
    hours(30 * 24);
    expect(await ask()).toBe(401);
    hours(-30 * 24);
    expect((await reviewer.send('DELETE', `/api/account/tokens/${made.id}`)).status).toBe(204);
    expect(await ask()).toBe(401);
    expect((await kinds()).slice(-2)).toEqual(['token.made', 'token.revoked'].slice(-2));
  });

  it('is for a year at most', async () => {
    const reviewer = await served.logIn('reviewer');
    for (const days of [0, 366, 1.5])
      expect((await reviewer.send('POST', '/api/account/tokens', { name: 'x', days })).status).toBe(400);
  });

  it('makes no other token, changes no passphrase and logs nobody out', async () => {
    const reviewer = await served.logIn('reviewer');
    const { secret } = await bodyOf(await reviewer.send('POST', '/api/account/tokens', { name: 'x', days: 1 }));
    const program = openBrowser(served, { authorization: `Bearer ${secret}` });
    for (const [path, body] of [
      ['/api/account/tokens', { name: 'y', days: 1 }],
      ['/api/auth/change-password', { currentPassword: testPassphrase, newPassword: '新的一句口令，长到足够十五个字' }],
      ['/api/auth/two-factor/enable', { password: testPassphrase }],
      ['/api/auth/revoke-sessions', {}],
    ] as const)
      expect(await program.send(path, body)).toMatchObject({ status: 403, body: { code: 'token_insufficient' } });
  });
});
