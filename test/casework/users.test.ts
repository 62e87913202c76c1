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

  test('is locked out for a quarter of an hour after five wrong passphrases, and by four of them not', async () => {
    await addUser(database, officer, now);
    const wrong = () =>
      expect(logIn('不是这一句，差得很远，远到天边')).rejects.toMatchObject({ code: 'login_refused' });
    for (let time = 0; time < 4; time += 1) await wrong();
    await logIn();
    for (let time = 0; time < 5; time += 1) await wrong();
    await expect(logIn(passphrase, later(14))).rejects.toMatchObject({ name: 'RefusedError', code: 'login_locked' });
    await logIn(passphrase, later(16));
  });

  test('does not log in once disabled, and has another role once it is given', async () => {
    await addUser(database, officer, now);
    await changeRole(database, 'wang', 'supervisor', now);
    expect((await logIn()).person.role).toBe('supervisor');
    await disableUser(database, 'wang', now);
    await expect(logIn()).rejects.toMatchObject({ code: 'login_refused' });
    await expect(disableUser(database, 'li', now)).rejects.toMatchObject({ code: 'user_unknown' });
  });
});
