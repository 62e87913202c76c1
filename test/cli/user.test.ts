import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../prisma/test-database.js';
import { type Ended, guazheng, sentenceOf, temporaryFolder } from './run-guazheng.js';

const passphrase = '江汉平原的秋天很长，稻子黄了一片';
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let home: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  [database, home] = await Promise.all([createTestDatabase(), temporaryFolder()]);
});
afterAll(async () => {
  await database?.close();
  await home?.remove();
});

const user = (words: string[], input = `${passphrase}\n`): Promise<Ended> =>
  guazheng(['user', ...words], {
    env: { DATABASE_URL: database.url, GUAZHENG_HOME: join(home.folder, 'home') },
    input,
  });

describe('the people', () => {
  test('are added by whoever has the machine until there is an administrator, and by that one from then on', async () => {
    expect(await user(['add', 'zhou', '--name', '周立', '--role', 'administrator'])).toMatchObject({ code: 0 });
    const add = ['add', 'wang', '--name', '王敏', '--role', 'reviewer'];
    const nobody = await user(add);
    expect(nobody.code).toBe(2);
    expect(sentenceOf(nobody)).toContain('--as NAME');
    const wrong = await user([...add, '--as', 'zhou'], '不是这一句，差得很远，远到天边\n');
    expect(sentenceOf(wrong)).toContain('is wrong');
    const invited = await user([...add, '--as', 'zhou']);
    expect(invited).toMatchObject({ code: 0 });
    expect(invited.stdout).toMatch(/http:\/\/127\.0\.0\.1:4870\/invitation#[\w-]{43}\n$/);
    expect(await database.db.user.count({ where: { username: 'wang', accounts: { none: {} } } })).toBe(1);
  });

  test('get another link, another role, or no log-in any more; the last administrator stays', async () => {
    expect((await user(['invite', 'wang', '--as', 'zhou'])).stdout).toContain('/invitation#');
    expect((await user(['role', 'wang', 'supervisor', '--as', 'zhou'])).stdout).toContain('wang is supervisor now.');
    const reset = await user(['reset-second-factor', 'wang', '--as', 'zhou']);
    expect(sentenceOf(reset)).toContain('no second factor');
    await database.db.user.update({ where: { username: 'wang' }, data: { twoFactorEnabled: true } });
    expect(await user(['reset-second-factor', 'wang', '--as', 'zhou'])).toMatchObject({ code: 0 });
    expect(await database.db.user.count({ where: { twoFactorEnabled: true } })).toBe(0);
    expect(sentenceOf(await user(['disable', 'wang']))).toContain('--as NAME');
    expect(await user(['disable', 'wang', '--as', 'zhou'])).toMatchObject({ code: 0 });
    expect(sentenceOf(await user(['disable', 'zhou', '--as', 'zhou']))).toContain('last administrator');
    expect((await user(['list'])).stdout).toContain('王敏');
  });
});
