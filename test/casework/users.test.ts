import { scryptSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addUser } from '../../casework/users/add-user.js';
import { changeRole, disableUser } from '../../casework/users/change-user.js';
import { endSession, openSession } from '../../casework/users/open-session.js';
import { hashPassphrase, isPassphrase } from '../../casework/users/passphrase.js';
import { verifyLedger } from '../../evidence/ledger/verify-ledger.js';
import type { Database } from '../../prisma/open-database.js';
import { createTestDatabase } from '../prisma/test-database.js';

let database: Database;
let close: () => Promise<void>;
beforeEach(async () => {
  ({ db: database, close } = await createTestDatabase());
});
afterEach(() => close());

const now = new Date('2026-11-23T04:00:00Z');
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const passphrase = '江汉平原的秋天很长，稻子黄了一片';
const officer = {
  ...{ username: 'wang', name: '王敏', credentialNumber: '鄂A-001', role: 'reviewer' },
  ...{ organisationId: 'default', passphrase },
};
const logIn = (given = passphrase, at = now, username = 'wang') =>
  openSession(database, { username, passphrase: given, origin: 'command' }, at);

describe('a passphrase', () => {
  test('is known by its hash, which holds nothing of it, and by no other', async () => {
    const hash = await hashPassphrase(passphrase);
    expect(hash).not.toContain(passphrase);
    expect(await isPassphrase(passphrase, hash)).toBe(true);
    expect(await isPassphrase(`${passphrase} `, hash)).toBe(false);
    expect(await hashPassphrase(passphrase)).not.toBe(hash);
  });

  test('is one however its characters are composed', async () => {
    const hash = await hashPassphrase('café de la préfecture');
    expect(await isPassphrase('cafe\u0301 de la pre\u0301fecture', hash)).toBe(true);
  });

  test('of fourteen characters is too short', async () => {
    await expect(hashPassphrase('字'.repeat(14))).rejects.toMatchObject({ code: 'passphrase_short' });
  });
});

describe('a person', () => {
  test('is added once under a name, and logs in with the passphrase; both are in the ledger', async () => {
    const id = await addUser(database, officer, now);
    await expect(addUser(database, officer, now)).rejects.toMatchObject({ code: 'user_known' });
    const session = await logIn();
    expect(session.person).toEqual({ id, name: '王敏', credentialNumber: '鄂A-001', role: 'reviewer' });
    await endSession(database, session, later(1));
    expect(await database.userSession.findMany()).toMatchObject([{ userId: id, endedAt: later(1) }]);
    const kinds = (await database.ledgerEntry.findMany({ orderBy: { sequence: 'asc' } })).map(({ kind }) => kind);
    expect(kinds).toEqual(['user.added', 'session.opened']);
    expect(await verifyLedger(database)).toMatchObject({ ok: true });
  });

  test.each([
    [{ username: 'Wang' }, 'username_unusable'],
    [{ username: 'w' }, 'username_unusable'],
    [{ name: ' ' }, 'name_unusable'],
    [{ name: '王\u0007敏' }, 'name_unusable'],
    [{ role: 'king' }, 'role_unknown'],
    [{ credentialNumber: '<b>' }, 'credential_unusable'],
    [{ passphrase: '短' }, 'passphrase_short'],
    [{ passphrase: '长'.repeat(257) }, 'passphrase_long'],
    [{ organisationId: 'nowhere' }, 'organisation_unknown'],
  ])('with %o is refused, and nothing is stored', async (more, code) => {
    await expect(addUser(database, { ...officer, ...more }, now)).rejects.toMatchObject({ name: 'InputError', code });
    expect(await database.user.count()).toBe(0);
  });

  test('is told the same for a wrong name and a wrong passphrase', async () => {
    await addUser(database, officer, now);
    const wrong = await logIn('不是这一句，差得很远，远到天边').catch((error: Error) => error.message);
    const unknown = await logIn(passphrase, now, 'nobody').catch((error: Error) => error.message);
    expect(wrong).toBe(String(unknown).replace('nobody', 'wang'));
  });

  test('does not log in once disabled, and has another role once it is given', async () => {
    await addUser(database, officer, now);
    await changeRole(database, { username: 'wang' }, 'supervisor', now);
    expect((await logIn()).person.role).toBe('supervisor');
    await disableUser(database, { username: 'wang' }, now);
    await expect(logIn()).rejects.toMatchObject({ code: 'login_refused' });
    await expect(disableUser(database, { username: 'li' }, now)).rejects.toMatchObject({ code: 'user_unknown' });
  });

  test('is added by nobody but an administrator once there is one', async () => {
    const id = await addUser(
      database,
      { ...officer, username: 'zhou', role: 'administrator', credentialNumber: '' },
      now,
    );
    await expect(addUser(database, officer, now)).rejects.toMatchObject({
      name: 'RefusedError',
      code: 'role_insufficient',
    });
    const session = await logIn(passphrase, now, 'zhou');
    const by = { personId: id, sessionId: session.id, jurisdiction: ['default'] };
    const wang = await addUser(database, officer, now, by);
    await expect(addUser(database, { ...officer, username: 'li' }, now, by)).rejects.toMatchObject({
      code: 'credential_taken',
    });
    await expect(
      addUser(database, { ...officer, username: 'li', credentialNumber: '' }, now, { ...by, personId: wang }),
    ).rejects.toMatchObject({ code: 'role_insufficient' });
    await expect(disableUser(database, { username: 'zhou' }, now, by)).rejects.toMatchObject({
      code: 'last_administrator',
    });
  });

  test('who logs in by a hash of before has an Argon2id one from then on', async () => {
    const id = await addUser(database, officer, now);
    const salt = Buffer.from('0123456789abcdef');
    const key = scryptSync(passphrase.normalize('NFKC'), salt, 32, { N: 2 ** 14, r: 8, p: 1 });
    const password = ['scrypt', 2 ** 14, 8, 1, salt.toString('base64'), key.toString('base64')].join('$');
    await database.authAccount.updateMany({ where: { userId: id }, data: { password } });
    await logIn();
    expect((await database.authAccount.findFirstOrThrow()).password).toContain('$argon2id$');
    await logIn();
  });
});
