import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSessionSecrets } from '../../../evidence/keys.js';
import { openAccounts } from '../../../server/accounts/accounts.js';
import { openServer } from '../../../server/open-server.js';
import { addPerson, type ServedDatabase, serveDatabase, testPassphrase, writePage } from '../served-database.js';
import { codeOf } from './authenticator.js';
import { openBrowser } from './browser.js';

let served: ServedDatabase;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guazheng-keys-'));
  served = await serveDatabase();
});
afterAll(async () => {
  await served?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the secret of log-ins', () => {
  it('is made once, of 256 bits, for its owner’s eyes alone, by two processes at once too', async () => {
    const keys = join(folder, 'once');
    const [one, two] = await Promise.all([openSessionSecrets(keys), openSessionSecrets(keys)]);
    expect(one).toEqual(two);
    expect(one).toMatchObject([{ version: 1, value: expect.stringMatching(/^[\w-]{43}$/) }]);
    expect((await stat(join(keys, 'session-0001.secret'))).mode & 0o777).toBe(0o400);
    expect((await readFile(join(keys, 'session-0001.secret'), 'utf8')).trim()).toBe(one[0]?.value);
  });

  it('that is no secret is refused in one sentence', async () => {
    const keys = join(folder, 'broken');
    await openSessionSecrets(keys);
    await writeFile(join(keys, 'session-0002.secret'), 'short\n');
    await expect(openSessionSecrets(keys)).rejects.toMatchObject({ code: 'keys_unusable' });
  });

  it('ends every log-in when a newer one is there, and second factors of before still work', async () => {
    const keys = join(folder, 'rotated');
    const serve = async () => {
      const sources = served.sources();
      const accounts = openAccounts({ database: served.db, secrets: await openSessionSecrets(keys), now: sources.now });
      return openServer({ ...sources, accounts, webFolder: await writePage(folder), port: 0 });
    };
    await addPerson(served.db, 'wang', 'reviewer');
    const credentials = { username: 'wang', password: testPassphrase };
    const first = await serve();
    const browser = openBrowser(first);
    await browser.send('/api/auth/sign-in/username', credentials);
    const { body } = await browser.send('/api/auth/two-factor/enable', { password: testPassphrase });
    const uri = String(body.totpUri);
    await browser.send('/api/auth/two-factor/verify-totp', { code: codeOf(uri) });
    expect((await browser.get('/api/session')).status).toBe(200);
    await first.close();

    await writeFile(join(keys, 'session-0002.secret'), `${'N'.repeat(20)}${'e'.repeat(23)}\n`);
    const second = await serve();
    const again = openBrowser(second);
    for (const [name, value] of browser.cookies) again.cookies.set(name, value);
    expect((await again.get('/api/session')).status).toBe(401);
    expect((await again.send('/api/auth/sign-in/username', credentials)).body).toEqual({ needsCode: true });
    const code = codeOf(uri, Date.now() + 30_000);
    expect((await again.send('/api/auth/two-factor/verify-totp', { code })).status).toBe(200);
    expect((await again.get('/api/session')).status).toBe(200);
    await second.close();
  });
});
